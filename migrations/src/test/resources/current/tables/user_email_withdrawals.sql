column normalized_email_address text collate "C" not null
column entered_before timestamp with time zone not null
column due_at timestamp with time zone not null
constraint user_email_withdrawals_pkey PRIMARY KEY (normalized_email_address)
index CREATE INDEX user_email_withdrawals_due_at_idx ON public.user_email_withdrawals USING btree (due_at)
index CREATE UNIQUE INDEX user_email_withdrawals_pkey ON public.user_email_withdrawals USING btree (normalized_email_address)
