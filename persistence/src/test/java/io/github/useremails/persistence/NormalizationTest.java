package io.github.useremails.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Java is the authority on which addresses are equal, and SQL agrees with it. */
class NormalizationTest {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    @Test
    void everyCharacterIsNormalizedAlike() throws SQLException {
        List<EmailAddress> addresses = new ArrayList<>();
        for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
            EmailAddress.tryParse("a" + Character.toString(codePoint) + "B@school.example")
                    .ifPresent(addresses::add);
        }

        assertThat(addresses).hasSizeGreaterThan(100_000);
        assertThat(disagreements(addresses)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void randomAddressesAreNormalizedAlike(long seed) throws SQLException {
        Random random = new Random(seed);
        List<EmailAddress> addresses = new ArrayList<>();
        while (addresses.size() < 20_000) {
            EmailAddress.tryParse(randomText(random)).ifPresent(addresses::add);
        }

        assertThat(disagreements(addresses)).isEmpty();
    }

    @Test
    void everyLetterWithACaseIsNormalizedAlikeInADomain() throws SQLException {
        Map<String, EmailAddress> addresses = new LinkedHashMap<>();
        for (int codePoint = 0x80; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
            // Of those without a case some will do: only the digits of their codes differ.
            if (Character.toLowerCase(codePoint) != Character.toUpperCase(codePoint) || codePoint % 61 == 0) {
                accept("ann@l" + Character.toString(codePoint) + "l.example", addresses);
            }
        }

        assertThat(addresses).hasSizeGreaterThan(3_000);
        assertThat(disagreements(addresses)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = 4)
    void randomDomainsAreNormalizedAlike(long seed) throws SQLException {
        Random random = new Random(seed);
        Map<String, EmailAddress> addresses = new LinkedHashMap<>();
        while (addresses.size() < 10_000) {
            accept("J\u00F6rg@" + randomLabel(random) + "." + randomLabel(random) + ".Example", addresses);
        }

        assertThat(disagreements(addresses)).isEmpty();
    }

    @Test
    void bothFormsOfADomainHaveOneKeyAlsoWhereJavaRefusesThem() throws SQLException {
        assertThat(database.query("""
                        select normalized_email_address('Ann@B' || chr(220) || 'CHER.example'),
                               normalized_email_address('ann@' || chr(128169) || '.LA'),
                               normalized_email_address('ann@b' || chr(252) || '_cher.example '),
                               normalized_email_address(chr(220) || ' NO ADDRESS'),
                               (normalized_email_address('a@' || repeat(chr(252), 64)) = 'a@' || repeat(chr(252), 64))::text,
                               coalesce(normalized_email_address(null), 'null')
                        """))
                .containsExactly(List.of(
                        "ann@xn--bcher-kva.example",
                        "ann@xn--ls8h.la",
                        "ann@xn--b_cher-3ya.example ",
                        "\u00DC no address",
                        "true",
                        "null"));
    }

    private static void accept(String text, Map<String, EmailAddress> addresses) {
        EmailAddress.tryParse(text).ifPresent(address -> addresses.put(text, address));
    }

    private static String randomLabel(Random random) {
        String[] alphabets = {
            "aBz09\u00E9\u00C9\u00DF\u1E9E\u0130\u0131\u0301\u0308",
            "\u03B1\u03A3\u03C2\u0386\u1F08\u1FB6\u03F4\u03D8",
            "\u0431\u0411\u0419\u0439\u04C0\u0306\u0480",
            "\u4E2D\u56FD\u304B\u3099\u30AB\u30FBa1",
            "\uAC00\u1112\u1161\u11AB",
            "\u0915\u094D\u200D\u0937\u093C\u0966",
            "\u05D0\u05D1\u05B0",
            "\u0628\u0627\u200C\u06CC\u064B",
            "\u13A0\u13F8\uAB70\u10A0\u1C90\u0531\u2C00\uA640\uA7AE"
        };
        String alphabet = alphabets[random.nextInt(alphabets.length)];
        StringBuilder label = new StringBuilder();
        int length = 1 + random.nextInt(10);
        for (int i = 0; i < length; i++) {
            label.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return label.toString();
    }

    /** Letters, marks that combine with them, and signs whose case or composition is out of the ordinary. */
    private static String randomText(Random random) {
        String alphabet = "abcXYZiIkK09.+-_\u0130\u0131\u212a\u00df\u1e9e\u00e9\u0301\u0308\u0323\u0345\u03b1\u03a3"
                + "\u03c2\u1100\u1161\u11a8\uac00\u0915\u093c\u0958\u304b\u3099";
        StringBuilder local = new StringBuilder();
        int length = 1 + random.nextInt(12);
        for (int i = 0; i < length; i++) {
            local.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return local + "@Sub" + random.nextInt(10) + ".School.example";
    }

    private static List<String> disagreements(List<EmailAddress> addresses) throws SQLException {
        Map<String, EmailAddress> byValue = new LinkedHashMap<>();
        addresses.forEach(address -> byValue.put(address.value(), address));
        return disagreements(byValue);
    }

    /** Of texts and what Java reads in them. */
    private static List<String> disagreements(Map<String, EmailAddress> addresses) throws SQLException {
        String sql = """
                select a.value
                  from unnest(?, ?) as a (value, normalized)
                 where normalized_email_address(a.value) is distinct from a.normalized
                """;
        try (Connection connection = database.dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(
                    1, connection.createArrayOf("text", addresses.keySet().toArray()));
            statement.setArray(2, connection.createArrayOf("text", keys(addresses)));
            List<String> disagreements = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    disagreements.add(escaped(rows.getString(1)));
                }
            }
            return disagreements;
        }
    }

    private static Object[] keys(Map<String, EmailAddress> addresses) {
        return addresses.values().stream().map(EmailAddress::normalized).toArray();
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.chars().forEach(c -> escaped.append(String.format(Locale.ROOT, "\\u%04x", c)));
        return escaped.toString();
    }
}
