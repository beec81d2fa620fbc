function is_blank_email_address(address text) returns boolean immutable
RETURN COALESCE((btrim((address COLLATE "C"), ((' 	
  ᠎'::text || '           ​‌‍'::text) || '    ⁠　﻿'::text)) = ''::text), true)
