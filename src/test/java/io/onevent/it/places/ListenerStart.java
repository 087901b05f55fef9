package io.onevent.it.places;

import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

@WebListener
public class ListenerStart implements ServletContextListener {

    @Inject
    private Desk desk;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        desk.put("listener");
    }
}
