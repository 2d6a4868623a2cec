"""manage.py verify_round 2026-Q3 [export.zip]: whether a computed round still agrees with its seal."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from aftersales.kernel.errors import DomainError

from ...documents.round_export import packed, verify
from ...queries.rounds import computed_rounds
from ...queries.sealed import document_of


class Command(BaseCommand):
    help = "Recompute a round from its answers, or from an exported file, and compare it with its seal."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("quarter", help="2026-Q3")
        parser.add_argument("file", nargs="?", help="an export; without it the database is checked")

    def handle(self, *args: Any, **options: Any) -> None:
        found = computed_rounds().filter(quarter=options["quarter"]).first()
        if found is None:
            raise CommandError("No computed round of that quarter.")
        try:
            data = Path(options["file"]).read_bytes() if options["file"] else packed(document_of(found))
            faults = verify(data, found.seal)
        except (OSError, DomainError) as error:
            raise CommandError(str(error)) from error
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write(f"{found.quarter} agrees with its seal {found.seal}.")
