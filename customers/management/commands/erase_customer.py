"""manage.py erase_customer NUMBER --reason TEXT | --repeat"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations
from django.utils import timezone

from aftersales.kernel.errors import DomainError
from customers.models import Customer
from customers.queries.numbers import current_number
from customers.services.erasure import erase_customer, repeat_erasures


class Command(BaseCommand):
    help = "Erase what is known of a customer. --repeat: after a restore, erase again what had been erased before."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", nargs="?", help="the customer's number")
        parser.add_argument("--reason", default="", help="who asked for it, and how")
        parser.add_argument("--repeat", action="store_true", help="read DATA_DIR/audit/erasures.txt")

    @no_translations
    def handle(self, *args: Any, number: str | None, reason: str, repeat: bool, **options: Any) -> None:
        now = timezone.now()
        if repeat:
            self.stdout.write(f"{repeat_erasures(now=now)} erased again.")
            return
        customer = Customer.objects.filter(number=current_number(number or "")).first()
        if customer is None:
            raise CommandError("No customer has this number.")
        try:
            erase_customer(actor=None, now=now, customer_id=customer.pk, reason=reason)
        except DomainError as error:
            raise CommandError(str(error.message) % error.params if error.params else str(error.message)) from error
        self.stdout.write(f"{customer.number} is erased.")
