-- Have the copy verified once more. No data is lost.

delete
  from useremails_schema_history h
 where h.version = '22';
