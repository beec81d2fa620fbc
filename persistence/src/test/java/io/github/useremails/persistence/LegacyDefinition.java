package io.github.useremails.persistence;

import io.github.useremails.migrations.LegacyColumn;
import io.github.useremails.postgres.Database;
import java.sql.SQLException;

/** Definitions of a legacy column from which a move can begin. */
enum LegacyDefinition {
    NULLABLE("text"),
    VARCHAR("varchar(255)"),
    CHAR("char(60)"),
    DOMAIN("email"),
    NOT_NULL("text not null"),
    UNIQUE("text unique"),
    UNIQUE_NOT_NULL("text not null unique"),
    UNIQUE_WHATEVER_THE_CASE("text"),
    BLANK_BY_DEFAULT("varchar not null default ''"),
    SPACES_BY_DEFAULT("text default '   '"),
    CHECKED("text check (email_address like '%@%')"),
    CHECKED_BLANK_BY_DEFAULT("text not null default '' check (email_address = '' or email_address like '%@%')"),
    LOWER_CASED("text", "true", true),
    LOWER_CASED_BLANK_BY_DEFAULT("varchar not null default ''", "true", true),
    CONFIRMED_BY_DEFAULT("varchar not null default '', proved boolean not null default true", "u.proved", false),
    UNCONFIRMED_BY_DEFAULT("varchar not null default '', proved boolean not null default false", "u.proved", false);

    private final String type;
    private final String confirmed;
    private final boolean lowerCased;

    LegacyDefinition(String type) {
        this(type, "true", false);
    }

    LegacyDefinition(String type, String confirmed, boolean lowerCased) {
        this.type = type;
        this.confirmed = confirmed;
        this.lowerCased = lowerCased;
    }

    /** What the migrations are told of it. */
    LegacyColumn column() {
        return LegacyColumn.named("email_address").confirmedWhere(confirmed);
    }

    /** Whether a row of nothing but defaults breaks a constraint, so that the library cannot insert it. */
    boolean needsAValue() {
        return type.contains("not null") && !type.contains("default");
    }

    /** Whether a trigger of the application changes the spelling of what is written. */
    boolean isLowerCased() {
        return lowerCased;
    }

    /** With three users who are there before the move. */
    void create(Database database) throws SQLException {
        database.execute("create domain email as text check (value not like '%..%');"
                + " create table users (id bigint generated always as identity primary key, email_address " + type
                + ")");
        if (lowerCased) {
            database.execute("""
                    create function lowered() returns trigger language plpgsql as $$
                    begin
                      new.email_address := lower(new.email_address);
                      return new;
                    end
                    $$;
                    create trigger lowered before insert or update on users
                    for each row execute function lowered()
                    """);
        }
        if (this == UNIQUE_WHATEVER_THE_CASE) {
            database.execute("create unique index users_lower_email_address_key on users (lower(email_address))");
        }
        database.execute("insert into users (email_address) values"
                + " ('old1@mail.example'), ('old2@mail.example'), ('old3@mail.example')");
    }
}
