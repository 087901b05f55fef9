package io.onevent.example;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** What is in stock. */
@Entity
public class Item {

    @Id
    private String name;

    private int pieces;

    /** So many of these. */
    public Item(String name, int pieces) {
        this.name = name;
        this.pieces = pieces;
    }

    /** For JPA. */
    protected Item() {}

    /** {@return how many there are} */
    public int pieces() {
        return pieces;
    }

    /** Takes some out. */
    public void take(int some) {
        pieces -= some;
    }
}
