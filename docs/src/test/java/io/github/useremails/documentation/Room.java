package io.github.useremails.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A package of a module and the packages of the same module that it imports.
 *
 * @param name relative to the root package of the module, which is {@link #ROOT}
 * @param imports the names of the imported packages, without the package itself
 */
record Room(String name, Set<String> imports) {

    static final String ROOT = "(root)";

    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
    private static final Pattern IMPORT = Pattern.compile("(?m)^import (?:static )?([a-z0-9_.]+)\\.[A-Z*]");

    /** {@return the packages of a module, by the import lines of its main sources} */
    static Set<Room> of(String module, String rootPackage) {
        Path sources = Page.ROOT.resolve(module).resolve("src/main/java");
        try (Stream<Path> files = Files.walk(sources)) {
            return files
                    .filter(file -> file.toString().endsWith(".java"))
                    .map(Room::text)
                    .filter(text -> PACKAGE.matcher(text).find())
                    .collect(Collectors.groupingBy(
                            text -> matches(PACKAGE, text, rootPackage)
                                    .findFirst()
                                    .orElseThrow(),
                            Collectors.flatMapping(
                                    text -> matches(IMPORT, text, rootPackage), Collectors.toCollection(TreeSet::new))))
                    .entrySet()
                    .stream()
                    .map(each -> new Room(each.getKey(), without(each.getKey(), each.getValue())))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> matches(Pattern pattern, String text, String rootPackage) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .filter(name -> (name + ".").startsWith(rootPackage + "."))
                .map(name -> name.equals(rootPackage) ? ROOT : room(name.substring(rootPackage.length() + 1)));
    }

    /** Generated classes have packages below their own, which belong to the same room. */
    private static String room(String name) {
        return name.replaceFirst("^(internal\\.\\w+)\\..*", "$1");
    }

    private static Set<String> without(String own, Set<String> names) {
        Set<String> others = new TreeSet<>(names);
        others.remove(own);
        return others;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
