-- Drop the rosters, with who of an institution's people a user is. What institutions manage stays.

set local lock_timeout = '500ms';

drop function apply_institution_roster_lines(bigint, integer[], timestamptz);
drop function apply_institution_roster_releases(bigint, bigint[], timestamptz);
drop function release_institution_managed_email_addresses(bigint, bigint[], timestamptz);
drop function add_institution_roster_lines(bigint, integer, text[], text[], text[], text[]);
drop function begin_institution_roster(bigint, timestamptz, timestamptz);
drop function plan_institution_roster(bigint);
drop function block_institution_roster_lines(bigint, integer[]);
drop function join_institution_roster_lines(bigint, integer[]);
drop function join_institution_roster_circles(bigint);
drop function work_out_institution_roster(bigint, integer[]);
drop table user_email_roster_releases;
drop table user_email_roster_lines;
drop table user_email_rosters;
drop table user_email_institution_members;

delete
  from useremails_schema_history h
 where h.version = '11';
