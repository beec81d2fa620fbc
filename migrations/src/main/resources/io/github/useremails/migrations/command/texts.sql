-- What stands in the column and needs thought. One row for each finding, with ids and no addresses.
select f.severity,
       f.finding,
       count(*) as cases,
       (array_agg(f.id order by f.id))[1:10] as examples
  from (
         select 'mind' as severity,
                'another user with a smaller id has the same address, whatever its case: it will be a conflict, if both are confirmed' as finding,
                d.id
           from (
                  select u.${users_key} as id,
                         row_number() over (
                           partition by lower(normalize(u.${legacy_column}, NFC) collate "C")
                               order by u.${users_key}) as place
                    from ${schema}.${users_table} u
                   where u.${legacy_column}::text collate "C" ~ '\S'
                ) d
          where d.place > 1
          union all
         select 'stops',
                'the text is longer than any index can hold: it will be a conflict',
                u.${users_key} as id
           from ${schema}.${users_table} u
          where octet_length(u.${legacy_column}::text) > 2000
          union all
         select 'note',
                'the text is blank: no address',
                u.${users_key} as id
           from ${schema}.${users_table} u
          where u.${legacy_column}::text collate "C" !~ '\S'
          union all
         select 'note',
                'there are blanks around the address: it is kept as it is, and found only with them',
                u.${users_key} as id
           from ${schema}.${users_table} u
          where u.${legacy_column}::text collate "C" ~ '\S'
            and u.${legacy_column}::text collate "C" ~ '^\s|\s$'
          union all
         select 'note',
                'the text is no address: it is kept as it is',
                u.${users_key} as id
           from ${schema}.${users_table} u
          where u.${legacy_column}::text collate "C" ~ '\S'
            and u.${legacy_column}::text collate "C" !~ '^\s*[^\s@]+@[^\s@]+\.[^\s@]+\s*$'
          union all
         select 'note',
                'the address is longer than 254 octets: no server takes mail for it',
                u.${users_key} as id
           from ${schema}.${users_table} u
          where octet_length(u.${legacy_column}::text) between 255 and 2000
          union all
         select 'note',
                'the domain is not in its xn-- form: lookups with the library will not find it',
                u.${users_key} as id
           from ${schema}.${users_table} u
          where split_part(u.${legacy_column}::text collate "C", '@', -1) ~ '[^\x01-\x7f]'
       ) f
 group by f.severity,
          f.finding
 order by f.severity desc,
          f.finding
