from typing import Any

from django.core.management.base import BaseCommand, no_translations
from django.utils import timezone

from aftersales.search.bigram_index import make_indexes, rebuild_indexes
from complaints.services import search as tickets
from customers.services import search as customers


class Command(BaseCommand):
    help = "Make anew what customers and tickets are found by, while people go on working. Safe to repeat."

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        make_indexes("default")
        self.stdout.write(f"{customers.index_all(now=now)} customers")
        self.stdout.write(f"{tickets.index_all(now=now)} tickets")
        rebuild_indexes()
        self.stdout.write("The index is as the records are.")
