-- Have the copy made once more. What was copied stays, and is not copied twice.

update user_email_move as m
   set cursor_id = null,
       upper_id = null,
       started_at = null,
       finished_at = null
 where m.started_at is not null;

delete
  from useremails_schema_history h
 where h.version = '21';
