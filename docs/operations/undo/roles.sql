-- Take the roles' rights in this database back. The roles themselves belong to the whole server: where no other
-- database uses them, drop them with: drop role useremails_app, useremails_reader.

drop owned by useremails_app,
              useremails_reader;

delete
  from useremails_schema_history h
 where h.script = 'R__grant_roles.sql';
