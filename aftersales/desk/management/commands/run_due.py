from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from aftersales.desk.services.due import run_due
from aftersales.kernel.bounds import LONGEST_AGO, LONGEST_AHEAD, is_plausible_moment


def moment(text: str) -> datetime:
    """2026-11-20T08:00, in the company's time zone unless it names another."""
    try:
        value = parse_datetime(text)
    except ValueError:
        value = None
    if value is None:
        raise ArgumentTypeError(f"{text!r} is no moment. Write it like 2026-11-20T08:00.")
    now = timezone.now()
    aware = value if timezone.is_aware(value) else value.replace(tzinfo=timezone.get_default_timezone())
    if not is_plausible_moment(aware, now=now, ago=LONGEST_AGO, ahead=LONGEST_AHEAD):
        raise ArgumentTypeError(f"{text!r} is too far from now.")
    return aware


class Command(BaseCommand):
    help = "Do at once everything that the scheduler would: visits, reminders, escalations, reports, mails."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--now", type=moment, metavar="T", help="as if it were then, e.g. 2026-11-20T08:00")

    def handle(self, *args: Any, now: datetime | None, **options: Any) -> None:
        done = run_due(now=now or timezone.now())
        for name, count in done.items():
            self.stdout.write(f"{name}: {'failed' if count is None else count}")
        if failed := [name for name, count in done.items() if count is None]:
            raise CommandError(f"Failed: {', '.join(failed)}. The reasons are above.")
