/** Users and their email addresses in PostgreSQL, with jOOQ. */
// The driver has no module descriptor; its automatic name is in its manifest.
@SuppressWarnings("requires-automatic")
module io.github.useremails.persistence {
    requires transitive io.github.useremails.domain;
    requires transitive java.sql;
    requires transitive org.jooq;
    requires org.postgresql.jdbc;
    // The annotations of jOOQ's settings, without which javadoc warns.
    requires static jakarta.xml.bind;

    exports io.github.useremails.persistence;
    exports io.github.useremails.persistence.replica;
    exports io.github.useremails.persistence.spi;
}
