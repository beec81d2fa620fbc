-- May the column be dropped? One row for each reason why not; none when it may. Reads both tables once.
select o as obstacle
  from user_email_contract_obstacles() o;
