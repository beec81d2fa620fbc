package io.github.useremails.persistence;

import com.sun.management.ThreadMXBean;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.Users;
import io.github.useremails.domain.address.EmailAddress;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * A process that writes how many bytes lookups allocate, one a line: its name, the library's bytes, and those of the
 * same rows read by hand. Run it with {@code -XX:-DoEscapeAnalysis}: then the compiler removes no allocation, and the
 * figures are exact and the same in each run, whatever has been compiled by then.
 */
final class Allocations {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final UserId ID = new UserId(777);
    private static final EmailAddress ADDRESS = ManyUsers.confirmedAddress(777);
    private static final List<EmailAddress> ADDRESSES = ManyUsers.confirmedAddresses(1_000);
    private static final List<UserId> IDS = ManyUsers.ids(1_000);

    @FunctionalInterface
    private interface Call {
        @Nullable
        Object run() throws SQLException;
    }

    private Allocations() {}

    public static void main(String[] arguments) throws SQLException {
        try (Connection connection = DriverManager.getConnection(arguments[0])) {
            DataSource dataSource = new SingleConnectionDataSource(connection, true);
            Users users = PostgresUserEmails.over(dataSource).users();
            PlainLookups plain = new PlainLookups(dataSource);
            String[] keys = ADDRESSES.stream().map(EmailAddress::normalized).toArray(String[]::new);
            Long[] ids = IDS.stream().map(UserId::value).toArray(Long[]::new);
            print("find", 400, () -> users.find(ID), () -> plain.find(ID.value()));
            print("withEmail", 400, () -> users.withEmail(ADDRESS), () -> plain.withEmail(ADDRESS.normalized()));
            print("primaryEmail", 400, () -> users.primaryEmail(ID), () -> plain.primaryEmail(ID.value()));
            print("page", 40, () -> users.pageAfter(new UserId(500), 50), () -> plain.page(501, 50));
            print("withEmails", 40, () -> users.withEmails(ADDRESSES), () -> plain.withEmails(keys));
            List<EmailAddress> unknown = IntStream.range(0, 100_000)
                    .mapToObj(i -> EmailAddress.parse("nobody" + i + "@school.example"))
                    .toList();
            String[] unknownKeys =
                    unknown.stream().map(EmailAddress::normalized).toArray(String[]::new);
            print("nobody", 2, () -> users.withEmails(unknown), () -> plain.withEmails(unknownKeys));
            print("primaryEmails", 40, () -> users.primaryEmails(IDS), () -> plain.primaryEmails(ids));
        }
    }

    private static void print(String name, int calls, Call library, Call byHand) throws SQLException {
        System.out.println(name + " " + bytes(calls, library) + " " + bytes(calls, byHand));
    }

    /** Of one call when the driver has prepared the statement and reads binary values. */
    private static long bytes(int calls, Call call) throws SQLException {
        long unused = allocated(calls, call);
        return allocated(calls, call) / calls;
    }

    private static long allocated(int calls, Call call) throws SQLException {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < calls; i++) {
            Object unused = call.run();
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
