package io.github.useremails.persistence.soak;

import java.util.List;
import java.util.Map;

/** What a soak did, and what it found. */
record SoakReport(
        Map<String, Long> operations,
        Map<String, Long> refusals,
        Map<String, Long> failures,
        long connectionsKilled,
        long messagesDelivered,
        int usersInTheJournal,
        List<String> violations) {

    String text() {
        return """
                operations  %s
                refusals    %s
                failures    %s
                killed      %,d connections
                delivered   %,d messages
                journal     %,d users
                violations  %s
                """.formatted(
                        operations,
                        refusals,
                        failures,
                        connectionsKilled,
                        messagesDelivered,
                        usersInTheJournal,
                        violations.isEmpty() ? "none" : violations);
    }
}
