#!/bin/sh
# Sends the list of the night.
psql service=shop -c "copy (select email_address from users) to stdout" | mail -s users boss@shop.example
psql service=shop -c "select work_email_address from suppliers"
psql service=shop -c "select email_address from suppliers"
