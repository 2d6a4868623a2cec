from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations
from django.utils import timezone

from aftersales.demo.company import load
from aftersales.kernel.errors import DomainError
from aftersales.staff.backends import DEMO_PASSWORD


class Command(BaseCommand):
    help = "Load the demo company into an empty database; the same seed on the same day makes the same company."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--customers", type=int, default=140, metavar="N")
        parser.add_argument("--tickets", type=int, default=600, metavar="N")
        parser.add_argument("--seed", type=int, default=1, metavar="S")

    @no_translations
    def handle(self, *args: Any, customers: int, tickets: int, seed: int, **options: Any) -> None:
        started = time.monotonic()
        try:
            made = load(now=timezone.now(), customers=customers, tickets=tickets, seed=seed)
        except DomainError as error:
            raise CommandError(str(error)) from error
        counts = ", ".join(f"{count} {name}" for name, count in made.items())
        self.stdout.write(f"Demo company: {counts} ({time.monotonic() - started:.1f} s). Password: {DEMO_PASSWORD}")
