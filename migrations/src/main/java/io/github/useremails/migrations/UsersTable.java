package io.github.useremails.migrations;

/** The users table of the application. */
record UsersTable(PlainName schema, PlainName table, PlainName key) {

    UsersTable inSchema(String name) {
        return new UsersTable(PlainName.of("a schema", name), table, key);
    }

    UsersTable named(String name, String keyName) {
        return new UsersTable(schema, PlainName.of("a table", name), PlainName.of("a key", keyName));
    }
}
