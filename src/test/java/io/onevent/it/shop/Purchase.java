package io.onevent.it.shop;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A row that the application writes with JPA. */
@Entity
@Table(name = "purchase")
public class Purchase {

    @Id
    private long id;

    protected Purchase() {}

    public Purchase(long id) {
        this.id = id;
    }
}
