column id bigint not null identity
column user_id bigint not null
column email_address text collate "C" not null
column normalized_email_address text collate "C" not null
column primary boolean not null default false
column confirmed boolean not null default false
column institution_managed boolean not null default false
column institution_id bigint
column confirmed_at timestamp with time zone
column created_at timestamp with time zone not null default now()
column updated_at timestamp with time zone not null default now()
constraint user_email_addresses_clear_legacy_after_delete TRIGGER DEFERRABLE INITIALLY DEFERRED
constraint user_email_addresses_clear_legacy_after_update TRIGGER DEFERRABLE INITIALLY DEFERRED
constraint user_email_addresses_confirmed_at_only_where_confirmed CHECK (((confirmed_at IS NULL) OR confirmed))
constraint user_email_addresses_email_address_is_not_blank CHECK ((btrim(email_address) <> ''::text))
constraint user_email_addresses_institution_only_where_managed CHECK (((institution_id IS NULL) OR institution_managed))
constraint user_email_addresses_normalized_email_address_is_normalized CHECK ((normalized_email_address = normalized_email_address(email_address)))
constraint user_email_addresses_one_address_until_contract CHECK ("primary") NOT VALID not valid
constraint user_email_addresses_pkey PRIMARY KEY (id)
constraint user_email_addresses_primary_required_after_delete TRIGGER DEFERRABLE INITIALLY DEFERRED
constraint user_email_addresses_primary_required_after_insert TRIGGER DEFERRABLE INITIALLY DEFERRED
constraint user_email_addresses_primary_required_after_update TRIGGER DEFERRABLE INITIALLY DEFERRED
constraint user_email_addresses_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
constraint user_email_addresses_user_id_normalized_email_address_key UNIQUE (user_id, normalized_email_address)
index CREATE UNIQUE INDEX user_email_addresses_claimed_normalized_email_address_key ON public.user_email_addresses USING btree (normalized_email_address) WHERE (confirmed OR institution_managed)
index CREATE INDEX user_email_addresses_domain_idx ON public.user_email_addresses USING btree (NULLIF(split_part(normalized_email_address, '@'::text, '-1'::integer), normalized_email_address))
index CREATE INDEX user_email_addresses_entered_created_at_idx ON public.user_email_addresses USING btree (created_at) WHERE ((NOT (confirmed OR institution_managed)) AND (NOT "primary"))
index CREATE INDEX user_email_addresses_entered_normalized_email_address_idx ON public.user_email_addresses USING btree (normalized_email_address) WHERE (NOT (confirmed OR institution_managed))
index CREATE INDEX user_email_addresses_institution_id_idx ON public.user_email_addresses USING btree (institution_id) WHERE (institution_id IS NOT NULL)
index CREATE UNIQUE INDEX user_email_addresses_one_institution_managed_for_a_user_key ON public.user_email_addresses USING btree (user_id) WHERE institution_managed
index CREATE UNIQUE INDEX user_email_addresses_one_primary_for_a_user_key ON public.user_email_addresses USING btree (user_id) WHERE "primary"
index CREATE UNIQUE INDEX user_email_addresses_pkey ON public.user_email_addresses USING btree (id)
index CREATE UNIQUE INDEX user_email_addresses_user_id_normalized_email_address_key ON public.user_email_addresses USING btree (user_id, normalized_email_address)
CREATE TRIGGER user_email_addresses_add_history_after_delete AFTER DELETE ON public.user_email_addresses REFERENCING OLD TABLE AS addresses_before FOR EACH STATEMENT EXECUTE FUNCTION record_user_email_address_change()
CREATE TRIGGER user_email_addresses_add_history_after_insert AFTER INSERT ON public.user_email_addresses REFERENCING NEW TABLE AS addresses_after FOR EACH STATEMENT EXECUTE FUNCTION record_user_email_address_change()
CREATE TRIGGER user_email_addresses_add_history_after_update AFTER UPDATE ON public.user_email_addresses REFERENCING OLD TABLE AS addresses_before NEW TABLE AS addresses_after FOR EACH STATEMENT EXECUTE FUNCTION record_user_email_address_change()
CREATE CONSTRAINT TRIGGER user_email_addresses_clear_legacy_after_delete AFTER DELETE ON public.user_email_addresses DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (old."primary") EXECUTE FUNCTION clear_legacy_email_address()
CREATE CONSTRAINT TRIGGER user_email_addresses_clear_legacy_after_update AFTER UPDATE ON public.user_email_addresses DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((old."primary" AND ((NOT new."primary") OR (old.user_id <> new.user_id)))) EXECUTE FUNCTION clear_legacy_email_address()
CREATE TRIGGER user_email_addresses_forward_primary_after_insert AFTER INSERT ON public.user_email_addresses REFERENCING NEW TABLE AS addresses_after FOR EACH STATEMENT EXECUTE FUNCTION forward_primary_email_address()
CREATE TRIGGER user_email_addresses_forward_primary_after_update AFTER UPDATE ON public.user_email_addresses REFERENCING OLD TABLE AS addresses_before NEW TABLE AS addresses_after FOR EACH STATEMENT EXECUTE FUNCTION forward_primary_email_address()
CREATE TRIGGER user_email_addresses_note_entered_primary_after_insert AFTER INSERT ON public.user_email_addresses FOR EACH ROW WHEN ((new."primary" AND (NOT (new.confirmed OR new.institution_managed)))) EXECUTE FUNCTION note_entered_primary_email_address()
CREATE TRIGGER user_email_addresses_note_entered_primary_after_update AFTER UPDATE ON public.user_email_addresses FOR EACH ROW WHEN ((new."primary" AND (NOT old."primary") AND (NOT (new.confirmed OR new.institution_managed)))) EXECUTE FUNCTION note_entered_primary_email_address()
CREATE CONSTRAINT TRIGGER user_email_addresses_primary_required_after_delete AFTER DELETE ON public.user_email_addresses DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (old."primary") EXECUTE FUNCTION require_primary_email_address()
CREATE CONSTRAINT TRIGGER user_email_addresses_primary_required_after_insert AFTER INSERT ON public.user_email_addresses DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((NOT new."primary")) EXECUTE FUNCTION require_primary_email_address()
CREATE CONSTRAINT TRIGGER user_email_addresses_primary_required_after_update AFTER UPDATE ON public.user_email_addresses DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((old."primary" AND (NOT new."primary")) OR (old.user_id <> new.user_id))) EXECUTE FUNCTION require_primary_email_address()
CREATE TRIGGER user_email_addresses_refuse_truncate_while_forwarding BEFORE TRUNCATE ON public.user_email_addresses FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate_while_forwarding()
CREATE TRIGGER user_email_addresses_set_updated_at BEFORE UPDATE ON public.user_email_addresses FOR EACH ROW WHEN (((old.updated_at = new.updated_at) AND (old.* IS DISTINCT FROM new.*))) EXECUTE FUNCTION set_updated_at_of_user_email_address()
CREATE TRIGGER user_email_addresses_settle_conflicts_after_delete AFTER DELETE ON public.user_email_addresses REFERENCING OLD TABLE AS addresses_before FOR EACH STATEMENT EXECUTE FUNCTION free_email_address()
CREATE TRIGGER user_email_addresses_settle_conflicts_after_update AFTER UPDATE ON public.user_email_addresses REFERENCING OLD TABLE AS addresses_before NEW TABLE AS addresses_after FOR EACH STATEMENT EXECUTE FUNCTION free_email_address()
CREATE TRIGGER user_email_addresses_void_confirmation AFTER UPDATE ON public.user_email_addresses REFERENCING OLD TABLE AS addresses_before NEW TABLE AS addresses_after FOR EACH STATEMENT EXECUTE FUNCTION void_user_email_confirmation()
CREATE TRIGGER user_email_addresses_withdraw_entered_after_insert AFTER INSERT ON public.user_email_addresses REFERENCING NEW TABLE AS addresses_after FOR EACH STATEMENT EXECUTE FUNCTION withdraw_entered_email_address()
CREATE TRIGGER user_email_addresses_withdraw_entered_after_update AFTER UPDATE ON public.user_email_addresses REFERENCING OLD TABLE AS addresses_before NEW TABLE AS addresses_after FOR EACH STATEMENT EXECUTE FUNCTION withdraw_entered_email_address()
