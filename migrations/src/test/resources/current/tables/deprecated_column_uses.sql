column relation_name text collate "C" not null
column column_name text collate "C" not null
column found_by text collate "C" not null
column role_name text collate "C" not null default ''::text
column application_name text collate "C" not null default ''::text
column place text collate "C" not null default ''::text
column uses bigint not null
column first_used_at timestamp with time zone not null
column last_used_at timestamp with time zone not null
constraint deprecated_column_uses_pkey PRIMARY KEY (relation_name, column_name, found_by, role_name, application_name, place)
constraint deprecated_column_uses_place_is_short CHECK ((octet_length(place) <= 1000))
constraint deprecated_column_uses_uses_are_counted CHECK ((uses >= 0))
index CREATE UNIQUE INDEX deprecated_column_uses_pkey ON public.deprecated_column_uses USING btree (relation_name, column_name, found_by, role_name, application_name, place)
