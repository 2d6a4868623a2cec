"""How much of a core open tickets cost that ask for news: DATA_DIR=/path/to/it python -m bench.polling [--tickets 30]

Every ticket is open in a window of its own, whose user is one of those who see it; every window asks every ten seconds,
and is told that nothing is new. What is measured is the processor time of the requests in this process, database client
included; needs no server, and writes nothing to the database but the sessions.
"""

import argparse
import os
import time
from statistics import median
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aftersales.settings")
EVERY_SECONDS = 10
GOAL = 0.02


def windows(count: int) -> list[tuple[Any, str]]:
    """Clients that are signed in, each with the address that the page of its ticket asks."""
    from django.test import Client

    from aftersales.staff.models import User
    from complaints.enums import OPEN_STATES
    from complaints.models import Ticket

    people = list(User.objects.filter(is_active=True, role__in=["service", "manager"]))
    found = []
    for at, ticket in enumerate(Ticket.objects.filter(state__in=OPEN_STATES).order_by("-pk")[:count]):
        client = Client(headers={"HX-Request": "true", "Host": "127.0.0.1"})
        client.force_login(people[at % len(people)])
        newest = ticket.entries.order_by("-pk").values_list("pk", flat=True).first() or 0
        found.append((client, f"{ticket.get_absolute_url()}news/{newest}/?here=&reply=1"))
    return found


def seconds_of_a_round(asking: list[tuple[Any, str]]) -> float:
    started = time.process_time()
    answers = [client.get(address).status_code for client, address in asking]
    took = time.process_time() - started
    assert set(answers) == {204}, answers
    return took


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tickets", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    import django

    django.setup()
    asking = windows(options.tickets)
    seconds_of_a_round(asking)  # fills the caches of the process
    rounds = [seconds_of_a_round(asking) for _ in range(options.rounds)]
    share = median(rounds) / EVERY_SECONDS
    each = median(rounds) / len(asking) * 1000
    print(f"{len(asking)} open tickets: {each:.2f} ms of processor time per poll, {share:.2%} of a core")
    return int(share > GOAL)


if __name__ == "__main__":
    raise SystemExit(main())
