package io.github.useremails.guard;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jooq.Asterisk;
import org.jooq.CommonTableExpression;
import org.jooq.Configuration;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.QualifiedAsterisk;
import org.jooq.Query;
import org.jooq.QueryPart;
import org.jooq.SQL;
import org.jooq.Select;
import org.jooq.SelectQuery;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.TableOptions.TableType;
import org.jooq.VisitContext;
import org.jooq.VisitListener;
import org.jooq.impl.DSL;
import org.jooq.impl.QOM;
import org.jspecify.annotations.Nullable;

/** The tables and columns of one query, and how they relate. Read while jOOQ renders the query. */
final class QueryModel implements VisitListener {

    private static final Set<TableType> TABLES = EnumSet.of(
            TableType.TABLE, TableType.TEMPORARY, TableType.VIEW, TableType.MATERIALIZED_VIEW, TableType.UNKNOWN);

    private final List<Scope> scopes = new ArrayList<>();
    private final List<Reference> references = new ArrayList<>();
    private final Deque<Scope> open = new ArrayDeque<>();
    private boolean opaque;
    private boolean misread;

    /** A name in the position of a column; the column is null if all columns are meant. */
    private record Reference(
            Scope scope,
            @Nullable String qualifier,
            @Nullable String column) {}

    private QueryModel() {}

    static QueryModel of(Query query, Configuration configuration) {
        QueryModel model = new QueryModel();
        model.begin(new Scope(null, false, null));
        String rendered = DSL.using(configuration.deriveAppending(model)).render(query);
        // A renamed table has different names in the text and in the model.
        model.opaque |= rendered.isEmpty() || configuration.settings().getRenderMapping() != null;
        return model;
    }

    /** Whether there are parts that were given as text. */
    boolean opaque() {
        return opaque;
    }

    /** Whether the parser mistook a keyword for a name. */
    boolean misread() {
        return misread;
    }

    Set<DeprecatedColumn> uses(List<DeprecatedColumn> columns) {
        Set<DeprecatedColumn> used = new LinkedHashSet<>();
        for (DeprecatedColumn column : columns) {
            if (scopes.stream().anyMatch(scope -> takesAll(scope, column.table()))
                    || references.stream().anyMatch(reference -> isUse(reference, column))) {
                used.add(column);
            }
        }
        return used;
    }

    private static boolean takesAll(Scope scope, String table) {
        return scope.has(table) && (scope.star || scope.natural || scope.namesNoColumns);
    }

    private static boolean isUse(Reference reference, DeprecatedColumn column) {
        Scope scope = reference.scope();
        if (reference.qualifier() != null) {
            return (reference.column() == null || reference.column().equals(column.column()))
                    && scope.qualifies(reference.qualifier(), column.table());
        }
        String name = reference.column();
        return name != null
                && (name.equals(column.column()) ? scope.reaches(column.table()) : scope.isRow(name, column.table()));
    }

    @Override
    public void visitStart(VisitContext context) {
        QueryPart part = context.queryPart();
        QueryPart parent = ancestor(context, 1);
        if (isStatement(part)) {
            begin(inner(context));
        }
        if (part instanceof CommonTableExpression<?> common) {
            current().addCommonTable(name(common.getUnqualifiedName()));
        } else if (part instanceof Table<?> table
                && !(parent instanceof Field<?> || parent instanceof QualifiedAsterisk)) {
            addTable(context, table, parent);
        } else if (part instanceof Asterisk asterisk) {
            current().star |= asterisk.$except().isEmpty()
                    && !(parent instanceof QualifiedAsterisk)
                    && !(ancestor(context, 3) instanceof QOM.Exists);
        } else if (part instanceof QualifiedAsterisk asterisk) {
            add(name(asterisk.qualifier().getUnqualifiedName()), null);
        } else if (part instanceof TableField<?, ?> field) {
            addColumn(field, ancestor(context, 2));
        } else if (part instanceof Name && isColumnAlias(context)) {
            // An alias that renames columns by position refers to all columns.
            addQualified(ancestor(context, 3));
        } else if (part instanceof SQL sql) {
            opaque |= !sql.toString().equals("*");
        }
        if (part instanceof QOM.Insert<?> insert) {
            current().namesNoColumns = namesNoColumns(insert);
        }
    }

    @Override
    public void visitEnd(VisitContext context) {
        if (isStatement(context.queryPart())) {
            open.pop();
        }
    }

    private static boolean isStatement(QueryPart part) {
        return part instanceof SelectQuery<?>
                || part instanceof QOM.Insert<?>
                || part instanceof QOM.Update<?>
                || part instanceof QOM.Delete<?>;
    }

    private void begin(Scope scope) {
        scopes.add(scope);
        open.push(scope);
    }

    private Scope current() {
        return open.element();
    }

    private Scope inner(VisitContext context) {
        QueryPart[] parts = context.queryParts();
        int own = context.queryPartsLength() - 1;
        boolean correlated = true;
        boolean beside = true;
        String bodyOf = null;
        for (int i = own - 1; i >= 0; i--) {
            if (parts[i] instanceof CommonTableExpression<?> common) {
                bodyOf = name(common.getUnqualifiedName());
                correlated = false;
            }
            if (parts[i] instanceof QOM.DerivedTable<?>) {
                correlated = i >= 3 && parts[i - 3] instanceof QOM.Lateral<?>;
            }
            if (isStatement(parts[i])) {
                // A sibling in a union sees none of its tables, nor does what follows the target of an insert.
                correlated &= !(parts[i] instanceof QOM.Insert<?>) && !beside;
                break;
            }
            // jOOQ puts a wrapper around each part of a union.
            beside &= parts[i] instanceof Select<?>;
        }
        return new Scope(current(), correlated, bodyOf);
    }

    private void addTable(VisitContext context, Table<?> table, @Nullable QueryPart parent) {
        current().natural |= table instanceof QOM.NaturalJoin<?>
                || table instanceof QOM.NaturalLeftJoin<?>
                || table instanceof QOM.NaturalRightJoin<?>
                || table instanceof QOM.NaturalFullJoin<?>;
        String name = name(table.getUnqualifiedName());
        if (!TABLES.contains(table.getTableType()) || table instanceof QOM.TableAlias<?>) {
            current().addNoTable(name);
            return;
        }
        misread |= name.equals("only");
        // An alias wraps the table, and a table with the alias as its name wraps that.
        boolean aliased = !(parent instanceof Table<?>) && !(ancestor(context, 2) instanceof QOM.JoinTable<?, ?>);
        Table<?> holder = aliased && ancestor(context, 2) instanceof Table<?> outer ? outer : table;
        current()
                .addTable(
                        name(holder.getUnqualifiedName()),
                        name,
                        table.getQualifiedName().qualified());
    }

    private void addColumn(TableField<?, ?> field, @Nullable QueryPart around) {
        if (around instanceof QOM.Update<?> update && update.$set().containsKey(field)) {
            // An assigned column always belongs to the target.
            add(name(update.$table().getUnqualifiedName()), name(field.getUnqualifiedName()));
            return;
        }
        Name name = field.getQualifiedName();
        Name qualifier = name.qualifier();
        add(
                qualifier == null || qualifier.empty() ? null : name(qualifier.unqualifiedName()),
                name(field.getUnqualifiedName()));
    }

    private void addQualified(@Nullable QueryPart part) {
        if (part instanceof Table<?> table) {
            add(name(table.getUnqualifiedName()), null);
        }
    }

    private void add(@Nullable String qualifier, @Nullable String column) {
        references.add(new Reference(current(), qualifier, column));
    }

    /** A list of column names in an alias of a table. */
    private static boolean isColumnAlias(VisitContext context) {
        return ancestor(context, 3) instanceof Table<?>
                && !(ancestor(context, 2) instanceof Table<?>)
                && !(ancestor(context, 1) instanceof Table<?>)
                && !(ancestor(context, 1) instanceof Field<?>);
    }

    /** jOOQ invents columns if it knows none. */
    private static boolean namesNoColumns(QOM.Insert<?> insert) {
        return !insert.$defaultValues()
                && insert.$columns().stream()
                        .allMatch(column -> column.getName().startsWith("unknown field"));
    }

    private static @Nullable QueryPart ancestor(VisitContext context, int up) {
        int position = context.queryPartsLength() - 1 - up;
        return position < 0 ? null : context.queryParts()[position];
    }

    /** As PostgreSQL reads it. Names of generated classes match in any case. */
    private static String name(Name name) {
        String last = name.last();
        if (last == null) {
            return "";
        }
        return name.quoted() == Name.Quoted.QUOTED ? last : last.toLowerCase(Locale.ROOT);
    }
}
