column user_id bigint not null
column normalized_email_address text collate "C" not null
column reason text not null
column detected_at timestamp with time zone not null
column accepted_at timestamp with time zone
column accepted_by text
column accepted_because text
constraint user_email_legacy_conflicts_accepted_with_name_and_reason CHECK ((num_nulls(accepted_at, accepted_by, accepted_because) = ANY (ARRAY[0, 3])))
constraint user_email_legacy_conflicts_pkey PRIMARY KEY (user_id)
constraint user_email_legacy_conflicts_reason_is_known CHECK ((reason = ANY (ARRAY['belongs_to_another_user'::text, 'is_being_changed'::text, 'cannot_be_kept'::text])))
constraint user_email_legacy_conflicts_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
index CREATE INDEX user_email_legacy_conflicts_normalized_email_address_idx ON public.user_email_legacy_conflicts USING hash (normalized_email_address)
index CREATE UNIQUE INDEX user_email_legacy_conflicts_pkey ON public.user_email_legacy_conflicts USING btree (user_id)
