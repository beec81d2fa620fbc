-- What would be lost once the column takes precedence. One row for each kind, with the number of users, some of them, and a
-- digest of all. The first parameter says whether old releases will be alone, the second whether the conflicts are dropped too.
--
-- After forwarding ended, the column takes precedence over the addresses, and only what the new side wrote since then is
-- lost. Otherwise every write of an old release would change the token. The history has the time of the
-- server, and is written after the triggers that forward.
with /* useremails */ ended as (
       select min(v.happened_at) as at
         from ${schema}.user_email_move_events v
        where v.step = 'forwarding'
          and v.event in ('turned_off', 'undone')
          and v.id > (
                select max(o.id)
                  from ${schema}.user_email_move_events o
                 where o.step = 'forwarding'
                   and o.event = 'turned_on')),
     lost as (
       select case
                when u.${legacy_column}::text collate "C" is distinct from e.email_address then 'the primary addresses'
                when e.confirmed <> ${schema}.legacy_email_is_confirmed(u) then 'the confirmations'
                else 'the institutions'
              end as what,
              e.user_id,
              hashtextextended(
                concat_ws(
                  ' ',
                  e.user_id,
                  e.email_address,
                  e.confirmed,
                  e.institution_managed),
                0) as digest
         from ${schema}.user_email_addresses e
         join ${schema}.${users_table} u
           on u.${users_key} = e.user_id
        where e.primary
          -- If the column was brought back, the addresses take precedence until it is filled.
          and not (select m.from_addresses from ${schema}.user_email_move m)
          and (   (select n.at from ended n) is null
               or exists (
                    select
                      from ${schema}.user_email_address_history h
                     where h.user_id = e.user_id
                       and h.changed_at >= (select n.at from ended n)))
          and (   u.${legacy_column}::text collate "C" is distinct from e.email_address
               or ?
                  and (       lower(btrim($condition$ ${legacy_confirmed} $condition$)) not in ('true', 'false')
                          and e.confirmed <> ${schema}.legacy_email_is_confirmed(u)
                       or     lower(btrim($condition$ ${legacy_institution_managed} $condition$)) not in ('true', 'false')
                          and e.institution_managed <> ${schema}.legacy_email_is_institution_managed(u)))
        union all
       select 'the accepted conflicts',
              c.user_id,
              hashtextextended(concat_ws(' ', c.user_id, c.accepted_at, c.accepted_because), 0)
         from ${schema}.user_email_legacy_conflicts c
        where c.accepted_at is not null
          and ?)
select l.what,
       count(*),
       array_to_string((array_agg(l.user_id order by l.user_id))[1:10], ', '),
       sum(l.digest)
  from lost l
 group by l.what
 order by l.what
