-- Who uses plus tags?
--
-- One row  a tag, with the number of addresses that contain it.
-- Counts   the text between the first + and the @.
-- Not      the same mailbox without the tag: that is another address.
-- Cost     reads every address once.

select substring(l.normalized_email_address from '\+([^@]*)@') as tag,
       count(*) as addresses
  from user_email_listing l
 where position('+' in l.normalized_email_address) > 0
 group by tag
 order by addresses desc,
          tag;
