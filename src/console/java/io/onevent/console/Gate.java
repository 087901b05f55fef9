package io.onevent.console;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Makes a visitor of a request, or has whoever sent it log in. */
final class Gate {

    /** Of a proxy on this machine, whose requests come from elsewhere. */
    private static final List<String> FORWARDED =
            List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via");

    /** Another name may have been made to lead here by whoever owns it. */
    private static final Pattern OWN_NAME = Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d{1,5})?");

    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[?[0-9a-fA-F:.]+(%[^]]*)?]?");

    private final ConsoleSettings settings;

    Gate(ConsoleSettings settings) {
        this.settings = settings;
    }

    /** Who has sent the request; null if the response has been made already, which asks for a login. */
    Visitor visitor(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Visitor known = known(request);
        if (known != null || settings.roles().isEmpty() || !isAuthenticated(request, response)) {
            return known == null && !response.isCommitted() && response.getStatus() < 300 ? nobody() : known;
        }
        known = known(request);
        return known == null ? nobody() : known;
    }

    private static Visitor nobody() {
        return new Visitor("nobody", Set.of());
    }

    /** Whom the server knows already, or who sits at the machine itself; null for nobody. */
    private Visitor known(HttpServletRequest request) {
        String name = request.getUserPrincipal() == null
                ? null
                : String.valueOf(request.getUserPrincipal().getName());
        if (settings.open() && isFromHere(request)) {
            return new Visitor(name == null ? "this machine" : name, EnumSet.allOf(Right.class));
        }
        return name == null ? null : new Visitor(name, rights(request));
    }

    private Set<Right> rights(HttpServletRequest request) {
        Set<Right> rights = EnumSet.noneOf(Right.class);
        for (Right right : Right.values()) {
            String role = settings.role(right);
            if (role != null && request.isUserInRole(role)) {
                rights.add(right);
                rights.add(Right.VIEW);
            }
        }
        return rights;
    }

    /** By the login that the application has configured; where it has none nobody is let in. */
    private static boolean isAuthenticated(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        try {
            return request.authenticate(response);
        } catch (ServletException | IllegalStateException none) {
            return false;
        }
    }

    /** As a browser writes it. Who speaks HTTP/2 sends no header of it, and not every server makes one. */
    static String host(HttpServletRequest request) {
        String host = request.getHeader("Host");
        if (host != null) {
            return host;
        }
        int port = request.getServerPort();
        boolean isUsual = port == ("https".equals(request.getScheme()) ? 443 : 80);
        return request.getServerName() + (isUsual ? "" : ":" + port);
    }

    static boolean isFromHere(HttpServletRequest request) {
        return isLoopback(request.getRemoteAddr())
                && OWN_NAME.matcher(host(request)).matches()
                && FORWARDED.stream().allMatch(header -> request.getHeader(header) == null);
    }

    /** Looks up no name. */
    private static boolean isLoopback(String address) {
        try {
            return address != null
                    && ADDRESS.matcher(address).matches()
                    && InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }
}
