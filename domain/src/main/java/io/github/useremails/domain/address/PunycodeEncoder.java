package io.github.useremails.domain.address;

import io.github.useremails.domain.text.Ascii;

/** The encoder of RFC 3492. It uses the names of the RFC. */
final class PunycodeEncoder {

    private PunycodeEncoder() {}

    /** Encodes Unicode scalar values to the part after {@code xn--} of an A-label. */
    static String encode(String text) {
        int[] input = text.codePoints().toArray();
        StringBuilder output = new StringBuilder();
        text.codePoints().filter(Ascii::contains).forEach(output::appendCodePoint);
        int basic = output.length();
        if (basic > 0) {
            output.append('-');
        }
        int n = Punycode.INITIAL_N;
        int bias = Punycode.INITIAL_BIAS;
        long delta = 0;
        for (int handled = basic; handled < input.length; n++) {
            int next = smallestNotBelow(n, input);
            delta += (long) (next - n) * (handled + 1);
            n = next;
            for (int c : input) {
                delta += c < n ? 1 : 0;
                if (c == n) {
                    append(delta, bias, output);
                    bias = Punycode.adapt(delta, handled + 1, handled == basic);
                    delta = 0;
                    handled++;
                }
            }
            delta++;
        }
        return output.toString();
    }

    private static int smallestNotBelow(int n, int[] input) {
        int smallest = Integer.MAX_VALUE;
        for (int c : input) {
            smallest = c >= n ? Math.min(smallest, c) : smallest;
        }
        return smallest;
    }

    private static void append(long delta, int bias, StringBuilder output) {
        long q = delta;
        int k = Punycode.BASE;
        for (int t = Punycode.threshold(k, bias); q >= t; t = Punycode.threshold(k, bias)) {
            output.append(digit((int) (t + (q - t) % (Punycode.BASE - t))));
            q = (q - t) / (Punycode.BASE - t);
            k += Punycode.BASE;
        }
        output.append(digit((int) q));
    }

    private static char digit(int value) {
        return (char) (value < 26 ? 'a' + value : '0' + value - 26);
    }
}
