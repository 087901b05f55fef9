package io.onevent.start;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The versions in a pom.xml by artifact. */
public final class Versions {

    private static final Pattern PROPERTY = Pattern.compile("<([\\w.-]+)>([^<]*)</\\1>");

    /** Of a dependency, a plugin, the project, or the server of a profile. */
    private static final Pattern ARTIFACT =
            Pattern.compile("<(?:server\\.zip\\.)?artifactId>([^<]+)</(?:server\\.zip\\.)?artifactId>\\s*"
                    + "<(?:server\\.zip\\.)?version>([^<]+)</");

    /** What a command line names. */
    private static final Pattern NAMED = Pattern.compile("[\\w.]+:([\\w.-]+):(\\d[\\w.-]*)");

    /** What this project itself does not use: the reader's application and what packages it. */
    private static final Map<String, String> OTHERS = Map.of("shop", "1", "maven-war-plugin", "3.4.0");

    private final Map<String, String> byArtifact = new HashMap<>(OTHERS);

    private Versions() {}

    public static Versions ofProject(String pom) {
        Versions versions = new Versions();
        Map<String, String> properties = new HashMap<>();
        // The first is what holds without a profile.
        PROPERTY.matcher(pom)
                .results()
                .forEach(property -> properties.putIfAbsent(property.group(1), property.group(2)));
        ARTIFACT.matcher(pom).results().forEach(artifact -> {
            String version = artifact.group(2);
            versions.byArtifact.put(
                    artifact.group(1),
                    version.startsWith("${") ? properties.get(version.substring(2, version.length() - 1)) : version);
        });
        return versions;
    }

    /** What the page names in another version, or what is not known here. */
    public List<String> problems(Page page) {
        List<String> problems = new ArrayList<>();
        for (Pattern pattern : List.of(ARTIFACT, NAMED)) {
            Matcher named = pattern.matcher(page.text());
            while (named.find()) {
                String known = byArtifact.get(named.group(1));
                if (!named.group(2).equals(known)) {
                    problems.add(named.group(1) + " is " + named.group(2) + " and not " + known);
                }
            }
        }
        return problems;
    }
}
