package io.github.useremails.guard;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.Table;

/**
 * Checks, in a test of the application, that no mapping contains the ignored columns, and that they are
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
     * Creates a check of columns that must be ignored.
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
     * Also checks jOOQ's generated tables.
     *
     * @param generated for example the tables of a generated schema
     * @return the wider check
     */
    public IgnoredColumns inTables(Collection<? extends Table<?>> generated) {
        return new IgnoredColumns(columns, with(tables, generated), classes, statements);
    }

    /**
     * Also checks mapped classes: their fields and getters, those of their superclasses, and those of embedded
     * classes. Annotations are recognized by their simple names, {@code Table}, {@code Column}, {@code JoinColumn},
     * {@code Embedded}, {@code Transient}, so those of each ORM count. Without an explicit name, the name of the class
     * or member counts; case and underscores are ignored.
     *
     * @param mapped entities or records
     * @return the wider check
     */
    public IgnoredColumns inClasses(Collection<? extends Class<?>> mapped) {
        return new IgnoredColumns(columns, tables, with(classes, mapped), statements);
    }

    /**
     * Also checks SQL: a statement may neither name the column nor read it with {@code select *}.
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
     * Throws if there is a problem.
     *
     * @param today in the time zone of the dates
     * @throws IllegalStateException with all problems
     */
    public void check(LocalDate today) {
        List<String> problems = problems(today);
        if (!problems.isEmpty()) {
            throw new IllegalStateException(String.join(System.lineSeparator(), problems));
        }
    }

    /**
     * Returns all problems, one sentence each.
     *
     * @param today in the time zone of the dates
     * @return empty if there are none
     */
    public List<String> problems(LocalDate today) {
        List<String> problems = new ArrayList<>();
        for (IgnoredColumn column : columns) {
            if (today.isAfter(column.removeAfter())) {
                problems.add(column.name() + " should have been removed after " + column.removeAfter());
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
