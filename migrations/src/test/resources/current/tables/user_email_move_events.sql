column id bigint not null identity
column event text not null
column step text not null
column detail text
column happened_at timestamp with time zone not null
column role_name text not null
constraint user_email_move_events_pkey PRIMARY KEY (id)
index CREATE UNIQUE INDEX user_email_move_events_pkey ON public.user_email_move_events USING btree (id)
