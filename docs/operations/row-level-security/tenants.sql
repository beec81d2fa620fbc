-- Restrict the application and the data team to the users of one tenant, and to their addresses. Run it as the owner
-- of the tables, with your names. Then begin each transaction with: set local app.tenant = '7'.

alter table users
     enable row level security;

alter table user_email_addresses
     enable row level security;

alter table user_email_confirmations
     enable row level security;

-- Without a tenant, no row can be read or written.
create policy users_of_the_tenant
    on users
    to useremails_app,
       useremails_reader
 using (tenant = nullif(current_setting('app.tenant', true), '')::integer);

-- Security definer, because the owner sees all users.
create function is_user_of_another_tenant(user_id bigint)
        returns boolean
       language sql
         stable
       security definer
            set search_path = pg_catalog, pg_temp
            set row_security = off
         return exists (
           select
             from users u
            where u.id = is_user_of_another_tenant.user_id
              and u.tenant is distinct from nullif(current_setting('app.tenant', true), '')::integer);

revoke execute
    on function is_user_of_another_tenant(bigint)
  from public;

grant execute
   on function is_user_of_another_tenant(bigint)
   to useremails_app,
      useremails_reader;

-- Not "exists (select from users ...)": "register" inserts a user and its address in one statement, which does not
-- see the user yet.
create policy user_email_addresses_of_the_tenant
    on user_email_addresses
    to useremails_app,
       useremails_reader
 using (not is_user_of_another_tenant(user_id));

create policy user_email_confirmations_of_the_tenant
    on user_email_confirmations
    to useremails_app
 using (exists (
          select
            from user_email_addresses e
           where e.id = user_email_confirmations.user_email_address_id));
