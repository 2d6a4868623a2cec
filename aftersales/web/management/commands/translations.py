from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from aftersales.web import messages


class Command(BaseCommand):
    help = "Bring the Chinese .po file in step with the source, compile it, and say what is missing."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        only = parser.add_mutually_exclusive_group()
        only.add_argument("--check", action="store_true", help="change nothing; fail on any fault")
        only.add_argument("--compile", action="store_true", help="only compile the .po file")

    def handle(self, *args: Any, check: bool, compile: bool, **options: Any) -> None:
        po = Path(settings.BASE_DIR) / "locale/zh_Hans/LC_MESSAGES/django.po"
        try:
            if compile:
                messages.compile_po(po)
            elif check:
                self.check_po(po)
            else:
                self.update_po(po)
        except messages.MessagesError as error:
            raise CommandError(str(error)) from error

    def check_po(self, po: Path) -> None:
        now = messages.update(messages.read(po), messages.collect(settings.BASE_DIR))
        found = [str(fault) for fault in messages.faults(now)]
        if not po.exists() or po.read_bytes() != messages.rendered(now):
            found.append("out of step with the source: run manage.py translations")
        if found:
            raise CommandError("\n".join(found))
        self.stdout.write("Every text has its translation.")

    def update_po(self, po: Path) -> None:
        catalog = messages.update(messages.read(po), messages.collect(settings.BASE_DIR))
        messages.write(po, catalog)
        messages.compile_po(po)
        found = messages.faults(catalog)
        for fault in found:
            self.stdout.write(str(fault))
        self.stdout.write(f"{len(catalog)} texts, {len(found)} to do.")
