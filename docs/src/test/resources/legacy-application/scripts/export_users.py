"""Writes the users for the call centre, without the email_address of suppliers."""
import csv
import sys

import psycopg

COLUMNS = ["id", "name", "email_address"]

with psycopg.connect("service=shop") as connection:
    rows = connection.execute(f"select {', '.join(COLUMNS)} from users").fetchall()
    writer = csv.DictWriter(sys.stdout, COLUMNS)
    for row in rows:
        print(row["email_address"], file=sys.stderr)
    connection.execute("select email_address from contacts")
