package io.github.useremails.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a reader saw as primary addresses at moments, to hold the history against. Moments are microseconds. */
final class PrimaryReadings {

    private static final String NOW = "(select (extract(epoch from clock_timestamp()) * 1000000)::bigint)";

    private final Connection reader;
    private final List<Reading> readings = new ArrayList<>();

    /**
     * Reads by a connection of its own.
     *
     * @param reader with auto-commit on
     */
    PrimaryReadings(Connection reader) {
        this.reader = reader;
    }

    /** A user without a primary address is not in it. */
    private record Reading(long moment, Map<Long, String> primaries, Set<Long> forgotten) {}

    private record Period(long from, long to, String email) {

        boolean contains(long moment) {
            return from <= moment && moment < to;
        }
    }

    void read() throws SQLException {
        Map<Long, String> primaries = new HashMap<>();
        long moment = 0;
        try (java.sql.Statement statement = reader.createStatement();
                ResultSet rows = statement.executeQuery("select " + NOW + ", e.user_id, e.email_address"
                        + " from (select) as one left join user_email_addresses e on e.\"primary\"")) {
            while (rows.next()) {
                moment = rows.getLong(1);
                if (rows.getString(3) != null) {
                    primaries.put(rows.getLong(2), rows.getString(3));
                }
            }
        }
        readings.add(new Reading(moment, primaries, Set.of()));
    }

    /** Forgets what is older than the returned moment, one of those that were read. */
    long forgetBefore(double share) {
        int first = (int) (share * (readings.size() - 1));
        long moment = readings.get(first).moment();
        readings.subList(0, first).clear();
        return moment;
    }

    /** Forgets all that was read of the users so far. */
    void forget(Collection<Long> users) {
        readings.replaceAll(reading -> {
            Set<Long> forgotten = new HashSet<>(reading.forgotten());
            forgotten.addAll(users);
            return new Reading(reading.moment(), reading.primaries(), forgotten);
        });
    }

    /** At each moment the history has the address that was read, and no other. */
    void assertHistoryAgrees(String description) throws SQLException {
        Map<Long, List<Period>> history = history();
        history.forEach((user, periods) -> {
            for (int i = 0; i < periods.size(); i++) {
                Period period = periods.get(i);
                assertThat(period.to())
                        .as("%s: user %s: end of %s", description, user, period)
                        .isGreaterThan(period.from());
                if (i > 0) {
                    assertThat(period.from())
                            .as("%s: user %s: begin of %s", description, user, period)
                            .isGreaterThanOrEqualTo(periods.get(i - 1).to());
                }
            }
        });
        for (Reading reading : readings) {
            Map<Long, String> told = new HashMap<>();
            history.forEach((user, periods) -> periods.stream()
                    .filter(period -> period.contains(reading.moment()))
                    .forEach(period -> told.put(user, period.email())));
            Map<Long, String> read = new HashMap<>(reading.primaries());
            reading.forgotten().forEach(told::remove);
            reading.forgotten().forEach(read::remove);
            assertThat(told).as("%s: at %s", description, reading.moment()).isEqualTo(read);
        }
    }

    private Map<Long, List<Period>> history() throws SQLException {
        Map<Long, List<Period>> history = new HashMap<>();
        try (java.sql.Statement statement = reader.createStatement();
                ResultSet rows = statement.executeQuery("""
                        select p.user_id,
                               (extract(epoch from p.valid_from) * 1000000)::bigint,
                               coalesce((extract(epoch from p.valid_to) * 1000000)::bigint, 9223372036854775807),
                               p.email_address
                          from user_primary_email_periods p
                         order by p.user_id,
                                  p.valid_from
                        """)) {
            while (rows.next()) {
                history.computeIfAbsent(rows.getLong(1), user -> new ArrayList<>())
                        .add(new Period(rows.getLong(2), rows.getLong(3), rows.getString(4)));
            }
        }
        return history;
    }
}
