column id bigint not null identity
column institution_id bigint not null
column managed integer not null
column created_at timestamp with time zone not null
column expires_at timestamp with time zone not null
constraint user_email_rosters_institution_id_key UNIQUE (institution_id)
constraint user_email_rosters_pkey PRIMARY KEY (id)
index CREATE INDEX user_email_rosters_expires_at_idx ON public.user_email_rosters USING btree (expires_at)
index CREATE UNIQUE INDEX user_email_rosters_institution_id_key ON public.user_email_rosters USING btree (institution_id)
index CREATE UNIQUE INDEX user_email_rosters_pkey ON public.user_email_rosters USING btree (id)
