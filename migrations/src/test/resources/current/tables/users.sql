column id bigint not null identity
column email_address text
constraint users_pkey PRIMARY KEY (id)
index CREATE UNIQUE INDEX users_pkey ON public.users USING btree (id)
CREATE TRIGGER users_forward_email_address_after_insert AFTER INSERT ON public.users REFERENCING NEW TABLE AS users_after FOR EACH STATEMENT EXECUTE FUNCTION forward_legacy_email_address()
CREATE TRIGGER users_forward_email_address_after_update AFTER UPDATE ON public.users REFERENCING OLD TABLE AS users_before NEW TABLE AS users_after FOR EACH STATEMENT EXECUTE FUNCTION forward_legacy_email_address()
CREATE TRIGGER users_refuse_truncate_while_forwarding BEFORE TRUNCATE ON public.users FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate_while_forwarding()
