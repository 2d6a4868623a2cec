"""Whether those who look at dashboards slow down those who log tickets.

    python bench/viewers.py http://127.0.0.1:8201 bench/ours.json [--clerks 5] [--viewers 20] [--rounds 5]

Clerks log tickets, each one every few seconds. In every other turn viewers open dashboards meanwhile, each time with
another filter or period. Printed are the median and p95 of logging a ticket with viewers and without, and the median of
the ratios of each turn to the one beside it. --log: the name of the page that logs a ticket. Standard library only.
"""

from __future__ import annotations

import argparse
import http.client
import statistics
import sys
import threading
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.pair import Browser, Refused, Side, Taken

VIEWED = ("", "period=2026-10", "period=2026-11", "period=2026-Q3", "period=2025", "region=east", "region=south")
DASHBOARDS = ("executive", "gm", "manager", "service", "quality")


class Work:
    """What one person does again and again until the turn is over."""

    def __init__(self, client: Browser, requests: list[dict[str, Any]], pause: float, taken: Taken) -> None:
        self.client, self.requests, self.pause, self.taken = client, requests, pause, taken

    def __call__(self, until: float) -> None:
        time.sleep(self.client.dice.random() * self.pause)
        while time.perf_counter() < until:
            start = time.perf_counter()
            try:
                for request in self.requests:
                    self.client.ask(request)
            except (Refused, OSError, http.client.HTTPException) as error:
                self.taken.errors.append(str(error))
            else:
                self.taken.times.append((time.perf_counter() - start) * 1000)
            time.sleep(max(0.0, self.pause * (0.5 + self.client.dice.random()) - (time.perf_counter() - start)))


def turn(clerks: list[Browser], viewers: list[Browser], side: Side, asked: argparse.Namespace) -> tuple[Taken, Taken]:
    logged, viewed = Taken(seconds=asked.seconds), Taken(seconds=asked.seconds)
    look = {"path": "/reports/?view={view}&{viewed}", "expect_text": "csrfmiddlewaretoken"}
    works = [Work(one, side.pages[asked.log]["requests"], asked.clerk_pause, logged) for one in clerks]
    works += [Work(one, [look], asked.viewer_pause, viewed) for one in viewers]
    until = time.perf_counter() + asked.seconds
    threads = [threading.Thread(target=work, args=(until,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return logged, viewed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ours", nargs=2, help="its URL and its file of scenarios")
    parser.add_argument("--log", default="create")
    parser.add_argument("--clerks", type=int, default=5)
    parser.add_argument("--viewers", type=int, default=20)
    parser.add_argument("--clerk-pause", type=float, default=3, help="seconds from one ticket to the next")
    parser.add_argument("--viewer-pause", type=float, default=15, help="seconds from one page to the next")
    parser.add_argument("--seconds", type=float, default=20, help="of a turn")
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    side = Side.of(*asked.ours)
    drawn = {"view": {"choice": list(DASHBOARDS)}, "viewed": {"choice": list(VIEWED)}}
    side.scenario["vars"] = {**side.scenario["vars"], **drawn}
    clerks = [Browser(side.base, side.scenario, seed) for seed in range(asked.clerks)]
    viewers = [Browser(side.base, side.scenario, 1000 + seed) for seed in range(asked.viewers)]
    alone, beside, looked = [], [], []
    turn(clerks, viewers, side, asked)  # warm
    for number in range(asked.rounds):
        for with_viewers in (False, True) if number % 2 == 0 else (True, False):
            logged, viewed = turn(clerks, viewers if with_viewers else [], side, asked)
            (beside if with_viewers else alone).append(logged)
            looked.append(viewed)
    errors = [error for taken in (*alone, *beside, *looked) for error in taken.errors]
    for name, taken in (("clerks alone", alone), (f"beside {asked.viewers} viewers", beside)):
        p50, p95 = (statistics.median(one.figures()[key] for one in taken) for key in ("p50", "p95"))
        print(f"{name:20} {sum(len(one.times) for one in taken):5} tickets  p50 {p50:8.1f} ms  p95 {p95:8.1f} ms")
    times = [spent for one in looked for spent in one.times]
    print(f"{'viewers':20} {len(times):5} pages    p50 {statistics.median(times):8.1f} ms")
    for key in ("p50", "p95"):
        ratios = [one.figures()[key] / other.figures()[key] for one, other in zip(beside, alone, strict=True)]
        print(
            f"ratio of {key}: median {statistics.median(ratios):.2f}, of {' '.join(f'{each:.2f}' for each in ratios)}"
        )
    print(f"errors {len(errors)} {errors[:2] or ''}")
    sys.exit(bool(errors))


if __name__ == "__main__":
    main()
