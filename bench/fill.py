"""Fills an empty, migrated database with the company for which the scenarios are measured.

    python bench/fill.py [--tickets 100000] [--customers 20000]

People and texts come from the demo company, spread over three years: 18 % of the tickets are open, 12 % are solved and
wait for the confirmation of the customer, 70 % are closed, and one of two hundred contains a rare word.
"""

import argparse
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aftersales.settings")

import django

django.setup()

from django.db import connection
from django.db.models import F
from django.utils import timezone, translation

from aftersales.demo.company import load
from aftersales.demo.world import Shape
from aftersales.store.writing import update_all_with_history
from complaints.models import Ticket
from complaints.services.search import search_text

# Also in bench/ours.json.
RARE = ("flangewort", "brindlecap", "hollowmere", "quillstone", "saltmarrow")
ONE_IN = 200
SHAPE = Shape(quarters=11, unfinished=((float("inf"), 0.3),), solved=0.4)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tickets", type=int, default=100_000)
    parser.add_argument("--customers", type=int, default=20_000)
    asked, started = parser.parse_args(), time.monotonic()
    with translation.override(None):
        load(now=timezone.now(), customers=asked.customers, tickets=asked.tickets, seed=1, shape=SHAPE)
    add_rare_words()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    print(f"{Ticket.objects.count()} tickets in {time.monotonic() - started:.0f} s")


def add_rare_words() -> None:
    rows = list(Ticket.objects.annotate(turn=F("pk") % ONE_IN).filter(turn=0))
    for number, ticket in enumerate(rows):
        ticket.description += f" {RARE[number % len(RARE)]}"
        ticket.search_text = search_text(ticket)
    update_all_with_history(Ticket, rows, ["description", "search_text"], actor=None)


if __name__ == "__main__":
    main()
