package io.github.useremails.persistence.benchmark;

/**
 * What a careful hand writes: one statement for a lookup, users only where the foreign key does not tell, and a page
 * that is cut before anything is joined to it.
 */
final class Sql {

    private static final String COLUMNS = """
            select e.id,
                   e.user_id,
                   e.email_address,
                   e.normalized_email_address,
                   e."primary",
                   e.confirmed,
                   e.institution_managed,
                   e.institution_id,
                   e.confirmed_at,
                   e.created_at
            """;

    static final String WITH_EMAIL = COLUMNS + """
              from user_email_addresses claim
              join user_email_addresses e
                on e.user_id = claim.user_id
             where claim.normalized_email_address = ?
               and (claim.confirmed or claim.institution_managed)
            """;

    static final String FIND = COLUMNS.replace("e.user_id", "u.id") + """
              from users u
              left
              join user_email_addresses e
                on e.user_id = u.id
             where u.id = ?
            """;

    static final String PRIMARY_EMAIL = """
            select e.email_address,
                   e.normalized_email_address
              from user_email_addresses e
             where e.user_id = ?
               and e."primary"
            """;

    static final String PAGE = """
            select page.id,
                   p.email_address,
                   p.normalized_email_address,
                   m.email_address,
                   m.normalized_email_address
              from (
                     select u.id
                       from users u
                      where u.id > ?
                      order by u.id
                      limit ?) page
              left
              join user_email_addresses p
                on p.user_id = page.id
               and p."primary"
              left
              join user_email_addresses m
                on m.user_id = page.id
               and m.institution_managed
             order by page.id
            """;

    /** The address asked for comes as the last column. */
    static final String WITH_EMAILS = COLUMNS.stripTrailing() + """
            ,
                   claim.normalized_email_address
              from user_email_addresses claim
              join user_email_addresses e
                on e.user_id = claim.user_id
             where claim.normalized_email_address = any (?)
               and (claim.confirmed or claim.institution_managed)
            """;

    static final String PRIMARY_EMAILS = """
            select e.user_id,
                   e.email_address,
                   e.normalized_email_address
              from user_email_addresses e
             where e.user_id = any (?)
               and e."primary"
            """;

    static final String INSERT_USER = """
            insert into users
            default values
            returning id
            """;

    /** None if the address is somebody's. */
    static final String INSERT_FIRST_ADDRESS = """
            insert into user_email_addresses (
              user_id, email_address, normalized_email_address, "primary", created_at, updated_at)
            select ?, ?, ?, true, ?, ?
             where not exists (
                     select 1
                       from user_email_addresses claim
                      where claim.normalized_email_address = ?
                        and (claim.confirmed or claim.institution_managed))
            """;

    static final String CLEAR_PRIMARY = """
            update user_email_addresses
               set "primary" = false,
                   updated_at = ?
             where user_id = ?
               and "primary"
            """;

    static final String INSERT_MANAGED_PRIMARY = """
            insert into user_email_addresses (
              user_id, email_address, normalized_email_address, "primary", institution_managed, institution_id,
              created_at, updated_at)
            values (?, ?, ?, true, true, ?, ?, ?)
            """;

    static final String INSERT_CONFIRMED_PRIMARY = """
            insert into user_email_addresses (
              user_id, email_address, normalized_email_address, "primary", confirmed, confirmed_at,
              created_at, updated_at)
            values (?, ?, ?, true, true, ?, ?, ?)
            """;

    static final String LOCK_ENTERED = """
            select e.id
              from user_email_addresses e
             where e.user_id = ?
               and e.normalized_email_address = ?
               and not e.confirmed
               for update
            """;

    static final String CONFIRM = """
            update user_email_addresses
               set confirmed = true,
                   confirmed_at = ?,
                   updated_at = ?
             where id = ?
            """;

    private Sql() {}
}
