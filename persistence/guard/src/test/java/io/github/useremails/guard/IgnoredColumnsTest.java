package io.github.useremails.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.useremails.guard.legacy.LegacyUsers;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jooq.impl.TableImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IgnoredColumnsTest {

    private static final LocalDate LAST_DAY = LocalDate.of(2027, 3, 31);

    private final IgnoredColumns ignored = IgnoredColumns.of(new IgnoredColumn("users", "email_address", LAST_DAY));

    @Test
    void aColumnIsDueAfterItsLastDay() {
        ignored.check(LAST_DAY);

        assertThatIllegalStateException()
                .isThrownBy(() -> ignored.check(LAST_DAY.plusDays(1)))
                .withMessage("users.email_address should have been removed after 2027-03-31");
    }

    @Test
    void aGeneratedTableThatStillHasTheColumnIsNamed() {
        assertThat(ignored.inTables(List.of(
                                new GeneratedTable("users", "id", "name"),
                                new GeneratedTable("user_email_addresses", "user_id", "email_address")))
                        .problems(LAST_DAY))
                .isEmpty();
        assertThat(ignored.inTables(List.of(new LegacyUsers())).problems(LAST_DAY))
                .containsExactly("users.email_address is still mapped by " + LegacyUsers.class.getName());
    }

    @ParameterizedTest
    @MethodSource("mapped")
    void aMappedClassThatStillHasTheColumnIsNamed(Class<?> mapped) {
        assertThat(ignored.inClasses(List.of(mapped)).problems(LAST_DAY)).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("notMapped")
    void aClassWithoutTheColumnPasses(Class<?> mapped) {
        assertThat(ignored.inClasses(List.of(mapped)).problems(LAST_DAY)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"select * from users", "select u.* from users u", "select email_address from users"})
    void aStatementThatStillTakesTheColumnIsCounted(String sql) {
        assertThat(ignored.inStatements(List.of("select id from users", sql)).problems(LAST_DAY))
                .containsExactly("users.email_address is still read or written by statement 2 of 2");
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        IgnoredColumns wide = ignored.inTables(List.of(new LegacyUsers()))
                .inClasses(List.of(NamedColumn.class))
                .inStatements(List.of("table users"));

        assertThat(wide.problems(LAST_DAY.plusDays(1))).hasSize(4);
    }

    @Test
    void thereIsAColumnToIgnore() {
        assertThatIllegalArgumentException().isThrownBy(IgnoredColumns::of);
        assertThatIllegalArgumentException().isThrownBy(() -> new IgnoredColumn("", "x", LAST_DAY));
    }

    static Stream<Class<?>> mapped() {
        return Stream.of(
                NamedColumn.class,
                DefaultColumn.class,
                Users.class,
                Inherited.class,
                WithEmbedded.class,
                OnGetter.class,
                ByValue.class,
                AsRecord.class,
                Quoted.class);
    }

    static Stream<Class<?>> notMapped() {
        return Stream.of(OtherTable.class, OtherColumn.class, Ignoring.class, Computing.class, Object.class);
    }

    /** As jOOQ generates it. */
    private static final class GeneratedTable extends TableImpl<Record> {

        private static final long serialVersionUID = 1L;

        GeneratedTable(String name, String... columns) {
            super(DSL.name(name));
            for (String column : columns) {
                createField(DSL.name(column), SQLDataType.CLOB, this);
            }
        }
    }

    @Retention(RetentionPolicy.RUNTIME)
    @interface Table {
        String name() default "";

        String value() default "";
    }

    @Retention(RetentionPolicy.RUNTIME)
    @interface Column {
        String name() default "";

        String value() default "";
    }

    @Retention(RetentionPolicy.RUNTIME)
    @interface Embedded {}

    @Retention(RetentionPolicy.RUNTIME)
    @interface Transient {}

    @Table(name = "users")
    static class NamedColumn {
        @Column(name = "email_address")
        String mail = "";
    }

    @Table(name = "users")
    static class DefaultColumn {
        String emailAddress = "";
    }

    static class Users {
        String emailAddress = "";
    }

    @Table(name = "users")
    static class Inherited extends DefaultColumn {}

    static class Contact {
        @Column(name = "email_address")
        String mail = "";
    }

    @Table(name = "users")
    static class WithEmbedded {
        @Embedded
        Contact contact = new Contact();
    }

    @Table(name = "users")
    static class OnGetter {
        @Column
        String getEmailAddress() {
            return "";
        }
    }

    @Table("users")
    static class ByValue {
        @Column("email_address")
        String mail = "";
    }

    @Table(name = "users")
    record AsRecord(@Column(name = "EMAIL_ADDRESS") String mail) {}

    @Table(name = "public.\"users\"")
    static class Quoted {
        @Column(name = "\"email_address\"")
        String mail = "";
    }

    @Table(name = "contacts")
    static class OtherTable {
        String emailAddress = "";
    }

    @Table(name = "users")
    static class OtherColumn {
        @Column(name = "name")
        String emailAddress = "";
    }

    @Table(name = "users")
    static class Ignoring {
        @Transient
        String emailAddress = "";
    }

    @Table(name = "users")
    static class Computing {
        static final String EMAIL_ADDRESS = "";

        String getEmailAddress() {
            return EMAIL_ADDRESS;
        }
    }
}
