"""How long pages take, on one server or on two alternately. Standard library only.

    python bench/pair.py http://127.0.0.1:8201 bench/ours.json
    python bench/pair.py http://127.0.0.1:8201 bench/ours.json --against http://127.0.0.1:8202 bench/limits.json

Absolute times vary on a shared machine, so the ratio counts: each round measures a page on both servers, one after the
other, in changing order, and the median of the rounds is printed. A page is one or more requests. Clients sign in once
and send the next request as soon as they have an answer.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import re
import statistics
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
FORM = "application/x-www-form-urlencoded"


class Refused(Exception):
    """An answer that is not the requested page."""


class Browser:
    """One client: a kept connection, cookies, the token of the last form."""

    def __init__(self, base: str, scenario: dict[str, Any], seed: int) -> None:
        self.at, self.base = urlsplit(base), base
        self.dice, self.vars = random.Random(seed), scenario.get("vars", {})
        self.cookies: dict[str, str] = {}
        self.token = ""
        self.line = self._connect()
        if login := scenario.get("login"):
            self.ask({"path": login["path"]})
            self.ask({**login, "method": "POST", "expect": [302]})

    def _connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(self.at.hostname or "", self.at.port, timeout=120)

    def filled(self, text: str, written: Callable[[str], str] = str) -> str:
        """The text with a random value for each {name}. written: formats a value."""
        return re.sub(r"\{(\w+)\}", lambda found: written(self._draw(found[1])), text)

    def _draw(self, name: str) -> str:
        drawn = self.vars[name]
        return str(self.dice.randint(*drawn["int"]) if "int" in drawn else self.dice.choice(drawn["choice"]))

    def ask(self, request: dict[str, Any]) -> None:
        path, body = self.filled(request["path"], quote), None
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if request.get("method") == "POST":
            data = {name: self.filled(value) for name, value in request["data"].items()}
            body = urlencode({**data, "csrfmiddlewaretoken": self.token})
            headers |= {"Content-Type": FORM, "Referer": self.base + path}
        status, content = self._send(request.get("method", "GET"), path, body, headers)
        if found := TOKEN.search(content):
            self.token = found[1].decode()
        if status not in request.get("expect", [200]) or request.get("expect_text", "").encode() not in content:
            raise Refused(f"{path}: {status}")

    def _send(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> tuple[int, bytes]:
        try:
            self.line.request(method, path, body, headers)
            answer = self.line.getresponse()
        except (ConnectionError, http.client.RemoteDisconnected):  # the server closed an idle connection
            self.line = self._connect()
            self.line.request(method, path, body, headers)
            answer = self.line.getresponse()
        content = answer.read()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                cookie, _, rest = value.partition("=")
                self.cookies[cookie] = rest.partition(";")[0]
        if answer.will_close:
            self.line = self._connect()
        return answer.status, content


@dataclass
class Side:
    """A server with its scenario and its clients."""

    base: str
    scenario: dict[str, Any]
    clients: list[Browser] = field(default_factory=list)

    @classmethod
    def of(cls, base: str, path: str) -> Side:
        return cls(base, json.loads(Path(path).read_text(encoding="utf-8")))

    @property
    def pages(self) -> dict[str, dict[str, Any]]:
        return {page["name"]: page for page in self.scenario["pages"]}

    def come(self, count: int) -> None:
        self.clients = [Browser(self.base, self.scenario, seed) for seed in range(count)]


@dataclass
class Taken:
    """The times of one page, in milliseconds."""

    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    seconds: float = 0

    def figures(self) -> dict[str, float]:
        if len(self.times) < 2:
            alone = self.times[0] if self.times else float("nan")
            return {"p50": alone, "p95": alone, "rps": len(self.times) / self.seconds}
        ordered = sorted(self.times)
        p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
        return {"p50": statistics.median(ordered), "p95": p95, "rps": len(ordered) / self.seconds}


def measure(side: Side, name: str, seconds: float) -> Taken:
    """Every client requests the page repeatedly."""
    requests, taken, begun = side.pages[name]["requests"], Taken(), time.perf_counter()

    def visit(client: Browser) -> None:
        while time.perf_counter() < begun + seconds and len(taken.errors) < 10:
            start = time.perf_counter()
            try:
                for request in requests:
                    client.ask(request)
            except (Refused, OSError, http.client.HTTPException) as error:
                taken.errors.append(str(error))
            else:
                taken.times.append((time.perf_counter() - start) * 1000)

    threads = [threading.Thread(target=visit, args=(client,)) for client in side.clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken.seconds = time.perf_counter() - begun
    return taken


def in_turns(sides: list[Side], name: str, seconds: float, rounds: int) -> dict[str, Any]:
    """A page on each server: its figures, and the ratio of the first to the second."""
    for side in sides:
        measure(side, name, 0.2)
    found: list[list[Taken]] = [[] for _ in sides]
    for turn in range(rounds):
        order = range(len(sides)) if turn % 2 == 0 else reversed(range(len(sides)))
        for place in order:
            found[place].append(measure(sides[place], name, seconds))
    row: dict[str, Any] = {"page": name, "clients": len(sides[0].clients)}
    row["errors"] = [error for each in found for taken in each for error in taken.errors]
    for key in ("p50", "p95", "rps"):
        figures = [[taken.figures()[key] for taken in each] for each in found]
        row[key] = [round(statistics.median(each), 2) for each in figures]
        if len(sides) == 2:
            ratios = [ours / other for ours, other in zip(*figures, strict=True)]
            row[key].append(round(statistics.median(ratios), 4))
    return row


def told(row: dict[str, Any]) -> str:
    figures = "  ".join(f"{key} {' '.join(f'{value:>9.2f}' for value in row[key])}" for key in ("p50", "p95", "rps"))
    return f"{row['page']:<20}{row['clients']:>2}  {figures}  errors {len(row['errors'])} {row['errors'][:1] or ''}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ours", nargs=2, help="its URL and its file of scenarios")
    parser.add_argument("--against", nargs=2, metavar=("URL", "SCENARIO"))
    parser.add_argument("--clients", default="1", help="1,8 measures with one, then with eight")
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="", help="names of pages, parted by commas")
    asked = parser.parse_args()
    sides = [Side.of(*asked.ours)] + ([Side.of(*asked.against)] if asked.against else [])
    wanted = asked.only.split(",") if asked.only else list(sides[0].pages)
    names = [name for name in wanted if all(name in side.pages for side in sides)]
    refused = False
    for count in map(int, asked.clients.split(",")):
        for side in sides:
            side.come(count)
        for name in names:
            row = in_turns(sides, name, asked.seconds, asked.rounds)
            refused |= bool(row["errors"])
            print(told(row), flush=True)
    sys.exit(refused)


if __name__ == "__main__":
    main()
