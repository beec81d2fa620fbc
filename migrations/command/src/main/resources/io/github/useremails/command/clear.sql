-- Empties the column of users after locking them in the order of their ids, and records the event.
with ordered as materialized (
       select u.${users_key} as id
         from ${schema}.${users_table} u
        where u.${users_key} = any(?)
        order by u.${users_key}
          for no key update),
     cleared as (
       update /* useremails */ ${schema}.${users_table} as u
          set ${legacy_column} = ${schema}.empty_legacy_email_address(u.${users_key})
         from ordered o
        where u.${users_key} = o.id)
select ${schema}.note_move_event('cleared', 'conflicts', 'users ' || array_to_string(?::bigint[], ', '))
