CREATE OR REPLACE FUNCTION public.email_domain_label_in_ascii(label text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  -- Runs of capitals: first, last, step between code points, and offset of the small letter.
  run_first constant integer[] :=
    '{192,216,256,308,313,321,330,376,377,385,386,390,391,393,395,398,399,400,401,403,404,406,407,408,412,
      413,415,416,422,423,425,428,430,431,433,435,439,440,444,461,478,500,502,503,504,544,546,570,571,573,
      574,577,579,580,581,582,880,886,895,902,904,908,910,913,931,975,984,1012,1015,1018,1021,1024,1040,
      1120,1162,1216,1217,1232,1329,4256,4295,4301,5112,7305,7312,7357,7680,7838,7840,7944,7960,7976,7992,
      8008,8025,8040,8120,8122,8136,8152,8154,8168,8170,8172,8184,8186,8486,8491,8498,8579,11264,11360,
      11362,11363,11364,11367,11373,11374,11375,11376,11378,11381,11390,11392,11499,11506,42560,42624,42786,
      42802,42873,42877,42878,42891,42893,42896,42902,42922,42923,42924,42925,42926,42928,42929,42930,42931,
      42932,42948,42949,42950,42951,42955,42956,42972,42973,42978,42997,43884,43888,66560,66736,66928,66940,
      66956,66964,68736,68944,71840,93760,93856,122688,122696,122701,122705,122728,122738,125184}';
  run_last constant integer[] :=
    '{214,222,302,310,317,327,374,376,381,385,388,390,391,394,395,398,399,400,401,403,404,406,407,408,412,
      413,415,420,422,423,425,428,430,431,434,437,439,440,444,475,494,500,502,503,542,544,562,570,571,573,
      574,577,579,580,581,590,882,886,895,902,906,908,911,929,939,975,1006,1012,1015,1018,1023,1039,1071,
      1152,1214,1216,1229,1326,1366,4293,4295,4301,5117,7305,7354,7359,7828,7838,7934,7951,7965,7983,7999,
      8013,8031,8047,8121,8122,8138,8153,8154,8169,8170,8172,8184,8186,8486,8491,8498,8579,11311,11360,
      11362,11363,11364,11371,11373,11374,11375,11376,11378,11381,11391,11490,11501,11506,42604,42650,42798,
      42862,42875,42877,42886,42891,42893,42898,42920,42922,42923,42924,42925,42926,42928,42929,42930,42931,
      42946,42948,42949,42950,42953,42955,42970,42972,42973,42978,42997,43885,43967,66599,66771,66938,66954,
      66962,66965,68786,68965,71871,93791,93880,122688,122698,122701,122705,122734,122750,125217}';
  run_step constant integer[] :=
    '{1,1,2,2,2,2,2,1,2,1,2,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,2,1,1,1,1,1,1,1,2,1,1,1,2,2,1,1,1,2,1,2,1,1,1,1,
      1,1,1,1,2,2,1,1,1,1,1,1,1,1,1,2,1,1,1,1,1,1,2,2,1,2,2,1,1,1,1,1,1,1,1,2,1,2,1,1,1,1,1,2,1,1,1,2,1,1,1,
      1,1,1,1,1,1,1,1,1,1,1,1,1,2,1,1,1,1,1,1,1,2,2,1,2,2,2,2,2,1,2,1,1,2,2,1,1,1,1,1,1,1,1,1,2,1,1,1,2,1,2,
      1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,2,1,1,2,2,1}';
  run_offset constant integer[] :=
    '{32,32,1,1,1,1,1,-121,1,210,1,206,1,205,1,79,202,203,1,205,207,211,209,1,211,213,214,1,218,1,218,1,218,
      1,217,1,219,1,1,1,1,1,-97,-56,1,-130,1,10795,1,-163,10792,1,-195,69,71,1,1,1,116,38,37,64,63,32,32,8,
      1,-60,1,1,-130,80,32,1,1,15,1,1,48,7264,7264,7264,-8,1,-3008,-3008,1,-7615,1,-8,-8,-8,-8,-8,-8,-8,-8,
      -74,-86,-8,-100,-8,-112,-7,-128,-126,-7517,-8262,28,1,48,1,-10743,-3814,-10727,1,-10780,-10749,-10783,
      -10782,1,1,-10815,1,1,1,1,1,1,1,1,-35332,1,1,-42280,1,1,-42308,-42319,-42315,-42305,-42308,-42258,
      -42282,-42261,928,1,-48,-42307,-35384,1,-42343,1,-42561,-42342,-42342,1,-33,-38864,40,40,39,39,39,39,
      64,32,32,32,27,1,1,1,1,1,1,34}';
  digits      constant text := 'abcdefghijklmnopqrstuvwxyz0123456789';
  lower_label text := '';
  code_points integer[];
  encoded     text;
  run         integer;
  c           integer;
  n           integer := 128;
  next_n      integer;
  bias        integer := 72;
  delta       bigint := 0;
  handled     integer;
  basic       integer;
  q           bigint;
  k           integer;
  t           integer;
begin
  if label is null then
    return null;
  end if;
  foreach c in array
          array (
            select ascii(l.letter)
              from string_to_table(label, null) with ordinality l (letter, place)
             order by l.place) loop
    run := width_bucket(c, run_first);
    if c = 304 then
      -- The capital I with a dot is the only one whose small letter has two characters.
      lower_label := lower_label || 'i' || chr(775);
    elsif run > 0 and c <= run_last[run] and (c - run_first[run]) % run_step[run] = 0 then
      lower_label := lower_label || chr(c + run_offset[run]);
    else
      lower_label := lower_label || chr(c);
    end if;
  end loop;
  lower_label := lower(pg_catalog.normalize(lower_label, 'NFC') collate "C");
  code_points := array (
    select ascii(l.letter)
      from string_to_table(lower_label, null) with ordinality l (letter, place)
     order by l.place);

  -- The encoder of RFC 3492, with the RFC's names.
  select coalesce(string_agg(chr(p.c), '' order by p.place), ''), count(*)
    into encoded, basic
    from unnest(code_points) with ordinality p (c, place)
   where p.c < 128;
  if basic > 0 then
    encoded := encoded || '-';
  end if;
  handled := basic;
  while handled < cardinality(code_points) loop
    select min(p.c)
      into next_n
      from unnest(code_points) p (c)
     where p.c >= n;
    delta := delta + (next_n - n)::bigint * (handled + 1);
    n := next_n;
    foreach c in array code_points loop
      if c < n then
        delta := delta + 1;
      elsif c = n then
        q := delta;
        k := 36;
        loop
          t := least(greatest(k - bias, 1), 26);
          exit when q < t;
          encoded := encoded || substr(digits, (t + (q - t) % (36 - t))::integer + 1, 1);
          q := (q - t) / (36 - t);
          k := k + 36;
        end loop;
        encoded := encoded || substr(digits, q::integer + 1, 1);
        delta := delta / (case when handled = basic then 700 else 2 end);
        handled := handled + 1;
        delta := delta + delta / handled;
        bias := 0;
        while delta > 455 loop
          delta := delta / 35;
          bias := bias + 36;
        end loop;
        bias := bias + (36 * delta / (delta + 38))::integer;
        delta := 0;
      end if;
    end loop;
    delta := delta + 1;
    n := n + 1;
  end loop;
  return 'xn--' || encoded;
end
$function$
