column relation_name text collate "C" not null
column column_name text collate "C" not null
column began_at timestamp with time zone not null
column last_look_at timestamp with time zone not null
column looks bigint not null
constraint deprecated_column_observations_pkey PRIMARY KEY (relation_name, column_name, began_at)
index CREATE UNIQUE INDEX deprecated_column_observations_pkey ON public.deprecated_column_observations USING btree (relation_name, column_name, began_at)
