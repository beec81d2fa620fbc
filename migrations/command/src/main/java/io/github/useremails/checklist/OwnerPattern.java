package io.github.useremails.checklist;

import java.util.ArrayList;
import java.util.List;

/**
 * A pattern of a CODEOWNERS file: as in .gitignore, but {@code !} and {@code [a-z]} have no special meaning, and a
 * final {@code /*} matches only files directly in the folder.
 *
 * @param segments of the whole path; {@code **} matches any number of them
 */
record OwnerPattern(List<String> segments) {

    private static final String ANY_FOLDERS = "**";

    static OwnerPattern parse(String pattern) {
        List<String> segments = new ArrayList<>(List.of(pattern.split("/", -1)));
        boolean isFolder =
                segments.size() > 1 && segments.get(segments.size() - 1).isEmpty();
        if (isFolder) {
            segments.remove(segments.size() - 1);
        }
        if (segments.get(0).isEmpty()) {
            segments.remove(0);
        } else if (segments.size() == 1) {
            segments.add(0, ANY_FOLDERS);
        }
        if (segments.isEmpty()) {
            return new OwnerPattern(List.of());
        }
        String last = segments.get(segments.size() - 1);
        if (isFolder) {
            segments.addAll(List.of(ANY_FOLDERS, "*"));
        } else if (last.equals(ANY_FOLDERS)) {
            segments.add("*");
        } else if (!last.equals("*")) {
            segments.add(ANY_FOLDERS);
        }
        return new OwnerPattern(List.copyOf(segments));
    }

    /**
     * Whether it matches a path, given by its segments. Backtracks only to the last {@code **}, because an earlier one
     * cannot match more. So the time is bounded for every pattern.
     */
    boolean matches(List<String> path) {
        if (segments.isEmpty()) {
            return false;
        }
        int i = 0;
        int p = 0;
        int starred = -1;
        int retry = 0;
        while (i < path.size()) {
            if (p < segments.size() && segments.get(p).equals(ANY_FOLDERS)) {
                starred = p;
                retry = i;
                p++;
            } else if (p < segments.size() && segmentMatches(segments.get(p), path.get(i))) {
                p++;
                i++;
            } else if (starred >= 0) {
                p = starred + 1;
                retry++;
                i = retry;
            } else {
                return false;
            }
        }
        return segments.subList(p, segments.size()).stream().allMatch(ANY_FOLDERS::equals);
    }

    /** The same for characters. */
    private static boolean segmentMatches(String pattern, String name) {
        int i = 0;
        int p = 0;
        int starred = -1;
        int retry = 0;
        while (i < name.length()) {
            char c = p < pattern.length() ? pattern.charAt(p) : '\0';
            boolean isEscape = c == '\\' && p + 1 < pattern.length();
            if (c == '*') {
                starred = p;
                retry = i;
                p++;
            } else if (isEscape ? pattern.charAt(p + 1) == name.charAt(i) : c == '?' || c == name.charAt(i)) {
                p += isEscape ? 2 : 1;
                i++;
            } else if (starred >= 0) {
                p = starred + 1;
                retry++;
                i = retry;
            } else {
                return false;
            }
        }
        return pattern.substring(Math.min(p, pattern.length())).chars().allMatch(c -> c == '*');
    }
}
