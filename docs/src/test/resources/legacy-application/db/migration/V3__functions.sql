create function address_of(wanted bigint) returns text
       language sql stable
begin atomic
  select u.email_address from users u where u.id = wanted;
end;

create function user_of(address text) returns bigint
       language sql stable as
$$ select id from users where email_address = address $$;

create procedure forget_addresses() language plpgsql as $$
begin
  update users set email_address = null where created_at < '2000-01-01';
end $$;

create function is_known(address text) returns boolean language plpgsql as $$
declare
  found bigint;
begin
  execute 'SELECT count(*) FROM USERS WHERE EMAIL_ADDRESS = $1' into found using address;
  return found > 0;
end $$;

create function how_many_have(prefix text) returns bigint language plpgsql as $$
declare
  answer bigint;
begin
  execute 'select count(' || prefix || '_' || 'address) from users' into answer;
  return answer;
end $$;

create function lengths(columns text[]) returns bigint language plpgsql as $$
declare
  answer bigint;
begin
  execute format('select sum(length(%I)) from users', array_to_string(columns, '_')) into answer;
  return answer;
end $$;

create function clean_address() returns trigger language plpgsql as $$
begin
  new.email_address := trim(new.email_address);
  return new;
end $$;

create trigger users_clean before insert or update on users for each row execute function clean_address();

create function note_change() returns trigger language plpgsql as $$
begin
  return null;
end $$;

create trigger users_changed after update on users for each row
  when (old.email_address is distinct from new.email_address) execute function note_change();

create trigger users_address_set after update of email_address on users for each row execute function note_change();

create function contact_address(wanted bigint) returns text language sql stable as
$$ select email_address from contacts where id = wanted $$;

create function contacts_of_users() returns bigint language sql stable as
$$ select count(c.email_address) from contacts c join users u on u.id = c.user_id $$;

create function greeting() returns text language plpgsql as $$
begin
  -- once the email_address of users was here
  return 'hello';
end $$;

create function clean_contact() returns trigger language plpgsql as $$
begin
  new.email_address := lower(new.email_address);
  return new;
end $$;

create trigger contacts_clean before insert or update on contacts for each row execute function clean_contact();
