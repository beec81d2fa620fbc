package io.github.useremails.persistence;

import io.github.useremails.persistence.internal.jdbc.LookupStatement;
import io.github.useremails.persistence.internal.jdbc.RenderedSql;
import io.github.useremails.persistence.internal.upkeep.ConsistencyCheck;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the SQL that objects of the library have rendered, wherever they keep it. The check of consistency is left out:
 * it is there to read everything.
 */
final class RenderedStatements {

    private final Set<String> found = new TreeSet<>();

    private RenderedStatements() {}

    static Set<String> of(Object... owners) {
        RenderedStatements rendered = new RenderedStatements();
        Arrays.stream(owners).forEach(rendered::search);
        return rendered.found;
    }

    private void search(Object owner) {
        if (owner instanceof RenderedSql statement) {
            found.addAll(SentStatements.each(statement.text()));
            return;
        }
        if (owner instanceof LookupStatement lookup) {
            found.addAll(SentStatements.each(lookup.alone()));
            return;
        }
        if (owner instanceof ConsistencyCheck || !isOfTheLibrary(owner)) {
            return;
        }
        for (Field field : owner.getClass().getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers())) {
                search(valueOf(field, owner));
            }
        }
    }

    private static boolean isOfTheLibrary(Object owner) {
        return owner != null && owner.getClass().getName().startsWith("io.github.useremails.persistence");
    }

    private static Object valueOf(Field field, Object owner) {
        try {
            field.setAccessible(true);
            return field.get(owner);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
