column roster_id bigint not null
column user_email_address_id bigint not null
column user_id bigint not null
column pending boolean not null default true
column conflict text
constraint user_email_roster_releases_conflict_is_known CHECK ((conflict = ANY (ARRAY['listener_failed'::text, 'locked'::text, 'refused_by_database'::text])))
constraint user_email_roster_releases_pkey PRIMARY KEY (roster_id, user_email_address_id)
constraint user_email_roster_releases_roster_id_fkey FOREIGN KEY (roster_id) REFERENCES user_email_rosters(id) ON DELETE CASCADE
index CREATE INDEX user_email_roster_releases_pending_idx ON public.user_email_roster_releases USING btree (roster_id, user_email_address_id) WHERE pending
index CREATE UNIQUE INDEX user_email_roster_releases_pkey ON public.user_email_roster_releases USING btree (roster_id, user_email_address_id)
index CREATE INDEX user_email_roster_releases_user_id_idx ON public.user_email_roster_releases USING btree (user_id)
