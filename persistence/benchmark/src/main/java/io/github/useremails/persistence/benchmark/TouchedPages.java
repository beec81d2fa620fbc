package io.github.useremails.persistence.benchmark;

import io.github.useremails.domain.address.EmailAddress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** How many shared buffers the library's own statements touch; the median of many questions. */
record TouchedPages(DataSource dataSource, UserShape shape) {

    private static final int QUESTIONS = 200;

    private static final Pattern BUFFERS = Pattern.compile("Buffers: shared(?: hit=(\\d+))?(?: read=(\\d+))?");

    Size.Pages measured() throws Exception {
        Questions questions = Questions.about(shape);
        RecordedSql recorded = new RecordedSql(dataSource);
        Contender library = new LibraryContender(recorded.dataSource(), Clock.systemUTC());
        return new Size.Pages(
                median(recorded, library, questions, Operation.WITH_EMAIL),
                median(recorded, library, questions, Operation.PRIMARY_EMAIL),
                median(recorded, library, questions, Operation.FIND),
                ofNobody());
    }

    private double median(RecordedSql recorded, Contender library, Questions questions, Operation lookup)
            throws Exception {
        lookup.call(library, questions, 0);
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < QUESTIONS; i++) {
            values.add(
                    lookup == Operation.WITH_EMAIL
                            ? questions.claimed(i).normalized()
                            : questions.user(i).value());
        }
        return median(recorded.last(), values);
    }

    /** Nothing is read but the index, from the root to the leaf where the address would be. */
    private double ofNobody() throws SQLException {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < QUESTIONS; i++) {
            String name = Long.toHexString(i * UserShape.SPREAD & UserShape.NAMES);
            values.add(EmailAddress.parse("user" + name + "@nobody.example").normalized());
        }
        return median("""
                select e.user_id
                  from user_email_addresses e
                 where e.normalized_email_address = ?
                   and (e.confirmed or e.institution_managed)
                """, values);
    }

    private double median(String sql, List<Object> values) throws SQLException {
        List<Double> pages = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement query = connection.prepareStatement("explain (analyze, buffers) " + sql)) {
            for (Object value : values) {
                query.setObject(1, value);
                pages.add(pages(query));
            }
        }
        return Spread.of(pages).median();
    }

    /** The first line with buffers is that of the whole plan. */
    private static double pages(PreparedStatement explain) throws SQLException {
        try (ResultSet lines = explain.executeQuery()) {
            while (lines.next()) {
                Matcher buffers = BUFFERS.matcher(lines.getString(1));
                if (buffers.find()) {
                    return number(buffers.group(1)) + number(buffers.group(2));
                }
            }
        }
        throw new IllegalStateException("the plan names no buffers");
    }

    private static double number(@Nullable String digits) {
        return digits == null ? 0 : Double.parseDouble(digits);
    }
}
