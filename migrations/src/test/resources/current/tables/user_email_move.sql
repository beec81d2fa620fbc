column only_one boolean not null default true
column from_addresses boolean not null default false
column first_id bigint
column cursor_id bigint
column upper_id bigint
column looked_at bigint not null default 0
column copied bigint not null default 0
column run_began_at timestamp with time zone
column run_looked_at bigint not null default 0
column last_batch_at timestamp with time zone
column paused_at timestamp with time zone
column paused_because text
column started_at timestamp with time zone
column finished_at timestamp with time zone
column verified_at timestamp with time zone
column dropped_at timestamp with time zone
constraint user_email_move_has_one_row CHECK (only_one)
constraint user_email_move_pkey PRIMARY KEY (only_one)
index CREATE UNIQUE INDEX user_email_move_pkey ON public.user_email_move USING btree (only_one)
