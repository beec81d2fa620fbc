column transaction_id xid8 not null
column began_at timestamp with time zone not null
column committed_at timestamp with time zone not null
constraint user_email_transactions_pkey PRIMARY KEY (transaction_id, began_at)
constraint user_email_transactions_record_commit TRIGGER DEFERRABLE INITIALLY DEFERRED
index CREATE UNIQUE INDEX user_email_transactions_pkey ON public.user_email_transactions USING btree (transaction_id, began_at)
CREATE CONSTRAINT TRIGGER user_email_transactions_record_commit AFTER INSERT OR UPDATE OF began_at ON public.user_email_transactions DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION record_commit_of_user_email_addresses()
