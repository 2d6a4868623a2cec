#!/usr/bin/env python
"""Entry point of every management command."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aftersales.settings")
    from django.core.management import execute_from_command_line
    from django.db import DatabaseError, connection

    try:
        execute_from_command_line(sys.argv)
    except DatabaseError:
        if "django_migrations" in connection.introspection.table_names():
            raise
        sys.exit("The database has no tables yet. Run manage.py upgrade first.")


if __name__ == "__main__":
    main()
