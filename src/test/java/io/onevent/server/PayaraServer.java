package io.onevent.server;

import java.net.URI;
import java.util.Optional;

/** Payara Server, which is made of GlassFish; it brings H2, and MicroProfile. */
final class PayaraServer extends GlassFish {

    PayaraServer() {
        super("payara", 29400, DRIVERS.subList(0, 1));
    }

    @Override
    public Optional<URI> monitoring(Instance instance) {
        return Optional.of(URI.create("http://localhost:" + instance.port()));
    }

    @Override
    public Optional<String> refusalWithoutBeans() {
        return Optional.of(PayaraMicro.SINGLETON_NOT_SET);
    }

    @Override
    public String dataSourceProperties() {
        return PayaraMicro.VALIDATION;
    }
}
