"""Backups: one file with the whole database and the stored files, and the way back.

A backup is a compressed tar of plain parts, the same from either database, so that it restores on the other:

    header.json                 what this is
    tables/<table>/00001.jsonl  rows by primary key, a JSON list each, some megabytes a part
    files/<path>                stored files that these rows name
    keys/secret_key             the key that customers' links were made with, if it lies beside the data
    manifest.json               migrations, columns, counts and hashes of each table, a hash over all parts

Each part carries its SHA-256, so that the first damaged one can be named. What lives for hours only stays out:
sessions, failed sign-ins, signs of life, and the list of backups itself.
"""
