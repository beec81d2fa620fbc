package io.github.useremails.migrations;

import java.util.Objects;
import java.util.regex.Pattern;

/** A name that goes into scripts as it stands, so it must need no quotes. */
record SchemaName(String value) {

    private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

    SchemaName {
        Objects.requireNonNull(value, "name");
        if (!PLAIN.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "a schema name has 1 to 63 lower-case letters, digits and underscores, and starts with no digit");
        }
    }
}
