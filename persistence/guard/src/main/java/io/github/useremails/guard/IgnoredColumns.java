package io.github.useremails.guard;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.Table;

/**
 * Checks, in a test of the application, that no mapping contains the columns that are to be ignored, and that they are
 * removed in time.
 *
 * <pre>{@code
 * IgnoredColumns.of(new IgnoredColumn("users", "email_address", LocalDate.of(2027, 3, 31)))
 *         .inTables(Public.PUBLIC.getTables())
 *         .inClasses(entityManagerFactory.getMetamodel().getEntities().stream().map(Type::getJavaType).toList())
 *         .inStatements(QUERIES)
 *         .check(LocalDate.now(ZoneOffset.UTC));
 * }</pre>
 */
public final class IgnoredColumns {

    private final List<IgnoredColumn> columns;
    private final List<Table<?>> tables;
    private final List<Class<?>> classes;
    private final List<String> statements;

    private IgnoredColumns(
            List<IgnoredColumn> columns, List<Table<?>> tables, List<Class<?>> classes, List<String> statements) {
        this.columns = columns;
        this.tables = tables;
        this.classes = classes;
        this.statements = statements;
    }

    /**
     * Columns to be ignored.
     *
     * @param columns at least one
     * @return a check of their dates only
     * @throws IllegalArgumentException if there is none
     */
    public static IgnoredColumns of(IgnoredColumn... columns) {
        if (columns.length == 0) {
            throw new IllegalArgumentException("there is no column to ignore");
        }
        return new IgnoredColumns(List.of(columns), List.of(), List.of(), List.of());
    }

    /**
     * The same check of jOOQ's generated tables, too.
     *
     * @param generated such as those of a generated schema
     * @return the wider check
     */
    public IgnoredColumns inTables(Collection<? extends Table<?>> generated) {
        return new IgnoredColumns(columns, with(tables, generated), classes, statements);
    }

    /**
     * The same check of mapped classes, too: their fields and getters, those of the classes above, and of what is
     * embedded. Annotations are known by their simple names, {@code Table}, {@code Column}, {@code JoinColumn},
     * {@code Embedded}, {@code Transient}, so those of each ORM count. What has no name given is taken by its own;
     * capital letters and underscores make no difference.
     *
     * @param mapped entities or records
     * @return the wider check
     */
    public IgnoredColumns inClasses(Collection<? extends Class<?>> mapped) {
        return new IgnoredColumns(columns, tables, with(classes, mapped), statements);
    }

    /**
     * The same check of SQL, too: statements may neither name the column nor take it with {@code select *}.
     *
     * @param sql texts of statements
     * @return the wider check
     */
    public IgnoredColumns inStatements(Collection<String> sql) {
        return new IgnoredColumns(columns, tables, classes, with(statements, sql));
    }

    private static <T> List<T> with(List<T> before, Collection<? extends T> more) {
        return Stream.concat(before.stream(), more.stream()).toList();
    }

    /**
     * Fails unless all is as it should be.
     *
     * @param today in the time zone that the dates are meant in
     * @throws IllegalStateException with all that is wrong
     */
    public void check(LocalDate today) {
        List<String> problems = problems(today);
        if (!problems.isEmpty()) {
            throw new IllegalStateException(String.join(System.lineSeparator(), problems));
        }
    }

    /**
     * What is wrong, a sentence each.
     *
     * @param today in the time zone that the dates are meant in
     * @return empty if nothing is
     */
    public List<String> problems(LocalDate today) {
        List<String> problems = new ArrayList<>();
        for (IgnoredColumn column : columns) {
            if (today.isAfter(column.removeAfter())) {
                problems.add(column.name() + " was to be removed after " + column.removeAfter());
            }
            tables.stream()
                    .filter(table -> isMapped(table, column))
                    .forEach(table -> problems.add(column.name() + " is still mapped by "
                            + table.getClass().getName()));
            classes.stream()
                    .flatMap(mapped -> MappedClass.of(mapped).mappingsOf(column))
                    .forEach(mapping -> problems.add(column.name() + " is still mapped by " + mapping));
            inStatements(column).forEach(problems::add);
        }
        return List.copyOf(problems);
    }

    private static boolean isMapped(Table<?> table, IgnoredColumn column) {
        return table.getName().equalsIgnoreCase(column.table())
                && Stream.of(table.fields()).anyMatch(field -> field.getName().equalsIgnoreCase(column.column()));
    }

    private List<String> inStatements(IgnoredColumn column) {
        StatementText text = new StatementText(
                List.of(new DeprecatedColumn(column.table(), column.column(), "nothing, it is ignored")));
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < statements.size(); i++) {
            if (!text.findings(statements.get(i)).isEmpty()) {
                problems.add(column.name() + " is still read or written by statement " + (i + 1) + " of "
                        + statements.size());
            }
        }
        return problems;
    }
}
