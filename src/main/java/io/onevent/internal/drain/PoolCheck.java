package io.onevent.internal.drain;

import io.onevent.internal.config.Settings;
import io.onevent.internal.discover.OnEventExtension;
import io.onevent.internal.log.Log;
import jakarta.servlet.ServletContext;
import java.io.InputStream;

/** Warns of a pool of connections that is too small for the threads, where its size can be seen. */
final class PoolCheck {

    private final OnEventExtension extension;

    PoolCheck(OnEventExtension extension) {
        this.extension = extension;
    }

    /** Looks for pools that web.xml defines. */
    void read(ServletContext web) {
        try (InputStream webXml = web.getResourceAsStream("/WEB-INF/web.xml")) {
            if (webXml != null) {
                extension.readPools(webXml);
            }
        } catch (Throwable unreadable) {
            Log.webXmlNotRead(unreadable);
        }
    }

    /** Every worker holds a connection; the lease and the look at the table need one each as well. */
    void warn(Settings settings) {
        Integer size = extension.poolSize(settings.dataSource());
        if (size != null && size < settings.threads() + 2) {
            Log.poolTooSmall(size, settings.threads() + 2);
        }
    }
}
