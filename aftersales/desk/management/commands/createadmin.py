from __future__ import annotations

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations
from django.utils import timezone

from aftersales.desk.installation import set_up
from aftersales.kernel.errors import DomainError, InvalidInput
from aftersales.staff.services.people import create_first_admin


class Command(BaseCommand):
    help = "Make the first administrator, and what a new installation needs: rules, holidays, questionnaires."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--username", metavar="NAME")
        parser.add_argument("--name", default="", help="the person's name, as others read it")
        parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")

    @no_translations
    def handle(self, *args: Any, username: str | None, name: str, password_stdin: bool, **options: Any) -> None:
        set_up(actor=None, now=timezone.now())
        if password_stdin:
            if not username:
                raise CommandError("--password-stdin needs --username.")
            self._create(username, name, sys.stdin.readline().rstrip("\r\n"))
            return
        if not sys.stdin.isatty():
            raise CommandError("There is no terminal. Give --username and --password-stdin.")
        self._ask(username, name)

    def _ask(self, username: str | None, name: str) -> None:
        """Ask until the input is valid; Ctrl-C ends."""
        self.stdout.write("The first administrator of this installation:")
        while True:
            given = username or input("User name: ").strip()
            shown = name or input("Name: ").strip()
            password = getpass.getpass("Password: ")
            if password != getpass.getpass("Password again: "):
                self.stderr.write("These are two different passwords.")
                continue
            try:
                self._create(given, shown, password)
            except InvalidInputShown as error:
                self.stderr.write(str(error))
                username = None if error.field == "username" else username
                continue
            return

    def _create(self, username: str, name: str, password: str) -> None:
        try:
            user = create_first_admin(username=username, name=name, password=password, now=timezone.now())
        except InvalidInput as error:
            raise InvalidInputShown(str(error), error.field) from error
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{user.username} can sign in now.")


class InvalidInputShown(CommandError):
    """The input is invalid; the question is repeated."""

    def __init__(self, text: str, field: str | None) -> None:
        super().__init__(text)
        self.field = field
