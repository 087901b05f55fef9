package io.onevent.start;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page: what it lets its reader paste into a shell, and what it says the reader sees then.
 *
 * @param name of the server, as in the name of the file
 */
public record Page(String name, String text) {

    private static final Path FOLDER = Path.of("docs/getting-started");

    private static final Pattern STEP = Pattern.compile(
            "^```sh\\n(.*?)^```$(?:(?:(?!^```).)*?^```text\\n(.*?)^```$)?", Pattern.MULTILINE | Pattern.DOTALL);

    private static final Pattern FILE =
            Pattern.compile("^cat > (\\S+) <<'EOF'\\n(.*?)^EOF$", Pattern.MULTILINE | Pattern.DOTALL);

    private static final Pattern PORTS = Pattern.compile("Ports? ([\\d, and]+) must be free");

    /**
     * A block of commands.
     *
     * @param commands of one {@code sh} block
     * @param seen the lines of the {@code text} block that follows before the next commands; three dots stand for anything
     */
    public record Step(String commands, List<String> seen) {}

    public static List<Page> all() throws IOException {
        List<Page> pages = new ArrayList<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.sorted().toList()) {
                pages.add(new Page(file.getFileName().toString().replace(".md", ""), Files.readString(file)));
            }
        }
        return pages;
    }

    public List<Step> steps() {
        return STEP.matcher(text)
                .results()
                .map(step -> new Step(
                        step.group(1),
                        step.group(2) == null
                                ? List.of()
                                : step.group(2).lines().toList()))
                .toList();
    }

    /** The step after which the event is handled: the last one that shows the reader something. */
    public int handled() {
        List<Step> steps = steps();
        for (int i = steps.size() - 1; i >= 0; i--) {
            if (!steps.get(i).seen().isEmpty()) {
                return i;
            }
        }
        throw new IllegalStateException(name + " does not say what its reader sees");
    }

    /** The files that the reader creates, by path. */
    public Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        FILE.matcher(text).results().forEach(file -> files.put(file.group(1), file.group(2)));
        return files;
    }

    /** The ports that the page wants free. */
    public List<Integer> ports() {
        Matcher sentence = PORTS.matcher(text);
        if (!sentence.find()) {
            throw new IllegalStateException(name + " does not say which ports must be free");
        }
        return Pattern.compile("\\d+")
                .matcher(sentence.group(1))
                .results()
                .map(MatchResult::group)
                .map(Integer::valueOf)
                .toList();
    }

    @Override
    public String toString() {
        return name;
    }
}
