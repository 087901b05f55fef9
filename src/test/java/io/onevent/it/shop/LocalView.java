package io.onevent.it.shop;

import io.onevent.StoredEvent;
import jakarta.ejb.Local;

/** The only view of an EJB. */
@Local
public interface LocalView {

    void handle(StoredEvent event);
}
