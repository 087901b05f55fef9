package io.onevent.it.places;

import jakarta.enterprise.inject.spi.CDI;
import jakarta.persistence.PostPersist;

/** Publishes in the flush that writes a row. */
public class RowListener {

    @PostPersist
    void written(PlacedRow row) {
        if (row.place().startsWith("entity.listener")) {
            CDI.current().select(Desk.class).get().publish(row.place());
        }
    }
}
