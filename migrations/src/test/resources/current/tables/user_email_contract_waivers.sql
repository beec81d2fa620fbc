column waived_check text collate "C" not null
column waived_by text collate "C" not null
column reason text not null
column waived_at timestamp with time zone not null
constraint user_email_contract_waivers_check_is_known CHECK ((waived_check = ANY (ARRAY['observation'::text, 'flags'::text])))
constraint user_email_contract_waivers_pkey PRIMARY KEY (waived_check, waived_at)
constraint user_email_contract_waivers_reason_is_given CHECK ((reason ~ '[^[:space:]]'::text))
index CREATE UNIQUE INDEX user_email_contract_waivers_pkey ON public.user_email_contract_waivers USING btree (waived_check, waived_at)
