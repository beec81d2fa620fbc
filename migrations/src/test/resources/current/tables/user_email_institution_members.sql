column institution_id bigint not null
column external_key text collate "C" not null
column user_id bigint not null
constraint user_email_institution_members_external_key_is_not_blank CHECK ((btrim(external_key) <> ''::text))
constraint user_email_institution_members_pkey PRIMARY KEY (institution_id, external_key)
constraint user_email_institution_members_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
index CREATE UNIQUE INDEX user_email_institution_members_pkey ON public.user_email_institution_members USING btree (institution_id, external_key)
index CREATE INDEX user_email_institution_members_user_id_idx ON public.user_email_institution_members USING btree (user_id)
