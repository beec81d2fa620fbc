column relation_name text collate "C" not null
column column_name text collate "C" not null
column role_name text collate "C" not null
column privilege text collate "C" not null
column of_table boolean not null
column is_grantable boolean not null
column dropped_at timestamp with time zone not null default now()
constraint soft_dropped_columns_pkey PRIMARY KEY (relation_name, column_name, role_name, privilege, of_table)
index CREATE UNIQUE INDEX soft_dropped_columns_pkey ON public.soft_dropped_columns USING btree (relation_name, column_name, role_name, privilege, of_table)
