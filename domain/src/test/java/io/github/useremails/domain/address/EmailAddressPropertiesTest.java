package io.github.useremails.domain.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Properties that hold for every text, tested on random texts from seeds. */
class EmailAddressPropertiesTest {

    private static final int TEXTS = 20_000;

    private static final List<String> PIECES =
            List.of(("a,Z,i,I,0,9,.,.,-,_,',;,%,+,@,@, ,\u0000,xn--,XN--,fa-hia,bcher-kva,.com,@a.de,"
                            + "\u0130,\u0131,\u212A,\u00DF,\u1E9E,\u0301,\u0308,\u0338,\u0331,\u037E,\u1FEF,\uFF21,\uFF20,\uFF0E,"
                            + "\u3002,\u2024,\u2026,\u00A8,\u200B,\u202E,\uD800,\uDC00,\uD83D\uDCA9,\u05D0,\u0660,\u7528,\u03C2,"
                            + "\u1112\u1161")
                    .split(",", -1));

    private static final List<String> LETTERS =
            List.of("a", "B", "i", "I", "7", "\u00E9", "e\u0301", "\u0131", "\u7528", "\u0448", "\u05D0", "\u212A");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 20_261_120})
    void aHostileTextIsAcceptedOrRejectedConsistently(long seed) {
        Random random = new Random(seed);
        forEachOf(() -> textOf(PIECES, random, 12), EmailAddressPropertiesTest::assertAcceptedOrRejectedConsistently);
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5})
    void anyCodePointsAreAcceptedOrRejectedConsistently(long seed) {
        Random random = new Random(seed);
        forEachOf(
                () -> codePoints(random) + "@" + codePoints(random) + ".org",
                EmailAddressPropertiesTest::assertAcceptedOrRejectedConsistently);
    }

    @ParameterizedTest
    @ValueSource(longs = {6, 7})
    void anOrdinaryTextIsAcceptedOrRejectedConsistently(long seed) {
        Random random = new Random(seed);
        forEachOf(
                () -> textOf(LETTERS, random, 6) + "@" + textOf(LETTERS, random, 6) + ".org",
                EmailAddressPropertiesTest::assertAcceptedOrRejectedConsistently);
    }

    @ParameterizedTest
    @ValueSource(longs = {8, 9})
    void theCaseOfAsciiNeverDistinguishesAddresses(long seed) {
        Random random = new Random(seed);
        forEachOf(() -> asciiWord(random) + "@" + asciiWord(random) + ".org", text -> {
            String otherCase = swapCase(text);
            assertThat(EmailAddress.parse(otherCase)).isEqualTo(EmailAddress.parse(text));
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {10, 11})
    void theMaskShowsOneCodePointOfTheLocalPart(long seed) {
        Random random = new Random(seed);
        forEachOf(
                () -> textOf(LETTERS, random, 6) + "@school.edu",
                text -> EmailAddress.tryParse(text)
                        .ifPresent(address -> assertThat(address)
                                .hasToString(Character.toString(address.value().codePointAt(0)) + "***@school.edu")));
    }

    @ParameterizedTest
    @ValueSource(longs = {12, 13})
    void theMaskShowsOneCodePointOfStoredText(long seed) {
        Random random = new Random(seed);
        forEachOf(() -> textOf(PIECES, random, 12), text -> {
            String masked = EmailAddress.stored(text, text).toString();
            String shown = masked.substring(0, masked.indexOf("***"));
            assertThat(shown.codePointCount(0, shown.length())).isLessThanOrEqualTo(1);
        });
    }

    private static void assertAcceptedOrRejectedConsistently(String text) {
        try {
            EmailAddress address = EmailAddress.parse(text);
            EmailAddress again = EmailAddress.parse(address.value());
            assertThat(again).isEqualTo(address);
            assertThat(again.value()).isEqualTo(address.value());
            assertThat(again.normalized()).isEqualTo(address.normalized());
            assertThat(EmailAddress.tryParse(text)).contains(address);
        } catch (InvalidEmailAddressException refusal) {
            assertThat(refusal).hasMessage(refusal.reason().explanation()).hasNoCause();
            assertThat(EmailAddress.tryParse(text)).isEmpty();
        }
    }

    private static void forEachOf(Supplier<String> texts, Consumer<String> check) {
        Stream.generate(texts)
                .limit(TEXTS)
                .forEach(text -> assertThatCode(() -> check.accept(text))
                        .as(() ->
                                text.codePoints().mapToObj(Integer::toHexString).collect(Collectors.joining(" ")))
                        .doesNotThrowAnyException());
    }

    private static String textOf(List<String> pieces, Random random, int most) {
        return Stream.generate(() -> pieces.get(random.nextInt(pieces.size())))
                .limit(1 + random.nextInt(most))
                .collect(Collectors.joining());
    }

    private static String codePoints(Random random) {
        return random.ints(1 + random.nextInt(4), 0x21, Character.MAX_CODE_POINT + 1)
                .map(codePoint -> random.nextBoolean() ? codePoint : codePoint % 0x3000)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    private static String asciiWord(Random random) {
        return random.ints(1 + random.nextInt(20), 'A', 'Z' + 1)
                .map(letter -> random.nextBoolean() ? letter : letter | 0x20)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    private static String swapCase(String text) {
        return text.chars()
                .map(c -> Character.isLetter(c) ? c ^ 0x20 : c)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }
}
