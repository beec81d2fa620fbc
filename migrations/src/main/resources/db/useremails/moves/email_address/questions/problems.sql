-- Are both sides the same? One row for each kind of difference, with the number of cases and some users; none when all is
-- well. Reads both tables once.
select p.problem,
       p.cases,
       p.examples
  from ${schema}.user_email_move_problems() p;
