-- Do both sides hold the same data? One row for each kind of difference, with the number of cases and some users; no
-- row if there is none. Reads both tables once.
select p.problem,
       p.cases,
       p.examples
  from ${schema}.user_email_move_problems() p;
