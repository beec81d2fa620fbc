/** Finds the uses of a deprecated column in a running application, in jOOQ and JDBC. */
module io.github.useremails.guard {
    requires transitive java.sql;
    requires transitive org.jooq;
    requires transitive org.jspecify;
    // The annotations of jOOQ's settings, without which javadoc warns.
    requires static jakarta.xml.bind;

    exports io.github.useremails.guard;
}
