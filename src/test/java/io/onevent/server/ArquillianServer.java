package io.onevent.server;

import java.io.IOException;
import org.jboss.arquillian.container.spi.event.container.BeforeSetup;
import org.jboss.arquillian.core.api.annotation.Observes;
import org.jboss.arquillian.core.spi.LoadableExtension;

/** Lays out the server that Arquillian is about to start. */
public class ArquillianServer implements LoadableExtension {

    @Override
    public void register(ExtensionBuilder builder) {
        // Before Arquillian reads arquillian.xml, which has it.
        System.setProperty("onevent.arquillian.port", String.valueOf(Ports.free()));
        builder.observer(LayOut.class);
    }

    /** Called by Arquillian. */
    public static class LayOut {

        /** Before Arquillian looks whether the server is there. */
        public void layOut(@Observes BeforeSetup event) throws IOException {
            Product.chosen().layOutForArquillian();
        }
    }
}
