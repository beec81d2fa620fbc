-- May the column be dropped? One row for each reason why not, with the object and what to do; none when it may. Reads both
-- tables once.
select o.object,
       o.reason,
       o.next_step
  from ${schema}.user_email_contract_obstacles() o;
