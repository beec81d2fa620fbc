package io.github.useremails.checklist;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A file of a repository, relative to its root. For git a name is bytes, which need not be UTF-8.
 *
 * @param name the bytes decoded as UTF-8, or as ISO 8859-1 if they are not UTF-8
 * @param isUnicode whether they are UTF-8
 */
record SourcePath(String name, boolean isUnicode) implements Comparable<SourcePath> {

    static SourcePath of(byte[] bytes) {
        String name = new String(bytes, StandardCharsets.UTF_8);
        return Arrays.equals(name.getBytes(StandardCharsets.UTF_8), bytes)
                ? new SourcePath(name, true)
                : new SourcePath(new String(bytes, StandardCharsets.ISO_8859_1), false);
    }

    /** Parses the output of {@link #shown()}. Throws an {@link IllegalArgumentException} for invalid quotes. */
    static SourcePath parse(String shown) {
        return shown.startsWith("\"") ? of(Quoted.unquote(shown)) : new SourcePath(shown, true);
    }

    /** On one line, and in quotes only if necessary. */
    String shown() {
        return isUnicode && !Quoted.isNeededFor(name) ? name : quoted();
    }

    /** Also in quotes if the charset cannot encode it. */
    String shownIn(Charset charset) {
        String shown = shown();
        return charset.newEncoder().canEncode(shown) ? shown : quoted();
    }

    List<String> segments() {
        return List.of(name.split("/", -1));
    }

    boolean isAtOrBelow(SourcePath other) {
        return equals(other) || name.startsWith(other.name + "/");
    }

    /** The first folders of the path; a dot for a file at the root. */
    SourcePath folder(int depth) {
        List<String> folders = segments().subList(0, segments().size() - 1);
        return folders.isEmpty()
                ? new SourcePath(".", true)
                : new SourcePath(String.join("/", folders.subList(0, Math.min(depth, folders.size()))), isUnicode);
    }

    private String quoted() {
        return Quoted.quote(name.getBytes(isUnicode ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1));
    }

    @Override
    public int compareTo(SourcePath other) {
        int order = name.compareTo(other.name);
        return order != 0 ? order : Boolean.compare(isUnicode, other.isUnicode);
    }
}
