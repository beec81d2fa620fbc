package io.github.useremails.quickstart;

import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * What can be chosen.
 *
 * @param users how many users the sample has
 * @param server a server to use instead of an embedded one
 */
record QuickstartOptions(int users, Optional<ServerAddress> server) {

    static final String HELP = """
            Starts a PostgreSQL server, loads a sample of made-up users, and walks through the library.

              ./mvnw -q -Pquickstart                            an embedded server, gone at the end
              ./mvnw -q -Pquickstart -Dquickstart.users=20000   a smaller sample (1,000 to 1,000,000)
              ./mvnw -q -Pquickstart -Dquickstart.url=jdbc:postgresql://host/database -Dquickstart.user=name
                                                                a server of yours, PostgreSQL 15 or newer

            The password is taken from the environment variable QUICKSTART_PASSWORD. On a server of yours everything
            happens in a schema useremails_quickstart, which must not exist before and is dropped at the end.
            """;

    private static final int LEAST_USERS = 1_000;
    private static final int MOST_USERS = 1_000_000;
    private static final String STANDARD_USERS = "100000";

    /**
     * A server that is there already.
     *
     * @param url for JDBC
     * @param user empty where the URL or the driver knows
     * @param password empty where none is needed
     */
    record ServerAddress(String url, Optional<String> user, Optional<String> password) {

        /** Shows no password, and no URL, since one may stand in there. */
        @Override
        public String toString() {
            return "the given server";
        }
    }

    static QuickstartOptions from(Properties properties, Map<String, String> environment) {
        int users = users(properties.getProperty("quickstart.users", STANDARD_USERS));
        String url = properties.getProperty("quickstart.url");
        if (url == null) {
            return new QuickstartOptions(users, Optional.empty());
        }
        if (!url.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException("quickstart.url must start with jdbc:postgresql:");
        }
        return new QuickstartOptions(
                users,
                Optional.of(new ServerAddress(
                        url,
                        Optional.ofNullable(properties.getProperty("quickstart.user")),
                        Optional.ofNullable(environment.get("QUICKSTART_PASSWORD")))));
    }

    private static int users(String text) {
        try {
            int users = Integer.parseInt(text);
            if (users >= LEAST_USERS && users <= MOST_USERS) {
                return users;
            }
        } catch (NumberFormatException e) {
            // The same answer as for a number that is out of bounds.
        }
        throw new IllegalArgumentException("quickstart.users must be a number from 1000 to 1000000");
    }
}
