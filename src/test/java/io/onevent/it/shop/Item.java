package io.onevent.it.shop;

/** A payload. */
public class Item {

    public long number;
    public String text;

    public Item() {}

    public Item(long number, String text) {
        this.number = number;
        this.text = text;
    }
}
