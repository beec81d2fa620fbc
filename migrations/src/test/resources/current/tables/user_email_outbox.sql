column id bigint not null identity
column user_id bigint not null
column kind text not null
column email_address text collate "C"
column previous_email_address text collate "C"
column reachable boolean
column attempts integer not null default 0
column claimed_until timestamp with time zone not null default '-infinity'::timestamp with time zone
column suspended_at timestamp with time zone
column created_at timestamp with time zone not null default now()
constraint user_email_outbox_attempts_are_counted CHECK ((attempts >= 0))
constraint user_email_outbox_kind_is_known CHECK ((kind = ANY (ARRAY['added'::text, 'confirmed'::text, 'confirmation_lost'::text, 'claimed_for_institution'::text, 'released_from_institution'::text, 'primary_changed'::text, 'removed'::text, 'entered_by_another'::text, 'erased'::text])))
constraint user_email_outbox_pkey PRIMARY KEY (id)
index CREATE INDEX user_email_outbox_entered_by_another_idx ON public.user_email_outbox USING btree (claimed_until, id) WHERE ((suspended_at IS NULL) AND (kind = 'entered_by_another'::text))
index CREATE INDEX user_email_outbox_in_order_idx ON public.user_email_outbox USING btree (user_id, id) WHERE ((suspended_at IS NULL) AND (kind <> 'entered_by_another'::text))
index CREATE INDEX user_email_outbox_normalized_email_address_idx ON public.user_email_outbox USING btree (normalized_email_address(COALESCE(email_address, previous_email_address)))
index CREATE UNIQUE INDEX user_email_outbox_pkey ON public.user_email_outbox USING btree (id)
index CREATE INDEX user_email_outbox_suspended_idx ON public.user_email_outbox USING btree (id) WHERE (suspended_at IS NOT NULL)
index CREATE INDEX user_email_outbox_user_id_idx ON public.user_email_outbox USING btree (user_id)
