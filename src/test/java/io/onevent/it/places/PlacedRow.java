package io.onevent.it.places;

import jakarta.persistence.Entity;
import jakarta.persistence.EntityListeners;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The row of a place, which is written when its transaction completes. */
@Entity
@Table(name = "placed")
@EntityListeners(RowListener.class)
public class PlacedRow {

    @Id
    private String place;

    private String kind;

    protected PlacedRow() {}

    PlacedRow(String place) {
        this.place = place;
        this.kind = "row";
    }

    String place() {
        return place;
    }
}
