-- Say in one place when two addresses are equal.
--
-- Why     Table, views and lookups must agree on it, and with EmailAddress.normalized() in Java.
-- Phase   expand. Nothing calls the function yet.
-- Locks   none on any table.
-- Time    constant.
-- Undo    docs/operations/undo/V2.sql; loses nothing.

set local lock_timeout = '${lock_timeout}';

-- The body is parsed now, not when it runs: it depends on no search_path, and it can be inlined, so
-- that a condition on it uses the index. A "set search_path" would prevent that.
create function ${schema}.normalized_email_address(address text)
        returns text
       language sql
      immutable
       parallel safe
         return pg_catalog.lower(pg_catalog.normalize(address, 'NFC') collate "C");

comment on function ${schema}.normalized_email_address(text) is
'The key by which addresses are equal: canonical composition (NFC), then A to Z in lower case.
The same as EmailAddress.normalized() in Java for each address whose domain is ASCII; give internationalised domains in their xn-- form. Null for null. pii=direct';
