package io.github.useremails.domain.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.IDN;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PunycodeTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    egbpdaj6bu4bxfgehfvwxn                                 | ليهمابتكلموشعربي؟
                    ihqwcrb4cv8a8dqg056pqjye                               | 他们为什么不说中文
                    ihqwctvzc91f659drss3x8bo0yb                            | 他們爲什麽不說中文
                    Proprostnemluvesky-uyb24dma41a                         | Pročprostěnemluvíčesky
                    4dbcagdahymbxekheh6e0a7fei0b                           | למההםפשוטלאמדבריםעברית
                    i1baa7eci9glrd9b2ae1bj0hfcgg6iyaf8o0a1dig0cd           | यहलोगहिन्दीक्योंनहींबोलसकतेहैं
                    n8jok5ay5dzabd5bym9f0cm5685rrjetr6pdxa                 | なぜみんな日本語を話してくれないのか
                    b1abfaaepdrnnbgefbadotcwatmq2g4l                       | почемужеонинеговорятпорусски
                    PorqunopuedensimplementehablarenEspaol-fmd56a          | PorquénopuedensimplementehablarenEspañol
                    TisaohkhngthchnitingVit-kjcr8268qyxafd2f1b9g           | TạisaohọkhôngthểchỉnóitiếngViệt
                    3B-ww4c5e180e575a65lsy2b                               | 3年B組金八先生
                    -with-SUPER-MONKEYS-pc58ag80a8qai00g7n9n               | 安室奈美恵-with-SUPER-MONKEYS
                    Hello-Another-Way--fc4qua05auwb3674vfr0b               | Hello-Another-Way-それぞれの場所
                    2-u9tlzr9756bt3uc0v                                    | ひとつ屋根の下2
                    MajiKoi5-783gue6qz075azm5e                             | MajiでKoiする5秒前
                    de-jg4avhby1noc0d                                      | パフィーdeルンバ
                    d9juau41awczczp                                        | そのスピードで
                    """)
    void theSamplesOfRfc3492AreDecoded(String input, String decoded) {
        assertThat(Punycode.decode(input)).contains(decoded);
        assertThat(PunycodeEncoder.encode(decoded)).isEqualTo(input);
    }

    @Test
    void asciiAloneIsDecodedToItself() {
        assertThat(Punycode.decode("-> $1.00 <--")).contains("-> $1.00 <-");
        assertThat(Punycode.decode("abc-")).contains("abc");
        assertThat(Punycode.decode("")).contains("");
    }

    @Test
    void theKoreanSampleOfRfc3492IsDecoded() {
        assertThat(Punycode.decode("989aomsvi5e83db1d2a355cv1e0vak1dwrv93d5xbh15a0dt30a5jpsd879ccm6fea98c"))
                .contains("세계의모든사람들이한국어를이해한다면얼마나좋을까");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    fa-hia     | faß
                    FA-HIA     | FAß
                    ls8h       | 💩
                    4xa        | σ
                    3xa        | ς
                    bcher-kva  | bücher
                    BCHER-KVA  | BüCHER
                    """)
    void labelsOfTodayAreDecodedInTheCaseOfTheInput(String input, String decoded) {
        assertThat(Punycode.decode(input)).contains(decoded);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9",
                "bcher-kv",
                "bcher-kv!",
                "bcher-kv\u00E9",
                "b\u00FCcher-kva",
                "-a",
                "-",
                "99999999",
                "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz",
                "99999999999999999999999999999999999999999999999a",
            })
    void invalidPunycodeIsRejected(String input) {
        assertThat(Punycode.decode(input)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"a, 80", "ib9b, -1", "zy0c, -1", "hb9b, d7ff", "0y0c, e000", "dn32g, 10ffff", "en32g, -1"})
    void onlyUnicodeScalarValuesAreDecoded(String input, String codePoint) {
        Optional<String> expected = Optional.of(codePoint)
                .filter(hex -> !hex.equals("-1"))
                .map(hex -> Character.toString(HexFormat.fromHexDigits(hex)));

        assertThat(Punycode.decode(input)).isEqualTo(expected);
    }

    @Test
    void encodedSurrogatesAreRejected() {
        assertThat(Punycode.decode("8c9by4f")).isEmpty();
    }

    @Test
    void everySingleCharacterIsDecodedAsJavaEncodedIt() {
        long decoded = IntStream.rangeClosed(0x80, Character.MAX_CODE_POINT)
                .filter(Character::isLetterOrDigit)
                .mapToObj(Character::toString)
                .flatMap(character -> Stream.of(character, "a" + character + "b-c"))
                .filter(PunycodeTest::isDecodedToWhatJavaEncoded)
                .count();

        assertThat(decoded).isGreaterThan(100_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aRandomLabelIsDecodedAsJavaEncodedIt(long seed) {
        Random random = new Random(seed);
        long decoded = Stream.generate(() -> label(random))
                .limit(20_000)
                .filter(PunycodeTest::isDecodedToWhatJavaEncoded)
                .count();

        assertThat(decoded).isGreaterThan(10_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5})
    void decodingMatchesThatOfJava(long seed) {
        Random random = new Random(seed);
        long decoded = Stream.generate(() -> asciiText(random))
                .limit(50_000)
                .filter(PunycodeTest::isDecodedAsByJava)
                .count();

        assertThat(decoded).isGreaterThan(100);
    }

    private static boolean isDecodedToWhatJavaEncoded(String label) {
        Optional<String> aLabel = encodedByJava(label);
        aLabel.map(ascii -> ascii.substring("xn--".length())).ifPresent(encoded -> {
            assertThat(Punycode.decode(encoded)).contains(label);
            assertThat(PunycodeEncoder.encode(label)).isEqualTo(encoded);
        });
        return aLabel.isPresent();
    }

    /** Returns empty if Java, which implements only IDNA 2003, would change the label. */
    private static Optional<String> encodedByJava(String label) {
        try {
            String aLabel = IDN.toASCII(label, IDN.USE_STD3_ASCII_RULES);
            return Optional.of(aLabel).filter(same -> IDN.toUnicode(aLabel).equals(label));
        } catch (IllegalArgumentException | IndexOutOfBoundsException refusal) {
            return Optional.empty();
        }
    }

    private static boolean isDecodedAsByJava(String input) {
        String aLabel = "xn--" + input;
        // Java returns text unchanged that it cannot decode.
        String decodedByJava = IDN.toUnicode(aLabel);
        if (decodedByJava.equals(aLabel)) {
            return Punycode.decode(input).isEmpty();
        }
        assertThat(Punycode.decode(input)).contains(decodedByJava);
        return true;
    }

    private static String label(Random random) {
        int[] alphabet = {'a' + random.nextInt(26), 0xE0 + random.nextInt(32), 0x4E00 + random.nextInt(0x5000)};
        return IntStream.range(0, 1 + random.nextInt(12))
                .map(position -> alphabet[random.nextInt(alphabet.length)])
                .mapToObj(Character::toString)
                .collect(Collectors.joining("", "", "\u00FC"));
    }

    private static String asciiText(Random random) {
        return random.ints(1 + random.nextInt(8), 0, 37)
                .mapToObj(digit -> digit == 36 ? "-" : Integer.toString(digit, 36))
                .collect(Collectors.joining());
    }
}
