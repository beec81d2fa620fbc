-- Tries the conditions on every row, plans the assignments, and tests the checks of the column with values that the new
-- side may write. Changes nothing; leaves its findings as JSON in the setting useremails.findings. Error messages quote
-- values, so only the error code of a row is shown.
do /* useremails */ $probe$
declare
  assignments constant text := btrim($assignments$ ${legacy_assignments} $assignments$);
  findings    jsonb := '[]';
  code        text;
  failed      bigint;
  ids         bigint[];
  one         bigint;
  checked     record;
  probed      record;
  refused     text[];
  holds       boolean;
  sample      record;
begin
  -- Builds the expressions as expand does, so that it fails on the same ones.
  for sample in
    select *
      from (
             values ('condition legacy_confirmed',
                     $condition$ coalesce((${legacy_confirmed}), false) $condition$,
                     'it counts as false for them'),
                    ('condition legacy_institution_managed',
                     $condition$ coalesce((${legacy_institution_managed}), false) $condition$,
                     'it counts as false for them'),
                    ('time legacy_confirmed_at',
                     $condition$ (${legacy_confirmed_at})::timestamptz < now() $condition$,
                     'it counts as unknown for them'),
                    ('time legacy_created_at',
                     $condition$ (${legacy_created_at})::timestamptz < now() $condition$,
                     'it counts as unknown for them')) as s (name, expression, consequence)
  loop
    failed := 0;
    ids := '{}';

    begin
      -- All rows at once, which is enough if none fails.
      execute format('select /* useremails */ count(%s) from ${schema}.${users_table} u', sample.expression);

      continue;
    exception
      when others then
        code := sqlstate;
    end;

    begin
      execute format('select /* useremails */ from ${schema}.${users_table} u where false and (%s)', sample.expression);
    exception
      when others then
        findings := findings || jsonb_build_object(
          'severity', 'stops',
          'finding', sample.name || ' cannot be evaluated: ' || sqlerrm,
          'next_step', 'correct it in flyway.toml or in the option; it is SQL over u, a row of ${users_table}');
        continue;
    end;

    for one in
      select u.${users_key}
        from ${schema}.${users_table} u
       order by u.${users_key}
    loop
      begin
        execute format('select /* useremails */ %s from ${schema}.${users_table} u where u.${users_key} = $1', sample.expression)
          using one;
      exception
        when others then
          code := sqlstate;
          failed := failed + 1;
          ids := case when failed <= 10 then ids || one else ids end;
      end;
      exit when failed = 10000;
    end loop;

    findings := findings || jsonb_build_object(
      'severity', 'mind',
      'finding', sample.name || ' fails for ' || case when failed = 10000 then 'at least ' else '' end || failed
                   || ' users, such as ' || array_to_string(ids, ', ') || ' (SQLSTATE ' || code || '): ' || sample.consequence,
      'next_step', 'write it so that it cannot fail, for example with "case when ... then ... end", or correct the rows');
  end loop;

  -- Analyzed and planned, but not run. The names are those of parameters, as in the function that will write.
  if assignments <> '' then
    begin
      execute format($try$
        do $update$
        #variable_conflict use_variable
        declare
          changed_id          bigint;
          email_address       text;
          confirmed           boolean;
          confirmed_at        timestamptz;
          institution_managed boolean;
          institution_id      bigint;
          plan                text;
        begin
          explain update /* useremails */ ${schema}.${users_table} as u
             set ${legacy_column} = email_address,
                 %s
           where u.${users_key} = changed_id
            into plan;
        end
        $update$
      $try$, assignments);
    exception
      when others then
        findings := findings || jsonb_build_object(
          'severity', 'stops',
          'finding', 'legacy_assignments cannot be run: ' || sqlerrm,
          'next_step', 'write them in flyway.toml or in the option in the form of the "set" clause of an update of ${users_table} as u');
    end;
  end if;

  for checked in
    select c.conname,
           pg_get_expr(c.conbin, c.conrelid) as expression,
           a.attnotnull as required,
           format_type(a.atttypid, null) as type,
           (
             select string_agg(
                      case when o.attnum = a.attnum then '%1$s as ' || quote_ident(o.attname) else 'r.' || quote_ident(o.attname) end,
                      ', ' order by o.attnum)
               from pg_attribute o
              where o.attrelid = c.conrelid
                and o.attnum > 0
                and not o.attisdropped) as columns
      from pg_constraint c
      join pg_attribute a
        on a.attrelid = c.conrelid
       and a.attname = '${legacy_column}'
       and a.attnum = any(c.conkey)
     where c.conrelid = to_regclass('${schema}.${users_table}')
       and c.contype = 'c'
     order by c.conname
  loop
    refused := '{}';

    for probed in
      values ('a user without an address', case when checked.required then '' end),
             ('capital letters', 'Zoe.Quill@Mail.Example'),
             ('letters beyond English', E'zo\u00eb@b\u00fccher.example'),
             ('an address of 254 characters', repeat('z', 64) || '@' || repeat(repeat('m', 60) || '.', 3) || 'example')
    loop
      begin
        execute format(
          'select bool_and(coalesce((%s), true)) from (select %s from (select) l left join lateral (select * from ${schema}.${users_table} limit 100) r on true) p',
          checked.expression,
          format(checked.columns, format('%L::%s', probed.column2, checked.type)))
          into holds;
      exception
        when others then
          holds := false;
      end;

      if not holds then
        refused := refused || probed.column1;
      end if;
    end loop;

    if refused <> '{}' then
      findings := findings || jsonb_build_object(
        'severity', 'mind',
        'finding', 'constraint ' || checked.conname || ' of column ${legacy_column} rejects ' || array_to_string(refused, ', ')
                     || ': such a write of the new side fails',
        'next_step', 'alter table ${schema}.${users_table} drop constraint ' || quote_ident(checked.conname)
                       || ', or let new releases write only what it allows');
    end if;
  end loop;

  perform set_config('useremails.findings', findings::text, false);
end
$probe$
