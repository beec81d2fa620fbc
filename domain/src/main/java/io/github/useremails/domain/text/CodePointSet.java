package io.github.useremails.domain.text;

import java.util.Arrays;

/** A set of code points, stored as sorted ranges. */
public final class CodePointSet {

    private final int[] first;
    private final int[] last;

    private CodePointSet(int[] first, int[] last) {
        this.first = first;
        this.last = last;
    }

    /** Parses ranges in ascending order, such as {@code "41-5A 5F"}. */
    public static CodePointSet of(String ranges) {
        String[] parts = ranges.split("\\s+", -1);
        int[] first = new int[parts.length];
        int[] last = new int[parts.length];
        for (int i = 0; i < parts.length; i++) {
            String[] ends = parts[i].split("-", 2);
            first[i] = Integer.parseInt(ends[0], 16);
            last[i] = Integer.parseInt(ends[ends.length - 1], 16);
        }
        return new CodePointSet(first, last);
    }

    public boolean contains(int codePoint) {
        int found = Arrays.binarySearch(first, codePoint);
        // A miss returns the insertion point; the range before it may contain the code point.
        int range = found >= 0 ? found : -found - 2;
        return range >= 0 && codePoint <= last[range];
    }
}
