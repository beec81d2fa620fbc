package io.github.useremails.checklist;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Bytes in quotes, all of them printable ASCII, as git quotes the names of files. */
final class Quoted {

    private Quoted() {}

    static String quote(byte[] bytes) {
        StringBuilder quoted = new StringBuilder("\"");
        for (byte b : bytes) {
            int code = b & 0xff;
            if (code == '"' || code == '\\') {
                quoted.append('\\').append((char) code);
            } else if (code >= ' ' && code < 0x7f) {
                quoted.append((char) code);
            } else {
                quoted.append('\\')
                        .append((char) ('0' + (code >> 6)))
                        .append((char) ('0' + (code >> 3 & 7)))
                        .append((char) ('0' + (code & 7)));
            }
        }
        return quoted.append('"').toString();
    }

    /** The inverse. Throws an {@link IllegalArgumentException} for any other text. */
    static byte[] unquote(String quoted) {
        if (quoted.length() < 2 || !quoted.startsWith("\"") || !quoted.endsWith("\"")) {
            throw new IllegalArgumentException("a quote is missing");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int end = quoted.length() - 1;
        int i = 1;
        while (i < end) {
            char c = quoted.charAt(i);
            if (c != '\\') {
                bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
                i++;
            } else if (i + 3 < end && quoted.substring(i + 1, i + 4).matches("[0-3][0-7]{2}")) {
                bytes.write(Integer.parseInt(quoted.substring(i + 1, i + 4), 8));
                i += 4;
            } else if (i + 1 < end && "\"\\".indexOf(quoted.charAt(i + 1)) >= 0) {
                bytes.write(quoted.charAt(i + 1));
                i += 2;
            } else {
                throw new IllegalArgumentException("a backslash has no meaning");
            }
        }
        return bytes.toByteArray();
    }

    /** Whether a text could end a line, hide something on a screen, or be mistaken for a quoted one. */
    static boolean isNeededFor(String text) {
        return text.isEmpty()
                || text.startsWith("\"")
                || !text.strip().equals(text)
                || text.codePoints().anyMatch(Quoted::isHidden);
    }

    private static boolean isHidden(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
