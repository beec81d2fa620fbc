package io.github.useremails.guard;

import static io.github.useremails.guard.FoundBy.PARSER;
import static io.github.useremails.guard.FoundBy.TOKENS;

import java.util.List;

/** Statements as legacy applications have them: those that need {@code users.email_address}, and those that do not. */
final class PlantedStatements {

    static final String SCHEMA = """
            create table users (id bigint primary key, name text, email_address text unique);
            create table user_email_addresses (id bigint, user_id bigint, email_address text);
            create table contacts (id bigint, user_id bigint, email_address text);
            create table orders (id bigint, user_id bigint, total numeric);
            create table archive (id bigint, name text, email_address text);
            create table "Users" (id bigint, "Email_Address" text);
            create function find_user(address text) returns bigint language sql as 'select 1::bigint';
            """;

    /** What needs the column, and the finder that says so. */
    record Use(FoundBy foundBy, String sql) {}

    static final List<Use> USES = List.of(
            new Use(PARSER, "select email_address from users where id = ?"),
            new Use(PARSER, "SELECT Email_Address FROM USERS"),
            new Use(PARSER, "select \"email_address\" from \"users\""),
            new Use(PARSER, "select public.users.email_address from public.users"),
            new Use(PARSER, "select \"public\".\"users\".\"email_address\" from \"public\".\"users\""),
            new Use(PARSER, "select u1_0.id, u1_0.email_address from users u1_0 where u1_0.id = ?"),
            new Use(PARSER, "select u.email_address from public.users as u"),
            new Use(PARSER, "select * from users"),
            new Use(PARSER, "select * from users as u where u.id = ?"),
            new Use(PARSER, "select u.* from users u join orders o on o.user_id = u.id"),
            new Use(PARSER, "select users.*, 1 from users"),
            new Use(PARSER, "table users"),
            new Use(PARSER, "select id from users where email_address = ?"),
            new Use(PARSER, "select id from users order by email_address"),
            new Use(PARSER, "select count(*) from users group by email_address"),
            new Use(PARSER, "select max(id) from users having count(email_address) > 1"),
            new Use(PARSER, "select lower(email_address) from users"),
            new Use(PARSER, "select coalesce(email_address, '') || 'x' from users"),
            new Use(PARSER, "select case when email_address is null then 0 else 1 end from users"),
            new Use(PARSER, "select email_address::varchar(20) from users"),
            new Use(PARSER, "select row_number() over (partition by email_address order by id) from users"),
            new Use(PARSER, "select string_agg(email_address, ',') from users"),
            new Use(PARSER, "select distinct on (email_address) id from users"),
            new Use(PARSER, "select id from (select id, email_address as mail from users) x where mail is null"),
            new Use(PARSER, "select x.id from orders x, lateral (select * from users u where u.id = x.user_id) y"),
            new Use(
                    PARSER,
                    "select id from orders o where exists"
                            + " (select 1 from users u where u.id = o.user_id and u.email_address is not null)"),
            new Use(PARSER, "select (select email_address from users where id = o.user_id) from orders o"),
            new Use(
                    PARSER,
                    "select id from users u where exists (select 1 from orders o where o.id = u.id and email_address = 'x')"),
            new Use(PARSER, "with u as (select * from users) select id from u"),
            new Use(PARSER, "with users as (select * from users) select id from users"),
            new Use(PARSER, "with gone as (delete from users returning email_address) select 1 from gone"),
            new Use(PARSER, "select 1 from users join contacts using (email_address)"),
            new Use(PARSER, "select 1 from users natural join contacts"),
            new Use(PARSER, "select id from orders union all select id from users where email_address is null"),
            new Use(PARSER, "select u from users u"),
            new Use(PARSER, "select to_jsonb(u) from users u"),
            new Use(PARSER, "select row_to_json(users) from users"),
            new Use(PARSER, "select c from users as u (a, b, c)"),
            new Use(PARSER, "insert into users values (1, 'Ann', 'ann@mail.example')"),
            new Use(PARSER, "insert into users select id, name, email_address from archive"),
            new Use(PARSER, "insert into users (id, email_address) values (?, ?)"),
            new Use(PARSER, "insert into users (id) values (2) returning *"),
            new Use(PARSER, "insert into users (id) values (2) on conflict (email_address) do nothing"),
            new Use(PARSER, "insert into users (id) values (2) on conflict (id) do update set email_address = 'x'"),
            new Use(PARSER, "insert into archive select * from users"),
            new Use(PARSER, "update users set email_address = ? where id = ?"),
            new Use(PARSER, "update users as u set (name, email_address) = ('x', 'y') where u.id = 1"),
            new Use(
                    PARSER,
                    "update orders o set total = 0 from users u where u.id = o.user_id and u.email_address is null"),
            new Use(PARSER, "update users set name = 'x' where id = 1 returning email_address"),
            new Use(PARSER, "delete from users where email_address is null"),
            new Use(PARSER, "delete from orders using users u where u.id = orders.user_id and u.email_address is null"),
            new Use(
                    PARSER,
                    "merge into users u using archive a on a.id = u.id"
                            + " when matched then update set email_address = a.email_address"),
            new Use(PARSER, "select 1; select email_address from users"),
            new Use(PARSER, "create view v as select * from users"),
            new Use(PARSER, "create index on users (email_address)"),
            new Use(PARSER, "do $$ begin update users set email_address = null; end $$"),
            new Use(PARSER, "select /* users */ u.email_address -- the old one\n from users u"),
            new Use(PARSER, "select id from users where 'users.email_address' <> email_address"),
            new Use(TOKENS, "select * from only users"),
            new Use(TOKENS, "update only users set email_address = null"),
            new Use(TOKENS, "select (u).email_address from users u"),
            new Use(TOKENS, "select id from users where email_address ~* ?"),
            new Use(TOKENS, "select * from users u for update of u skip locked"),
            new Use(TOKENS, "select u.* from users u tablesample system (10)"),
            new Use(TOKENS, "explain select email_address from users"),
            new Use(TOKENS, "prepare lookup as select email_address from users where id = $1"),
            new Use(TOKENS, "declare c cursor for select email_address from users"),
            new Use(TOKENS, "copy users to stdout"),
            new Use(TOKENS, "copy users (id, email_address) to stdout"),
            new Use(TOKENS, "copy (select email_address from users) to stdout"),
            new Use(
                    TOKENS,
                    "merge into users u using archive a on a.id = u.id"
                            + " when not matched then insert values (a.id, a.name, a.email_address)"),
            new Use(TOKENS, "select U&\"email_\\0061ddress\" from users"),
            new Use(TOKENS, "select to_jsonb(u) from users u for share of u skip locked"),
            new Use(TOKENS, "{call find_user((select email_address from users where id = 1))}"),
            new Use(TOKENS, "do $$ begin perform email_address from users; end $$"));

    /** What works as well without the column, and looks so to the parser, but not to the words alone. */
    static final List<String> DECOYS_FOR_WORDS = List.of(
            "select * from orders where user_id in (select id from users)",
            "with e as (select user_id, email_address from user_email_addresses) select u.name, e.email_address from users u join e on e.user_id = u.id",
            "select id from users where exists (select * from orders o where o.user_id = users.id)",
            "select id from orders where exists (select * from users u where u.id = orders.user_id)",
            "select * from (select id from users) users",
            "with users as (select id, email_address from contacts) select email_address from users",
            "with users as (select * from contacts) select * from users",
            "with c as (select email_address from contacts) select u.id from users u, c",
            "select id from users union select id from contacts where email_address is null",
            "select u.id from users u, (select email_address from contacts) c",
            "insert into users (id, name) select 9, email_address from contacts",
            "insert into contacts (id, email_address) select id, name from users",
            "update contacts c set email_address = u.name from users u where u.id = c.user_id",
            "delete from contacts where email_address is null and user_id in (select id from users)");

    /** What works as well without the column, and is flagged all the same. */
    static final List<Use> FLAGGED_WRONGLY = List.of(
            new Use(PARSER, "select id as email_address from users order by email_address"),
            new Use(
                    PARSER,
                    "select u.id from users u where exists"
                            + " (select 1 from contacts where user_id = u.id and email_address is null)"),
            new Use(PARSER, "select name from users natural join orders"),
            new Use(
                    PARSER,
                    "merge into contacts c using users u on u.id = c.user_id"
                            + " when matched then update set email_address = u.name"),
            new Use(TOKENS, "select id from contacts where email_address ~* 'x' and user_id in (select id from users)"),
            new Use(
                    TOKENS,
                    "select c.email_address from users u left join lateral"
                            + " (select email_address from contacts x where x.user_id = u.id limit 1) c"
                            + " on true where u.name ~* 'x'"));

    /** What works as well without the column. */
    static final List<String> DECOYS = List.of(
            "",
            ";",
            "select 1",
            "select id, name from users where id = ?",
            "select count(*) from users",
            "select u.id from users u order by u.name",
            "select id as email_address from users",
            "select 'users.email_address' from users",
            "select 'it''s users.email_address' from users",
            "select E'\\'users.email_address' from users",
            "select $$users.email_address$$ from users",
            "select $x$ $$users.email_address$$ $x$ from users",
            "select id from users -- email_address",
            "select id /* users.email_address /* nested */ email_address */ from users",
            "select email_address from user_email_addresses",
            "select * from user_email_addresses",
            "select e.email_address from users u join user_email_addresses e on e.user_id = u.id",
            "select user_email_addresses.email_address from users join user_email_addresses on user_id = users.id",
            "select e.* from users u join user_email_addresses e on e.user_id = u.id",
            "select email_address from contacts",
            "select c.email_address from contacts c, users u where u.id = c.user_id",
            "select id from users where id in (select user_id from contacts c where c.email_address = ?)",
            "select x.email_address from (select id, name as email_address from users) x",
            "insert into users (id, name) values (?, ?)",
            "update users set name = 'email_address' where id = 1",
            "delete from users where id = 1",
            "select \"Email_Address\" from \"Users\"",
            "select * from \"Users\"",
            "select find_user('ann@mail.example')",
            "select u.name from users u join contacts c on c.email_address = u.name",
            "select id from users where name ~* 'email_address'",
            "select e.email_address from users u join user_email_addresses as e on e.user_id = u.id and e.email_address ~* 'x'",
            "explain (costs off) select id, name from users",
            "copy users (id, name) to stdout",
            "copy contacts (id, email_address) to stdout",
            "copy (select id from users) to stdout",
            "select o.* from orders o natural join archive",
            "select name from users where name = 'select email_address from users'",
            "select id as \"email_address\" from users",
            "select count(*), max(name) from users u where u.id < ?",
            "select name || '.email_address' from users",
            "select c.* from contacts c left join users u on u.id = c.user_id",
            "select a.email_address from archive as a where a.id not in (select u.id from users as u)",
            "select users.id from users, orders where orders.user_id = users.id order by orders.total",
            "select id from users where exists (select 1 from user_email_addresses e where e.user_id = users.id and e.email_address = ?)",
            "insert into users (id, name) values (3, 'insert into users values (email_address)')",
            "insert into contacts select id, id, name from users",
            "insert into contacts (email_address) values ('x') returning email_address",
            "insert into users (id) values (4) on conflict (id) do update set name = excluded.name",
            "insert into users (id) values (4) returning id, name",
            "update users set name = c.email_address from contacts c where c.user_id = users.id",
            "delete from users using contacts c where c.user_id = users.id and c.email_address is null",
            "merge into users u using archive a on a.id = u.id when matched then update set name = a.email_address",
            "do $$ begin update users set name = 'email_address'; end $$",
            "set search_path = public");

    private PlantedStatements() {}
}
