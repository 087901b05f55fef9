package io.onevent.it.participants;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;

/** What a handler has done for an event, and how many times. */
@Entity
@Table(name = "deed")
public class Deed {

    @Id
    private String id;

    private String kind;

    private int times;

    protected Deed() {}

    Deed(UUID event, String kind) {
        this.id = event.toString();
        this.kind = kind;
        this.times = 1;
    }

    void again() {
        times++;
    }
}
