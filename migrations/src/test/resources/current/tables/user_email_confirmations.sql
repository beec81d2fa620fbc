column id bigint not null identity
column user_email_address_id bigint not null
column token_sha256 bytea not null
column expires_at timestamp with time zone not null
column created_at timestamp with time zone not null
constraint user_email_confirmations_expires_at_is_after_created_at CHECK ((expires_at > created_at))
constraint user_email_confirmations_pkey PRIMARY KEY (id)
constraint user_email_confirmations_token_sha256_has_32_bytes CHECK ((octet_length(token_sha256) = 32))
constraint user_email_confirmations_token_sha256_key UNIQUE (token_sha256)
constraint user_email_confirmations_user_email_address_id_fkey FOREIGN KEY (user_email_address_id) REFERENCES user_email_addresses(id) ON DELETE CASCADE
constraint user_email_confirmations_user_email_address_id_key UNIQUE (user_email_address_id)
index CREATE UNIQUE INDEX user_email_confirmations_pkey ON public.user_email_confirmations USING btree (id)
index CREATE UNIQUE INDEX user_email_confirmations_token_sha256_key ON public.user_email_confirmations USING btree (token_sha256)
index CREATE UNIQUE INDEX user_email_confirmations_user_email_address_id_key ON public.user_email_confirmations USING btree (user_email_address_id)
