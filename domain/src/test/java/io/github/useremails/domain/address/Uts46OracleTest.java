package io.github.useremails.domain.address;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.IDNA;
import com.ibm.icu.text.Normalizer2;
import io.github.useremails.domain.text.Ascii;
import io.github.useremails.domain.text.CodePointSet;
import io.github.useremails.domain.text.CodePoints;
import io.github.useremails.domain.text.Invisible;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares domains with ICU4J under UTS 46, which browsers follow. UTS 46 accepts more than IDNA 2008: each domain that
 * it accepts and this library rejects must have one of the reasons of {@link #isRejectedOnPurpose}. No domain that both
 * accept maps to a different result, and this library accepts none that UTS 46 rejects, except plain ASCII with two
 * hyphens.
 */
@Tag("slow")
class Uts46OracleTest {

    private static final int LABELS = 100_000;

    /** Their category or direction was corrected after Unicode 13, which Java 17 has. */
    private static final CodePointSet CHANGED_SINCE_UNICODE_13 = CodePointSet.of("1734 1B3A 1B3C 1B42 1171E");

    private static final IDNA UTS_46 = IDNA.getUTS46Instance(IDNA.NONTRANSITIONAL_TO_ASCII
            | IDNA.NONTRANSITIONAL_TO_UNICODE
            | IDNA.CHECK_BIDI
            | IDNA.CHECK_CONTEXTJ
            | IDNA.CHECK_CONTEXTO
            | IDNA.USE_STD3_RULES);

    /** Letters of scripts of each kind, with capitals, marks, digits, joiners and characters that need a context. */
    private static final List<String> ALPHABETS = List.of(
            "a b Z 0 9 - - \u00E9 \u00C9 \u00DF \u1E9E \u0130 \u0131 e\u0301 \u00F6 \u00D6 l\u00B7l \u00B7 \u0301",
            "\u03B1 \u03A3 \u03C3 \u03C2 \u0386 \u03AC \u0375 \u1F00 \u1F88 \u1FB6 a - 1",
            "\u0431 \u0411 \u0439 \u0419 \u0451 \u045F \u048D \u0301 - 2",
            "\u05D0 \u05D1 \u05F3 \u05F4 \u05B0 \u05BF 1 - a",
            "\u0627 \u0628 \u0645 \u0646 \u0647 \u06CC \u200C \u200D \u0660 \u0669 \u06F0 \u064B \u0640 1 - \u06FD",
            "\u0915 \u0930 \u0937 \u094D \u200D \u200C \u0902 \u0966 \u093E 1 -",
            "\u3042 \u30A2 \u30FB \u4E2D \u56FD \u3007 \u30FC \u3099 \u304B a 1 - \uFF21 \u30AB",
            "\uAC00 \uD55C \u1112 \u1161 \u11AB \u3131 - a",
            "\u13A0 \u13F0 \u13F8 \uAB70 \u10A0 \u10D0 \u1C90 \u0531 \u0561 \u0587 -",
            "\u0E01 \u0E33 \u0EB3 \u0E3A \u0E48 \u1780 \u17D2 \u1820 \u180B \u1807",
            "\uD801\uDC00 \uD801\uDC28 \uD83A\uDD00 \uD83A\uDD22 \uD83A\uDD4B \uD803\uDD00 - a",
            "\uD83D\uDCA9 \u2665 \u00BD \u2460 \uFB01 \u2126 \u212A \u2260 \u00AD \u034F \uFE0F a \u00E9");

    @ParameterizedTest
    @ValueSource(strings = {"%s", "l%sl", "\u05D0%s\u05D1", "\u0915\u094D%s"})
    void everyCodePointInALabelMatchesUts46(String place) {
        assertMatchesUts46(Unicode.assigned()
                .filter(codePoint -> !CHANGED_SINCE_UNICODE_13.contains(codePoint))
                .mapToObj(codePoint -> place.replace("%s", Character.toString(codePoint)) + ".example"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aRandomLabelMatchesUts46(long seed) {
        Random random = new Random(seed);
        assertMatchesUts46(Stream.generate(() -> label(random) + ".example").limit(LABELS));
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5})
    void aDomainOfRandomLabelsMatchesUts46(long seed) {
        Random random = new Random(seed);
        assertMatchesUts46(Stream.generate(() -> label(random) + "." + label(random) + ".\u05D0")
                .limit(LABELS));
    }

    @ParameterizedTest
    @ValueSource(longs = {6, 7})
    void anALabelIsAcceptedIfItsULabelIs(long seed) {
        Random random = new Random(seed);
        long accepted = Stream.generate(() -> label(random))
                .limit(LABELS)
                .filter(label -> !CodePoints.allMatch(label, Ascii::contains))
                .map(Ascii::lowerCase)
                .filter(label -> {
                    String aLabel = "xn--" + PunycodeEncoder.encode(label);
                    // A label that becomes a U-label only in lower case or NFC is not encoded as an A-label.
                    Optional<String> expected = ours(label + ".example").filter((aLabel + ".example")::equals);
                    assertThat(ours(aLabel + ".example")).as(Unicode.hex(label)).isEqualTo(expected);
                    return expected.isPresent();
                })
                .count();

        assertThat(accepted).isGreaterThan(1_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {8, 9})
    void textAfterThePrefixMatchesUts46(long seed) {
        Random random = new Random(seed);
        assertMatchesUts46(
                Stream.generate(() -> "xn--" + asciiText(random) + ".example").limit(LABELS));
    }

    @Test
    void theCaseOfALabelNeverMatters() {
        Random random = new Random(10);
        List<String> accepted = Stream.generate(() -> label(random) + ".example")
                .limit(LABELS)
                .filter(domain -> ours(domain).isPresent())
                .toList();

        assertThat(accepted).hasSizeGreaterThan(10_000);
        assertThat(accepted.stream()
                        .filter(domain -> !ours(capitals(domain)).equals(ours(domain)))
                        .map(Unicode::hex))
                .isEmpty();
    }

    /** Converts letter by letter, if the capital maps back to the letter: that of a final sigma does not. */
    private static String capitals(String domain) {
        return domain.codePoints()
                .map(c -> UCharacter.toLowerCase(UCharacter.toUpperCase(c)) == c ? UCharacter.toUpperCase(c) : c)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    private static void assertMatchesUts46(Stream<String> domains) {
        List<String> wrong = domains.filter(domain -> !countsHyphensInHalves(domain))
                .filter(domain -> !isReadAsByUts46(domain))
                .map(domain -> "%s: %s, but UTS 46 %s".formatted(Unicode.hex(domain), ours(domain), uts46(domain)))
                .limit(50)
                .toList();

        assertThat(wrong).isEmpty();
    }

    private static boolean isReadAsByUts46(String domain) {
        Optional<String> ours = ours(domain);
        Optional<String> uts46 = uts46(domain);
        return ours.equals(uts46)
                || (ours.isEmpty() && isRejectedOnPurpose(domain))
                || (uts46.isEmpty() && isAcceptedOnPurpose(domain));
    }

    private static Optional<String> ours(String domain) {
        return EmailAddress.tryParse("ann@" + domain)
                .map(address -> address.normalized().substring("ann@".length()));
    }

    private static Optional<String> uts46(String domain) {
        IDNA.Info info = new IDNA.Info();
        StringBuilder ascii = new StringBuilder();
        UTS_46.nameToASCII(domain, ascii, info);
        return info.hasErrors() ? Optional.empty() : Optional.of(ascii.toString());
    }

    /** ICU4J finds the third and fourth character by UTF-16 units, which is wrong after a surrogate pair. */
    private static boolean countsHyphensInHalves(String domain) {
        return domain.contains("--") && domain.codePoints().anyMatch(Character::isSupplementaryCodePoint);
    }

    /** The differences between UTS 46 and this library, with their reasons. */
    private static boolean isRejectedOnPurpose(String domain) {
        String composed = Normalizer2.getNFCInstance().normalize(domain);
        String readable = readable(domain);
        return
        // 1. UTS 46 maps compatibility characters and removes invisible ones. RFC 5891 has no mapping. This
        // library only maps case, since a full-width letter or a ligature in an address is a mistake or a
        // trick.
        !readable.equals(lower(composed))
                // 2. UTS 46 keeps the symbols of IDNA 2003. RFC 5892 disallows them: no registry may register them.
                || readable.codePoints()
                        .anyMatch(c -> c != '.' && Unicode.derivedProperty(c) == IdnaProperty.DISALLOWED)
                // 3. Characters with a blank glyph, although they are letters by RFC 5892.
                || readable.codePoints().anyMatch(Invisible::contains)
                // 4. A label with characters that are not assigned in both versions of Unicode.
                || !readable.codePoints().allMatch(Unicode::isAssigned)
                // 5. The last label is a number, as in an IPv4 address.
                || readable.matches("(?s).*\\.[0-9]+");
    }

    /** Names such as {@code r3---sn.example} exist: RFC 5891 restricts such hyphens only in U-labels. */
    private static boolean isAcceptedOnPurpose(String domain) {
        return Arrays.stream(domain.split("\\.", -1))
                .filter(label -> label.matches("..--.*"))
                .anyMatch(label -> CodePoints.allMatch(label, Ascii::contains));
    }

    private static String readable(String domain) {
        StringBuilder unicode = new StringBuilder();
        UTS_46.nameToUnicode(domain, unicode, new IDNA.Info());
        return unicode.toString();
    }

    /** Converts to lower case letter by letter; the small letters of Cherokee become capitals. */
    private static String lower(String domain) {
        String lower = domain.codePoints().mapToObj(Uts46OracleTest::lower).collect(Collectors.joining());
        String labels = Arrays.stream(lower.split("\\.", -1))
                .map(label -> label.startsWith("xn--") ? readable(label) : label)
                .collect(Collectors.joining("."));
        return Normalizer2.getNFCInstance().normalize(labels);
    }

    private static String lower(int c) {
        if (c == 0x130) {
            return "i\u0307";
        }
        boolean cherokee = UCharacter.foldCase(c, true) >= 0x13A0 && UCharacter.foldCase(c, true) <= 0x13F5;
        return Character.toString(cherokee ? UCharacter.foldCase(c, true) : UCharacter.toLowerCase(c));
    }

    private static String label(Random random) {
        String[] letters = ALPHABETS.get(random.nextInt(ALPHABETS.size())).split(" ");
        String[] others = ALPHABETS.get(random.nextInt(ALPHABETS.size())).split(" ");
        return IntStream.range(0, 1 + random.nextInt(8))
                .mapToObj(position -> random.nextInt(8) > 0 ? letters : others)
                .map(alphabet -> alphabet[random.nextInt(alphabet.length)])
                .collect(Collectors.joining());
    }

    private static String asciiText(Random random) {
        return random.ints(1 + random.nextInt(8), 0, 37)
                .mapToObj(digit -> digit == 36 ? "-" : Integer.toString(digit, 36))
                .collect(Collectors.joining());
    }
}
