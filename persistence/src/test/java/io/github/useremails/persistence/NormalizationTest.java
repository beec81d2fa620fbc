package io.github.useremails.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.domain.EmailAddress;
import io.github.useremails.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
        String sql = """
                select a.value
                  from unnest(?, ?) as a (value, normalized)
                 where normalized_email_address(a.value) is distinct from a.normalized
                """;
        try (Connection connection = database.dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("text", texts(addresses, false)));
            statement.setArray(2, connection.createArrayOf("text", texts(addresses, true)));
            List<String> disagreements = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    disagreements.add(escaped(rows.getString(1)));
                }
            }
            return disagreements;
        }
    }

    private static Object[] texts(List<EmailAddress> addresses, boolean normalized) {
        return addresses.stream()
                .map(address -> normalized ? address.normalized() : address.value())
                .toArray();
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.chars().forEach(c -> escaped.append(String.format(Locale.ROOT, "\\u%04x", c)));
        return escaped.toString();
    }
}
