package io.github.useremails.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The expected state of a user: a table of plain values, with a second implementation of the documented rules. */
final class ExpectedUser {

    /** A line of the table. The text is compared, too, so that a change of spelling is detected. */
    record Line(
            String text,
            boolean primary,
            boolean confirmed,
            boolean institutionManaged,
            Optional<InstitutionId> institution,
            Optional<Instant> confirmedAt,
            Instant createdAt) {}

    private final Map<String, Line> lines = new LinkedHashMap<>();

    ExpectedUser(User start) {
        for (Line line : linesOf(start)) {
            lines.put(key(line.text()), line);
        }
    }

    static List<Line> linesOf(User user) {
        List<Line> lines = new ArrayList<>();
        for (UserEmailAddress e : user.emailAddresses()) {
            lines.add(new Line(
                    e.address().value(),
                    e.primary(),
                    e.confirmed(),
                    e.institutionManaged(),
                    e.institution(),
                    e.confirmedAt(),
                    e.createdAt()));
        }
        return lines;
    }

    List<Line> lines() {
        return List.copyOf(lines.values());
    }

    /** Adds the address, or returns the exception that the user must throw, as the other rules do. */
    Optional<Class<? extends UserEmailException>> add(String text, Instant now) {
        if (lines.containsKey(key(text))) {
            return Optional.of(DuplicateEmailAddressException.class);
        }
        boolean primary = lines.values().stream().noneMatch(Line::primary);
        lines.put(key(text), new Line(text, primary, false, false, Optional.empty(), Optional.empty(), now));
        return Optional.empty();
    }

    Optional<Class<? extends UserEmailException>> confirm(String text, Instant now) {
        Line line = lines.get(key(text));
        if (line == null) {
            return Optional.of(UnknownEmailAddressException.class);
        }
        Optional<Instant> since = line.confirmed() ? line.confirmedAt() : Optional.of(now);
        replace(line, line.primary(), true, since);
        return Optional.empty();
    }

    Optional<Class<? extends UserEmailException>> promote(String text) {
        Line line = lines.get(key(text));
        if (line == null) {
            return Optional.of(UnknownEmailAddressException.class);
        }
        if (!line.primary() && !line.confirmed() && !line.institutionManaged()) {
            return Optional.of(UnconfirmedPrimaryException.class);
        }
        for (Line each : lines()) {
            replace(each, each.equals(line), each.confirmed(), each.confirmedAt());
        }
        return Optional.empty();
    }

    Optional<Class<? extends UserEmailException>> remove(String text) {
        Line line = lines.get(key(text));
        if (line == null) {
            return Optional.of(UnknownEmailAddressException.class);
        }
        if (line.institutionManaged()) {
            return Optional.of(InstitutionManagedException.class);
        }
        if (line.primary()) {
            return Optional.of(PrimaryRequiredException.class);
        }
        lines.remove(key(text));
        return Optional.empty();
    }

    private void replace(Line line, boolean primary, boolean confirmed, Optional<Instant> confirmedAt) {
        lines.put(
                key(line.text()),
                new Line(
                        line.text(),
                        primary,
                        confirmed,
                        line.institutionManaged(),
                        line.institution(),
                        confirmedAt,
                        line.createdAt()));
    }

    private static String key(String asciiText) {
        return asciiText.toLowerCase(Locale.ROOT);
    }
}
