-- How far is the backfill? One row: how many users it has looked at and copied, how far it is by the id, since when,
-- how many a second, and when it ends at that rate.
select m.looked_at,
       m.copied,
       round(100.0 * m.cursor_id / nullif(m.upper_id, 0), 1) as percent_of_ids,
       m.started_at,
       m.finished_at,
       round(m.looked_at / nullif(extract(epoch from coalesce(m.finished_at, now()) - m.started_at), 0)) as users_a_second,
       case
         when m.finished_at is null and m.cursor_id > 0
         then now() + (now() - m.started_at) * (m.upper_id - m.cursor_id) / m.cursor_id
       end as ends_about
  from user_email_move m;
