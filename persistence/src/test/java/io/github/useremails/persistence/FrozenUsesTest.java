package io.github.useremails.persistence;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.freeze.FreezingArchRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jooq.impl.TableImpl;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A rule that applications may copy: what uses the legacy column in Java, by a deprecated accessor or by a generated class
 * of jOOQ, becomes less and never more. What there is, is written to a folder that is committed.
 */
@SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // the uses themselves
@Tag("slow")
class FrozenUsesTest {

    private static final DescribedPredicate<JavaAccess<?>> THE_LEGACY_COLUMN = DescribedPredicate.describe(
            "the legacy column", access -> isDeprecatedAccessor(access.getTarget()) || isColumn(access.getTarget()));

    private static final ArchRule NOTHING_NEW = FreezingArchRule.freeze(
            noClasses().should().accessTargetWhere(THE_LEGACY_COLUMN).as("nothing new uses the legacy column"));

    @TempDir
    private Path store;

    @Test
    void whatThereIsMayStayAndNothingMayCome() {
        check(ReadsByAccessor.class, ReadsByColumn.class);
        check(ReadsByAccessor.class, ReadsByColumn.class, UsesOtherThings.class);

        assertThatThrownBy(() -> check(ReadsByAccessor.class, ReadsByColumn.class, Writes.class))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("nothing new uses the legacy column")
                .hasMessageContaining(Writes.class.getSimpleName())
                .hasMessageNotContaining(ReadsByColumn.class.getSimpleName());
    }

    @Test
    void whatIsGoneMayNotComeBack() throws IOException {
        check(ReadsByAccessor.class, ReadsByColumn.class);
        assertThat(frozen()).hasSize(2);

        check(ReadsByColumn.class);
        assertThat(frozen()).singleElement().asString().contains("EMAIL_ADDRESS");
        assertThatThrownBy(() -> check(ReadsByAccessor.class, ReadsByColumn.class))
                .hasMessageContaining("getEmailAddress");
    }

    @Test
    void referencesToMethodsAndAliasesOfTablesAreFound() throws IOException {
        check(RefersToAccessor.class, ReadsByAlias.class);

        assertThat(frozen())
                .hasSize(2)
                .anyMatch(line -> line.contains("RefersToAccessor"))
                .anyMatch(line -> line.contains("ReadsByAlias"));
    }

    private void check(Class<?>... classes) {
        ArchConfiguration.withThreadLocalScope(configuration -> {
            configuration.setProperty("freeze.store.default.path", store.toString());
            configuration.setProperty("freeze.store.default.allowStoreCreation", "true");
            NOTHING_NEW.check(new ClassFileImporter().importClasses(classes));
        });
    }

    private List<String> frozen() throws IOException {
        try (Stream<Path> files = Files.list(store)) {
            return files.filter(file -> !file.endsWith("stored.rules"))
                    .flatMap(FrozenUsesTest::lines)
                    .toList();
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isDeprecatedAccessor(AccessTarget target) {
        return target.getOwner().isEquivalentTo(Account.class) && target.isAnnotatedWith(Deprecated.class);
    }

    private static boolean isColumn(AccessTarget target) {
        return target.getOwner().isAssignableTo(Table.class)
                && target.getFullName().endsWith("Accounts.EMAIL_ADDRESS");
    }

    private static final class Account {
        private String emailAddress = "";

        @Deprecated
        String getEmailAddress() {
            return emailAddress;
        }

        @Deprecated
        void setEmailAddress(String emailAddress) {
            this.emailAddress = emailAddress;
        }

        String primaryEmail() {
            return emailAddress;
        }
    }

    private static final class Accounts extends TableImpl<Record> {
        private static final long serialVersionUID = 1L;
        static final Accounts ACCOUNTS = new Accounts("accounts");

        final TableField<Record, Long> ID = createField(DSL.name("id"), SQLDataType.BIGINT, this);
        final TableField<Record, String> EMAIL_ADDRESS = createField(DSL.name("email_address"), SQLDataType.CLOB, this);

        Accounts(String name) {
            super(DSL.name(name));
        }
    }

    @SuppressWarnings("deprecation")
    private static final class ReadsByAccessor {
        static String read(Account account) {
            return account.getEmailAddress();
        }
    }

    @SuppressWarnings("deprecation")
    private static final class RefersToAccessor {
        static final Function<Account, String> READ = Account::getEmailAddress;
    }

    private static final class ReadsByColumn {
        static Object read() {
            return DSL.select(Accounts.ACCOUNTS.EMAIL_ADDRESS);
        }
    }

    private static final class ReadsByAlias {
        static Object read() {
            Accounts a = new Accounts("a");
            return DSL.select(a.EMAIL_ADDRESS);
        }
    }

    @SuppressWarnings("deprecation")
    private static final class Writes {
        static void write(Account account) {
            account.setEmailAddress("ann@mail.example");
        }
    }

    private static final class UsesOtherThings {
        static Object read(Account account) {
            return DSL.select(Accounts.ACCOUNTS.ID, DSL.inline(account.primaryEmail()));
        }
    }
}
