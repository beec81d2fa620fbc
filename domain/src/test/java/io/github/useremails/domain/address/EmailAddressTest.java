package io.github.useremails.domain.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmailAddressTest {

    @Test
    void theDomainIsThePartAfterTheAt() {
        assertThat(EmailAddress.parse("Ann@München.Example").domain())
                .isEqualTo(EmailDomain.parse("xn--mnchen-3ya.example"))
                .hasToString("xn--mnchen-3ya.example");
    }

    @Test
    void aStoredTextWithoutAnAtHasAnEmptyDomain() {
        assertThat(EmailAddress.stored("ann", "ann").domain().value()).isEmpty();
    }

    @Test
    void theDocumentedExampleIsCorrect() {
        EmailAddress address = EmailAddress.parse("Ann@School.edu");

        assertThat(address.value()).isEqualTo("Ann@school.edu");
        assertThat(address.normalized()).isEqualTo("ann@school.edu");
        assertThat(address).hasToString("A***@school.edu");
        assertThat(address).isEqualTo(EmailAddress.parse("ANN@school.EDU"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Ann@School.edu        | aNN@sCHOOL.EDU
                    jo\u0308rg@school.edu | j\u00F6rg@school.edu
                    ann@bücher.de         | ann@XN--bcher-kva.DE
                    ann@BÜCHER.de         | ann@xn--bcher-kva.de
                    ann@STRAẞE.example    | ann@straße.example
                    \u212Aate@school.edu  | kate@school.edu
                    """)
    void spellingsOfOneAddressAreEqual(String one, String other) {
        assertThat(EmailAddress.parse(one))
                .isEqualTo(EmailAddress.parse(other))
                .hasSameHashCodeAs(EmailAddress.parse(other));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ann@school.edu    | ann+news@school.edu
                    ann@school.edu    | an.n@school.edu
                    ann@school.edu    | ann@mail.school.edu
                    éva@school.edu    | Éva@school.edu
                    éva@school.edu    | eva@school.edu
                    ann@school.edu    | ａnn@school.edu
                    ines@school.edu   | ınes@school.edu
                    ines@school.edu   | İnes@school.edu
                    straße@school.edu | strasse@school.edu
                    ann@xn--fa-hia.de | ann@fass.de
                    ann@straße.example | ann@strasse.example
                    ann@σας.gr        | ann@σασ.gr
                    """)
    void differentAddressesAreNotEqual(String one, String other) {
        assertThat(EmailAddress.parse(one))
                .isNotEqualTo(EmailAddress.parse(other))
                .doesNotHaveSameHashCodeAs(EmailAddress.parse(other));
    }

    @Test
    void anAddressEqualsNothingElse() {
        EmailAddress address = EmailAddress.parse("ann@school.edu");

        assertThat(address).isNotEqualTo("ann@school.edu").isNotEqualTo(null);
    }

    @Test
    void aSetContainsAnAddressOnce() {
        Set<EmailAddress> addresses = Set.of(EmailAddress.parse("Ann@School.edu"));

        assertThat(addresses).contains(EmailAddress.parse("ann@school.edu"));
    }

    @Test
    void parsingTheKeyMayReturnAnotherAddress() {
        // An accented letter keeps its case. H with a line below has no composed form, but h has.
        EmailAddress address = EmailAddress.parse("H\u0331@school.edu");

        assertThat(address.normalized()).isEqualTo("h\u0331@school.edu");
        assertThat(EmailAddress.parse(address.normalized())).isNotEqualTo(address);
        assertThat(EmailAddress.parse(address.value())).isEqualTo(address);
    }

    @Test
    void aStoredPairIsUnchanged() {
        EmailAddress address = EmailAddress.stored(" Ann <ANN@School> ", "any key");

        assertThat(address.value()).isEqualTo(" Ann <ANN@School> ");
        assertThat(address.normalized()).isEqualTo("any key");
    }

    @Test
    void aStoredAddressEqualsAParsedOneWithTheSameKey() {
        EmailAddress stored = EmailAddress.stored("ANN@School.EDU", "ann@school.edu");

        assertThat(stored).isEqualTo(EmailAddress.parse("ann@school.edu"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    ann@school.edu                | a***@school.edu
                    a@school.edu                  | a***@school.edu
                    ANN@School.EDU                | A***@school.edu
                    éva@bücher.de                 | é***@xn--bcher-kva.de
                    💩ann@school.edu              | 💩***@school.edu
                    ann@localhost                 | a***@***
                    ann@                          | a***@***
                    ann lee <ann@school.edu>      | a***@***
                    ann@school.edu, bob           | a***@***
                    ann@school.edu bob            | a***@***
                    bob@school.edu ann@school.edu | b***@school.edu
                    ann                           | a***
                    @ann                          | @***
                    @ann.lee                      | @***
                    @                             | @***
                    ""                            | ***
                    """)
    void storedTextOfAnyShapeIsMasked(String value, String masked) {
        assertThat(EmailAddress.stored(value, "key")).hasToString(masked);
    }

    @Test
    void storedTextOfAnyLengthIsMasked() {
        assertThat(EmailAddress.stored("a@" + "b.".repeat(500_000) + "edu", "key"))
                .hasToString("a***@***");
        assertThat(EmailAddress.stored("\uD83D@school.edu", "key")).hasToString("\uD83D***@school.edu");
        assertThat(EmailAddress.stored("a@\uD83D\u0000.edu", "key")).hasToString("a***@***");
    }

    @Test
    void nullIsRejectedByParameterName() {
        assertThatNullPointerException()
                .isThrownBy(() -> EmailAddress.parse(missing()))
                .withMessage("text");
        assertThatNullPointerException()
                .isThrownBy(() -> EmailAddress.tryParse(missing()))
                .withMessage("text");
        assertThatNullPointerException()
                .isThrownBy(() -> EmailAddress.stored(missing(), "key"))
                .withMessage("value");
        assertThatNullPointerException()
                .isThrownBy(() -> EmailAddress.stored("ann@school.edu", missing()))
                .withMessage("normalized");
    }

    @Test
    void theseTestsRunInTurkish() {
        assertThat(Locale.getDefault().getLanguage()).isEqualTo("tr");
        assertThat("I".toLowerCase(Locale.getDefault())).isEqualTo("ı");
    }

    @SuppressWarnings("NullAway") // A caller whose code is not checked for null.
    private static String missing() {
        return null;
    }
}
