-- May the column be dropped? One row for each obstacle, with the object and the remedy; no row if it may. Reads both
-- tables once.
select o.object,
       o.reason,
       o.next_step
  from ${schema}.user_email_contract_obstacles() o;
