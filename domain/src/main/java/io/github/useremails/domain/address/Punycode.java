package io.github.useremails.domain.address;

import io.github.useremails.domain.text.Ascii;
import io.github.useremails.domain.text.CodePoints;
import java.util.Optional;
import java.util.OptionalLong;

/** The decoder of RFC 3492. It uses the names of the RFC. */
final class Punycode {

    static final int BASE = 36;
    private static final int T_MIN = 1;
    private static final int T_MAX = 26;
    private static final int SKEW = 38;
    private static final int DAMP = 700;
    static final int INITIAL_BIAS = 72;
    static final int INITIAL_N = 0x80;

    private final String input;
    private int position;

    private Punycode(String input) {
        this.input = input;
    }

    /** Decodes the part after {@code xn--} of an A-label; empty if it does not encode Unicode text. */
    static Optional<String> decode(String input) {
        return new Punycode(input).decode();
    }

    private Optional<String> decode() {
        String basic = readBasicCodePoints();
        if (!CodePoints.allMatch(basic, Ascii::contains)) {
            return Optional.empty();
        }
        StringBuilder output = new StringBuilder(basic);
        int length = output.length();
        int bias = INITIAL_BIAS;
        long n = INITIAL_N;
        long i = 0;
        while (position < input.length()) {
            OptionalLong delta = readDelta(bias);
            if (delta.isEmpty()) {
                return Optional.empty();
            }
            length++;
            bias = adapt(delta.getAsLong(), length, i == 0);
            i += delta.getAsLong();
            n += i / length;
            i %= length;
            if (!isScalarValue(n)) {
                return Optional.empty();
            }
            output.insert(output.offsetByCodePoints(0, (int) i), Character.toString((int) n));
            i++;
        }
        return Optional.of(output.toString());
    }

    private String readBasicCodePoints() {
        int delimiter = input.lastIndexOf('-');
        // A leading delimiter delimits nothing. It is left in place, and rejected because it is not a digit.
        if (delimiter < 1) {
            return "";
        }
        position = delimiter + 1;
        return input.substring(0, delimiter);
    }

    // Empty if the input ends too soon, contains a character that is not a digit, or exceeds 31 bits.
    private OptionalLong readDelta(int bias) {
        long delta = 0;
        long w = 1;
        for (int k = BASE; position < input.length() && w <= Integer.MAX_VALUE; k += BASE) {
            int digit = digit(input.charAt(position++));
            if (digit < 0) {
                return OptionalLong.empty();
            }
            delta += digit * w;
            int t = threshold(k, bias);
            if (digit < t) {
                return delta <= Integer.MAX_VALUE ? OptionalLong.of(delta) : OptionalLong.empty();
            }
            w *= BASE - t;
        }
        return OptionalLong.empty();
    }

    private static int digit(char c) {
        if (Ascii.isDigit(c)) {
            return c - '0' + 26;
        }
        return Ascii.isLetter(c) ? (c | 0x20) - 'a' : -1;
    }

    static int threshold(int k, int bias) {
        return Math.min(Math.max(k - bias, T_MIN), T_MAX);
    }

    static int adapt(long firstDelta, int length, boolean first) {
        long delta = firstDelta / (first ? DAMP : 2);
        delta += delta / length;
        int k = 0;
        while (delta > (BASE - T_MIN) * T_MAX / 2) {
            delta /= BASE - T_MIN;
            k += BASE;
        }
        return (int) (k + (BASE - T_MIN + 1) * delta / (delta + SKEW));
    }

    private static boolean isScalarValue(long n) {
        return n <= Character.MAX_CODE_POINT && (n < Character.MIN_SURROGATE || n > Character.MAX_SURROGATE);
    }
}
