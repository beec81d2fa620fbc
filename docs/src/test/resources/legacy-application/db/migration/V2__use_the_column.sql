alter table users add constraint users_email_address_key unique (email_address);
alter table users add constraint users_address_has_at check (email_address like '%@%');
alter table users add column login text generated always as (split_part(email_address, '@', 1)) stored;

create index users_lower_address on users (lower(email_address));
create index users_without_address on users (id) where email_address is null;
create index contacts_address on contacts (email_address);
create index suppliers_address on suppliers (lower(email_address));
create statistics users_name_and_address on name, email_address from users;

create view active_users as
select u.id,
       u.email_address
  from users u;

create view all_users as select * from users;

create view contact_list as select user_id, email_address from contacts;
create view name_list as select id, name as email_address from users;

create materialized view domains as
select split_part(email_address, '@', 2) as domain,
       count(*) as users
  from users
 group by 1;

create materialized view supplier_domains as
select split_part(email_address, '@', 2) as domain from suppliers;

create policy support_sees_schools on users to support using (email_address like '%school.example');
create policy support_sees_contacts on contacts to support using (email_address <> '');

create rule note_address as on delete to contacts
    do also insert into removals select u.email_address from users u where u.id = old.user_id;

create publication mailing for table users (id, email_address);
create publication suppliers_out for table suppliers (id, email_address);

grant select (id, email_address) on users to support;
grant select (id, email_address) on contacts to support;
