column roster_id bigint not null
column line integer not null
column external_key text collate "C" not null
column email_address text collate "C" not null
column normalized_email_address text collate "C" not null
column outcome text
column user_id bigint
column replaced_address_id bigint
column vacated_by integer
column settled_with integer not null
column pending boolean not null default false
constraint user_email_roster_lines_outcome_is_known CHECK ((outcome = ANY (ARRAY['claimed'::text, 'moved'::text, 'unchanged'::text, 'unknown'::text, 'domain_not_verified'::text, 'duplicate_line'::text, 'several_lines_for_one_user'::text, 'belongs_to_another_user'::text, 'belongs_to_another_member'::text, 'managed_by_another_institution'::text, 'one_address_until_contract'::text, 'listener_failed'::text, 'locked'::text, 'refused_by_database'::text])))
constraint user_email_roster_lines_pkey PRIMARY KEY (roster_id, line)
constraint user_email_roster_lines_roster_id_fkey FOREIGN KEY (roster_id) REFERENCES user_email_rosters(id) ON DELETE CASCADE
index CREATE INDEX user_email_roster_lines_external_key_idx ON public.user_email_roster_lines USING btree (roster_id, external_key)
index CREATE INDEX user_email_roster_lines_normalized_email_address_idx ON public.user_email_roster_lines USING btree (normalized_email_address, roster_id)
index CREATE INDEX user_email_roster_lines_pending_idx ON public.user_email_roster_lines USING btree (roster_id, settled_with, line) WHERE pending
index CREATE UNIQUE INDEX user_email_roster_lines_pkey ON public.user_email_roster_lines USING btree (roster_id, line)
index CREATE INDEX user_email_roster_lines_user_id_idx ON public.user_email_roster_lines USING btree (user_id) WHERE (user_id IS NOT NULL)
index CREATE INDEX user_email_roster_lines_vacated_by_idx ON public.user_email_roster_lines USING btree (vacated_by, roster_id) WHERE (vacated_by IS NOT NULL)
