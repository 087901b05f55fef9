package io.onevent.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A user's browser in front of the console, or somebody who sends whatever bytes he likes: on a socket, since a client
 * would keep some of them from being sent.
 */
final class ConsoleBrowser {

    private static final Pattern TOKEN = Pattern.compile("name=\"token\" value=\"([^\"]+)\"");

    /** What has come back. */
    record Answer(int status, Map<String, List<String>> headers, String body) {

        String header(String name) {
            List<String> values = headers.get(name.toLowerCase());
            return values == null ? null : values.get(0);
        }
    }

    private final URI server;
    private final String base;
    private final String user;
    private String cookie;

    /**
     * @param server its host and port
     * @param base the address of the console
     * @param user whose password is the name too; null for nobody
     */
    ConsoleBrowser(URI server, String base, String user) {
        this.server = server;
        this.base = base;
        this.user = user;
    }

    /** Another user at the same browser. */
    ConsoleBrowser as(String another) {
        ConsoleBrowser browser = new ConsoleBrowser(server, base, another);
        browser.cookie = cookie;
        return browser;
    }

    Answer get(String path) {
        return send("GET", path, null, Map.of());
    }

    Answer get(String path, Map<String, String> headers) {
        return send("GET", path, null, headers);
    }

    /** As a page of the console sends its form. */
    Answer act(String verb, Object... fields) {
        return act(Map.of("Sec-Fetch-Site", "same-origin"), token(), verb, fields);
    }

    /** With these headers and this token, or none. */
    Answer act(Map<String, String> headers, String token, String verb, Object... fields) {
        List<String> form = new ArrayList<>(List.of("verb=" + encoded(verb)));
        if (token != null) {
            form.add("token=" + encoded(token));
        }
        for (int i = 0; i < fields.length; i += 2) {
            form.add(fields[i] + "=" + encoded(String.valueOf(fields[i + 1])));
        }
        return send("POST", "/do", String.join("&", form), headers);
    }

    /** What this user may compute from what the browser holds, whatever pages show. */
    String token() {
        if (cookie == null) {
            get("");
        }
        if (cookie == null) {
            return "none";
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(cookie.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] token = mac.doFinal(String.valueOf(user).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
        } catch (java.security.GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /** The token in the forms of a page. */
    static String tokenIn(Answer page) {
        Matcher matcher = TOKEN.matcher(page.body());
        return matcher.find() ? matcher.group(1) : null;
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    Answer send(String method, String path, String form, Map<String, String> headers) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("Host", server.getAuthority());
        all.put("Connection", "close");
        if (user != null) {
            byte[] login = (user + ":" + user).getBytes(StandardCharsets.UTF_8);
            all.put("Authorization", "Basic " + Base64.getEncoder().encodeToString(login));
        }
        if (cookie != null) {
            all.put("Cookie", "onevent-console=" + cookie);
        }
        if (form != null) {
            all.put("Content-Type", "application/x-www-form-urlencoded");
            all.put("Content-Length", String.valueOf(form.length()));
        }
        all.putAll(headers);
        StringBuilder text = new StringBuilder(method + " " + base + path + " HTTP/1.1\r\n");
        all.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        text.append("\r\n").append(form == null ? "" : form);
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(text.toString().getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            return answer(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Answer answer(InputStream in) throws IOException {
        String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        int end = all.indexOf("\r\n\r\n");
        String[] lines = all.substring(0, Math.max(0, end)).split("\r\n");
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.computeIfAbsent(lines[i].substring(0, colon).toLowerCase(), first -> new ArrayList<>())
                    .add(lines[i].substring(colon + 1).strip());
        }
        for (String set : headers.getOrDefault("set-cookie", List.of())) {
            Matcher matcher = Pattern.compile("onevent-console=([^;]+)").matcher(set);
            cookie = matcher.find() ? matcher.group(1) : cookie;
        }
        return new Answer(Integer.parseInt(lines[0].split(" ")[1]), headers, end < 0 ? "" : all.substring(end + 4));
    }
}
