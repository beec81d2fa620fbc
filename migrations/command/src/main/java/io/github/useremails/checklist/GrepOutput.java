package io.github.useremails.checklist;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Parses the output of {@code git grep -z -n --column}: name, line and column, each followed by NUL, and the text of
 * the line.
 *
 * @param prefix how many bytes precede each name
 * @param markers to look for
 */
record GrepOutput(int prefix, Markers markers) {

    List<Mention> read(InputStream output) throws IOException {
        List<Mention> mentions = new ArrayList<>();
        Map<MentionKey, Integer> equalLines = new HashMap<>();
        LineText text = new LineText(markers);
        int first = output.read();
        while (first >= 0) {
            byte[] name = upTo('\0', '\0', first, output);
            int line = number(output);
            int column = number(output);
            for (int b = output.read(); b >= 0 && b != '\n'; b = output.read()) {
                text.add(b);
            }
            LineText.Read read = text.finish();
            SourcePath path = SourcePath.of(Arrays.copyOfRange(name, prefix, name.length));
            int ordinal = equalLines.merge(new MentionKey(path, read.fingerprint(), 0), 1, Integer::sum);
            mentions.add(new Mention(new MentionKey(path, read.fingerprint(), ordinal), line, column, read.marked()));
            first = output.read();
        }
        return mentions;
    }

    /** Older versions of git write a colon after numbers. */
    private static int number(InputStream output) throws IOException {
        byte[] digits = upTo('\0', ':', output.read(), output);
        int number = 0;
        for (byte digit : digits) {
            number = Math.addExact(Math.multiplyExact(number, 10), digit - '0');
        }
        return number;
    }

    private static byte[] upTo(char end, char otherEnd, int first, InputStream output) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int b = first; b != end && b != otherEnd; b = output.read()) {
            if (b < 0) {
                throw new EOFException("git grep ended in the middle of a line");
            }
            bytes.write(b);
        }
        return bytes.toByteArray();
    }
}
