CREATE OR REPLACE FUNCTION public.normalized_international_email_address(address text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  key    constant text := lower(pg_catalog.normalize(address, 'NFC') collate "C");
  domain constant text := split_part(key, '@', -1);
begin
  -- No address is longer; this bounds the cost of a text that is not an address.
  if octet_length(domain) = char_length(domain) or char_length(key) > 1024 or strpos(key, '@') = 0 then
    return key;
  end if;
  return left(key, -char_length(domain))
         || (select string_agg(
                      case
                        when octet_length(l.label) = char_length(l.label) or char_length(l.label) > 63 then l.label
                        else public.email_domain_label_in_ascii(l.label)
                      end,
                      '.' order by l.place)
               from string_to_table(domain, '.') with ordinality l (label, place));
end
$function$
