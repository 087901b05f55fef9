package io.onevent;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Links from one Markdown file to another or to a heading, and whether what they lead to is there. */
final class MarkdownLinks {

    /** The text of a link may go over lines. What leads out of the project is not looked at. */
    private static final Pattern LINK = Pattern.compile("\\]\\(((?!\\w+:)[^)\\s]+)\\)");

    private static final Pattern FENCE = Pattern.compile("(?ms)^ *```.*?^ *```[ ]*$");
    private static final Pattern CODE = Pattern.compile("(`+)[^`\\n]+\\1");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?) *$");

    private MarkdownLinks() {}

    /** What is wrong with the links of a document, each with file and line. */
    static List<String> problems(Path document) {
        List<String> problems = new ArrayList<>();
        String text = blanked(CODE, blanked(FENCE, Documents.text(document)));
        Matcher link = LINK.matcher(text);
        while (link.find()) {
            String problem = problem(document, link.group(1));
            if (problem != null) {
                long line = 1
                        + text.substring(0, link.start())
                                .chars()
                                .filter(c -> c == '\n')
                                .count();
                problems.add(document + " line " + line + ": " + link.group(1) + " " + problem);
            }
        }
        return problems;
    }

    private static String problem(Path document, String target) {
        int hash = target.indexOf('#');
        String path = hash < 0 ? target : target.substring(0, hash);
        Path folder = document.toAbsolutePath().getParent();
        Path file = path.isEmpty() ? document : folder.resolve(path).normalize();
        if (!Files.exists(file)) {
            return "is not there";
        }
        if (hash < 0 || !file.toString().endsWith(".md")) {
            return null;
        }
        return anchors(Documents.text(file)).contains(target.substring(hash + 1)) ? null : "has no such heading";
    }

    /** The anchors of all headings, named as GitHub names them; one that comes again is counted. */
    static Set<String> anchors(String markdown) {
        Set<String> anchors = new HashSet<>();
        Map<String, Integer> seen = new HashMap<>();
        Matcher heading = HEADING.matcher(blanked(FENCE, markdown));
        while (heading.find()) {
            String name = heading.group(1)
                    .replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                    .replace(' ', '-');
            int before = seen.merge(name, 1, Integer::sum) - 1;
            anchors.add(before == 0 ? name : name + "-" + before);
        }
        return anchors;
    }

    /** Without what the pattern finds, of as many lines. */
    private static String blanked(Pattern what, String text) {
        return what.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(found.group().replaceAll("[^\\n]", " ")));
    }
}
