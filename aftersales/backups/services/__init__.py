"""Backups: one file with the whole database and the stored files, and the restore of such a file.

A backup is a compressed tar of plain parts. SQLite and PostgreSQL give the same parts, and can restore each other's.

header.json                 what this file is
tables/<table>/00001.jsonl  rows by primary key, a JSON list each, some megabytes a part
files/<path>                stored files that these rows name
keys/secret_key             the key that signs customers' links, if it is stored beside the data
manifest.json               migrations, columns, counts and hashes of each table, a hash over all parts

Each part has its SHA-256, so that the first damaged one can be named. Short-lived data is left out: sessions, failed
sign-ins, heartbeats, and also the list of backups.
"""
