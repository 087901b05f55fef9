package io.onevent.console;

import java.util.Locale;

/** From which page a browser has sent a form. */
final class Origin {

    private Origin() {}

    /**
     * Whether it was a page of this host. A browser says so by {@code Sec-Fetch-Site}, which no page can forge and no
     * proxy changes; an older one names the host in {@code Origin}. Where both are missing it was none.
     *
     * @param site the header {@code Sec-Fetch-Site}, or null
     * @param origin the header {@code Origin}, or null
     * @param host the host and, unless it is the usual one, the port to which it was sent, or null
     */
    static boolean isOwn(String site, String origin, String host) {
        if (site != null) {
            return site.equals("same-origin");
        }
        if (origin == null || host == null) {
            return false;
        }
        String own = host.toLowerCase(Locale.ROOT);
        String from = origin.toLowerCase(Locale.ROOT);
        return from.equals("http://" + own) || from.equals("https://" + own);
    }
}
