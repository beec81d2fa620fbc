package io.github.useremails.domain.address;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptedEmailAddressTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ann@school.edu",
                "a@b.co",
                "ann.lee@school.edu",
                "a.b.c.d.e@school.edu",
                "ann+news@school.edu",
                "ann_lee@school.edu",
                "-ann-lee-@school.edu",
                "o'neil@school.edu",
                "'or'1'='1'--@school.edu",
                "50%off@school.edu",
                "%@school.edu",
                "_@school.edu",
                "1@school.edu",
                "0123456789@school.edu",
                "!#$%&'*+-/=?^_`{|}~@school.edu",
                "***@school.edu",
                "xn--fa-hia@school.edu",
                "ann@1.edu",
                "ann@123.456.edu",
                "ann@1a.2b",
                "ann@school.e1",
                "ann@a-b.c-d",
                "ann@a--b.edu",
                "ann@x.y.z.school.edu",
                "ann@school.museum",
            })
    void aPlainAddressIsUnchanged(String text) {
        assertAccepted(text, text, text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    Ann@School.edu              | Ann@school.edu              | ann@school.edu
                    ANN@SCHOOL.EDU              | ANN@school.edu              | ann@school.edu
                    INES@ISIK.ORG               | INES@isik.org               | ines@isik.org
                    iI@iI.iI                    | iI@ii.ii                    | ii@ii.ii
                    TITLE@MAIL.INFO             | TITLE@mail.info             | title@mail.info
                    O'Neil@School.edu           | O'Neil@school.edu           | o'neil@school.edu
                    aZ`^_@Zz.Com                | aZ`^_@zz.com                | az`^_@zz.com
                    Ann.LEE+Tag@Mail.School.EDU | Ann.LEE+Tag@mail.school.edu | ann.lee+tag@mail.school.edu
                    """)
    void theCaseBeforeTheAtSignIsKeptButNotCompared(String text, String value, String normalized) {
        assertAccepted(text, value, normalized);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    jörg@school.edu       | jörg@school.edu
                    JÖRG@school.edu       | jÖrg@school.edu
                    Éva@school.edu        | Éva@school.edu
                    用户@school.edu       | 用户@school.edu
                    संपर्क@school.edu        | संपर्क@school.edu
                    чебурашка@school.edu  | чебурашка@school.edu
                    ЧЕБ@school.edu        | ЧЕБ@school.edu
                    ΣΑΣ@school.edu        | ΣΑΣ@school.edu
                    שלום@school.edu       | שלום@school.edu
                    Straße@school.edu     | straße@school.edu
                    💩@school.edu         | 💩@school.edu
                    €@school.edu          | €@school.edu
                    a.é.用@school.edu     | a.é.用@school.edu
                    """)
    void aLocalPartOfAnotherScriptIsKeptAndOnlyAsciiIsLowerCased(String text, String normalized) {
        assertAccepted(text, text, normalized);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ı@school.edu        | ı@school.edu
                    I@school.edu        | i@school.edu
                    İ@school.edu        | İ@school.edu
                    i\u0307@school.edu  | i\u0307@school.edu
                    ISIK@school.edu     | isik@school.edu
                    IŞIK@school.edu     | iŞik@school.edu
                    """)
    void theTurkishLettersIAreDistinct(String text, String normalized) {
        assertAccepted(text, text, normalized);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ａｎｎ@school.edu  | ａｎｎ@school.edu
                    ＡNN@school.edu    | Ａnn@school.edu
                    ann１@school.edu   | ann１@school.edu
                    ﬁn@school.edu      | ﬁn@school.edu
                    𝒜nn@school.edu     | 𝒜nn@school.edu
                    ²@school.edu       | ²@school.edu
                    ½@school.edu       | ½@school.edu
                    """)
    void aCompatibilityLetterIsAcceptedAndRemainsDistinct(String text, String normalized) {
        assertAccepted(text, text, normalized);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    jo\u0308rg@school.edu     | j\u00F6rg@school.edu   | j\u00F6rg@school.edu
                    E\u0301va@school.edu      | \u00C9va@school.edu    | \u00C9va@school.edu
                    I\u0307@school.edu        | \u0130@school.edu      | \u0130@school.edu
                    \u1112\u1161\u11AB@a.kr   | \uD55C@a.kr            | \uD55C@a.kr
                    \u212B@school.edu         | \u00C5@school.edu      | \u00C5@school.edu
                    \u2126@school.edu         | \u03A9@school.edu      | \u03A9@school.edu
                    a\u0323\u0307@school.edu  | \u1EA1\u0307@school.edu | \u1EA1\u0307@school.edu
                    a\u0307\u0323@school.edu  | \u1EA1\u0307@school.edu | \u1EA1\u0307@school.edu
                    =\u0338@school.edu        | \u2260@school.edu      | \u2260@school.edu
                    ann@bu\u0308cher.de       | ann@xn--bcher-kva.de   | ann@xn--bcher-kva.de
                    """)
    void bothPartsAreComposed(String text, String value, String normalized) {
        assertAccepted(text, value, normalized);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    \u212Aate@school.edu  | Kate@school.edu  | kate@school.edu
                    ann@\u212Aate.org     | ann@kate.org     | ann@kate.org
                    ann@\u212A.\u212A     | ann@k.k          | ann@k.k
                    """)
    void theKelvinSignIsTheLetterK(String text, String value, String normalized) {
        assertAccepted(text, value, normalized);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    bücher.de           | xn--bcher-kva.de
                    küche.DE            | xn--kche-0ra.de
                    mail.küche.de       | mail.xn--kche-0ra.de
                    københavn.dk        | xn--kbenhavn-54a.dk
                    ñandú.cl            | xn--and-6ma2c.cl
                    ı.com.tr            | xn--cfa.com.tr
                    例え.テスト         | xn--r8jz45g.xn--zckzah
                    中国.中国           | xn--fiqs8s.xn--fiqs8s
                    한국.kr             | xn--3e0b707e.kr
                    пример.испытание    | xn--e1afmkfd.xn--80akhbyknj4f
                    παράδειγμα.δοκιμή   | xn--hxajbheg2az3al.xn--jxalpdlp
                    עברית.com           | xn--5dbqzzl.com
                    العربية.com         | xn--mgbcd4a2b0d2b.com
                    ไทย.th              | xn--o3cw4h.th
                    भारत.in             | xn--h2brj9c.in
                    """)
    void aLabelOfAnotherScriptIsStoredAsItsALabel(String domain, String ascii) {
        assertAccepted("ann@" + domain, "ann@" + ascii, "ann@" + ascii);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    xn--bcher-kva.de  | xn--bcher-kva.de
                    XN--BCHER-KVA.de  | xn--bcher-kva.de
                    Xn--Wgv71A119E.jp | xn--wgv71a119e.jp
                    xn--fa-hia.de     | xn--fa-hia.de
                    XN--FA-HIA.de     | xn--fa-hia.de
                    xn--4xa.gr        | xn--4xa.gr
                    xn--3xa.gr        | xn--3xa.gr
                    ann.xn--p1ai      | ann.xn--p1ai
                    """)
    void anALabelIsAcceptedInAnyCase(String domain, String ascii) {
        assertAccepted("ann@" + domain, "ann@" + ascii, "ann@" + ascii);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Sörensen.example.com  | xn--srensen-90a.example.com
                    BÜCHER.de             | xn--bcher-kva.de
                    bücheR.de             | xn--bcher-kva.de
                    BU\u0308CHER.de       | xn--bcher-kva.de
                    ПРИМЕР.ИСПЫТАНИЕ      | xn--e1afmkfd.xn--80akhbyknj4f
                    ΠΑΡΆΔΕΙΓΜΑ.δοκιμή     | xn--hxajbheg2az3al.xn--jxalpdlp
                    ΣΑΣ.gr                | xn--mxa9ab.gr
                    σας.gr                | xn--mxa8ab.gr
                    İ.com.tr              | xn--i-9bb.com.tr
                    I.com.tr              | i.com.tr
                    STRAẞE.example        | xn--strae-oqa.example
                    straße.example        | xn--strae-oqa.example
                    STRASSE.example       | strasse.example
                    ЁЖ.РФ                 | xn--f1a7c.xn--p1ai
                    ᏣᎳᎩ.example           | xn--f9dt7l.example
                    ꮳꮃꭹ.example           | xn--f9dt7l.example
                    ԱԲ.example            | xn--y9ac.example
                    Ა.ge                  | xn--lod.ge
                    """)
    void aDomainInItsOwnScriptIsAcceptedInAnyCase(String domain, String ascii) {
        assertAccepted("ann@" + domain, "ann@" + ascii, "ann@" + ascii);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "l\u00B7l.cat",
                "\u0375\u03B1.gr",
                "\u05D0\u05F3.il",
                "a\u30FB\u30AB.jp",
                "\u0646\u0627\u0645\u0647\u200C\u0627\u06CC.example",
                "\u0646\u0627\u0645\u0647\u064B\u200C\u064B\u0627\u06CC.example",
                "\u0915\u094D\u200D\u0937.in",
                "\u0915\u094D\u200C\u0937.in",
                "\u0627\u0660.example",
                "\u0628\u06F0.example",
                "1a.b\u00FCcher.de",
                "a1.\u05D0.il",
            })
    void aCharacterInItsContextIsAccepted(String domain) {
        EmailAddress address = EmailAddress.parse("ann@" + domain);

        assertThat(EmailAddress.parse(address.value())).isEqualTo(address);
        assertThat(address.value()).contains("@").doesNotContain(domain);
    }

    @Test
    void theLongestPartsAreAccepted() {
        String localPart = "a".repeat(64);
        String label = "b".repeat(63);

        assertUnchanged(localPart + "@school.edu");
        assertUnchanged("ann@" + label + "." + label);
        assertUnchanged("a@" + label + "." + label + "." + label + "." + "b".repeat(60));
        assertUnchanged(localPart + "@" + label + "." + label + "." + "b".repeat(61));
        assertUnchanged("é".repeat(32) + "@school.edu");
    }

    @Test
    void lengthIsCountedAfterComposition() {
        assertAccepted(
                "e\u0301".repeat(32) + "@school.edu",
                "\u00E9".repeat(32) + "@school.edu",
                "\u00E9".repeat(32) + "@school.edu");
    }

    private static void assertUnchanged(String text) {
        assertAccepted(text, text, text);
    }

    private static void assertAccepted(String text, String value, String normalized) {
        EmailAddress address = EmailAddress.parse(text);

        assertThat(address.value()).isEqualTo(value);
        assertThat(address.normalized()).isEqualTo(normalized);
        assertThat(EmailAddress.tryParse(text)).contains(address);
        assertThat(EmailAddress.parse(address.value()).value()).isEqualTo(value);
    }
}
