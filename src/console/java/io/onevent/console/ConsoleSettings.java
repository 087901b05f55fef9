package io.onevent.console;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.Config;

/**
 * The console's part of the configuration.
 *
 * @param enabled whether there is a console at all
 * @param open whether requests from the machine itself need no login
 * @param viewRole whose users may look, or null for nobody's
 * @param operateRole whose users may also act, or null for nobody's
 * @param payloadRole whose users may also see payloads, or null for nobody's
 */
record ConsoleSettings(boolean enabled, boolean open, String viewRole, String operateRole, String payloadRole) {

    private static final String PREFIX = "onevent.console.";

    /** @throws IllegalArgumentException if values are wrong; it names all of them */
    static ConsoleSettings read(Config config) {
        List<String> problems = new ArrayList<>();
        ConsoleSettings settings = new ConsoleSettings(
                flag(config, "enabled", problems),
                flag(config, "open", problems),
                role(config, "role.view", problems),
                role(config, "role.operate", problems),
                role(config, "role.payload", problems));
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
        return settings;
    }

    /** The roles that have a right. */
    List<String> roles() {
        List<String> roles = new ArrayList<>();
        for (Right right : Right.values()) {
            String role = role(right);
            if (role != null && !roles.contains(role)) {
                roles.add(role);
            }
        }
        return roles;
    }

    /** The role whose users have a right, or null for nobody's. */
    String role(Right right) {
        return switch (right) {
            case VIEW -> viewRole;
            case OPERATE -> operateRole;
            case PAYLOAD -> payloadRole;
        };
    }

    private static String value(Config config, String key) {
        String value = config.getOptionalValue(PREFIX + key, String.class).orElse("");
        return value.isBlank() ? null : value.strip();
    }

    private static boolean flag(Config config, String key, List<String> problems) {
        String value = value(config, key);
        if (value != null && !value.equals("true") && !value.equals("false")) {
            problems.add("ONEVENT-126: " + PREFIX + key + " = " + value + " is neither true nor false");
        }
        return "true".equals(value);
    }

    /** The two of the Servlet specification that are no roles: nobody's, and that of all who have logged in. */
    private static String role(Config config, String key, List<String> problems) {
        String value = value(config, key);
        if ("*".equals(value) || "**".equals(value)) {
            problems.add("ONEVENT-127: " + PREFIX + key + " = " + value
                    + " is no role: name a role of the application that only those have who may do this");
        }
        return value;
    }
}
