column id bigint not null identity
column user_id bigint not null
column user_email_address_id bigint not null
column merged_into_user_id bigint
column email_address_before text collate "C"
column primary_before boolean
column confirmed_before boolean
column institution_managed_before boolean
column institution_id_before bigint
column email_address_after text collate "C"
column primary_after boolean
column confirmed_after boolean
column institution_managed_after boolean
column institution_id_after bigint
column changed_at timestamp with time zone not null
column transaction_id xid8 not null
column changed_by_role text not null
column application_name text not null
column acting_user text
column change_reason text
constraint user_email_address_history_has_a_before_or_an_after CHECK (((email_address_before IS NOT NULL) OR (email_address_after IS NOT NULL)))
constraint user_email_address_history_pkey PRIMARY KEY (id)
index CREATE INDEX user_email_address_history_changed_at_idx ON public.user_email_address_history USING btree (changed_at)
index CREATE INDEX user_email_address_history_merged_into_user_id_idx ON public.user_email_address_history USING btree (merged_into_user_id) WHERE (merged_into_user_id IS NOT NULL)
index CREATE INDEX user_email_address_history_normalized_email_address_idx ON public.user_email_address_history USING btree (normalized_email_address(COALESCE(email_address_after, email_address_before)))
index CREATE UNIQUE INDEX user_email_address_history_pkey ON public.user_email_address_history USING btree (id)
index CREATE INDEX user_email_address_history_user_id_changed_at_idx ON public.user_email_address_history USING btree (user_id, changed_at)
