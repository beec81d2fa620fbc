-- The emergency stop: both directions of forwarding do nothing from the next statement on. No table is
-- locked. The two sides differ from now on, so resume as soon as you can.

create or replace function forward_legacy_email_address()
        returns trigger
       language plpgsql
       security definer
            set search_path = pg_catalog
as $$
begin
  return null;
end
$$;

create or replace function forward_primary_email_address()
        returns trigger
       language plpgsql
       security definer
            set search_path = pg_catalog
as $$
begin
  return null;
end
$$;

create or replace function clear_legacy_email_address()
        returns trigger
       language plpgsql
       security definer
            set search_path = pg_catalog
as $$
begin
  return null;
end
$$;

create or replace function free_email_address()
        returns trigger
       language plpgsql
       security definer
            set search_path = pg_catalog
as $$
begin
  return null;
end
$$;
