-- Texts in the column that need a decision. One row for each finding, with ids and no addresses. Reads the table
-- twice.
with /* useremails */ texts as (
       select u.${users_key} as id,
              u.${legacy_column}::text collate "C" as address,
              -- The same as is_blank_email_address, which does not exist yet.
              btrim(
                coalesce(u.${legacy_column}::text, '') collate "C",
                E' \t\n\u000b\f\r\u001c\u001d\u001e\u001f\u0085\u00a0\u1680\u180e'
                || E'\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c\u200d'
                || E'\u2028\u2029\u202f\u205f\u2060\u3000\ufeff') as trimmed
         from ${schema}.${users_table} u)
select f.severity,
       f.finding,
       f.next_step,
       count(*) as cases,
       (array_agg(f.id order by f.id))[1:10] as examples
  from (
         select 'mind' as severity,
                'another user with a smaller id has the same address, whatever its case: it will be a conflict if both are confirmed' as finding,
                'resolve them before "expand", or after it with "conflicts"; if the other user is deleted, make legacy_confirmed false for deleted users' as next_step,
                d.id
           from (
                  select t.id,
                         row_number() over (
                           partition by lower(normalize(t.address, NFC))
                               order by t.id) as place
                    from texts t
                   where t.trimmed <> '') d
          where d.place > 1
          union all
         select g.severity,
                g.finding,
                g.next_step,
                t.id
           from texts t
          cross
           join lateral (
                  values (octet_length(t.address) > 2000,
                          'mind',
                          'the text is too long for an index: it will be a conflict',
                          'clear or correct it: no server accepts mail for it'),
                         (t.address is not null and t.trimmed = '',
                          'note',
                          'the text is blank, so there is no address',
                          'nothing to do'),
                         (t.trimmed <> '' and t.trimmed <> t.address,
                          'mind',
                          'there are blanks around the address: it is copied with them, and only a lookup with them would match',
                          'trim the column first, otherwise the user cannot sign in by the address after the move'),
                         (t.trimmed <> '' and t.trimmed !~ '^[^[:space:]@]+@[^[:space:]@]+[.][^[:space:]@]+$',
                          'mind',
                          'the text is not an address: it is copied verbatim, and never matches a lookup',
                          'correct or clear the column first, or make legacy_confirmed false for it'),
                         (octet_length(t.address) between 255 and 2000,
                          'note',
                          'the address is longer than 254 octets: no server accepts mail for it',
                          'correct or clear it'),
                         (split_part(t.address, '@', -1) ~ '[^\x01-\x7f]',
                          'note',
                          'the domain is not in its xn-- form: another user with that form will be a conflict if both are confirmed',
                          'nothing to do')) as g (applies, severity, finding, next_step)
          where t.address is not null
            and g.applies) f
 group by f.severity,
          f.finding,
          f.next_step
 order by case f.severity when 'stops' then 1 when 'mind' then 2 else 3 end,
          f.finding
