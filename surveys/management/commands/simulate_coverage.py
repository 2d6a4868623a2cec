"""Simulates rounds with a known satisfaction: how often the 95% intervals contain that of all customers."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from surveys.rules.scores import sample_size

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SIZES = (120, 400, 2000)
MARGIN = 0.05
# Of each stratum: its share of the customers, how far their mood is from the mean, the share of those asked who answer.
STRATA = (
    (0.30, 0.1, 0.45),
    (0.25, -0.1, 0.35),
    (0.20, 0.2, 0.50),
    (0.12, -0.3, 0.30),
    (0.08, 0.3, 0.55),
    (0.05, 0.0, 0.40),
)
ITEMS = (
    ("pq1", "scale", 1, 10, "PQ"),
    ("pq2", "scale", 1, 10, "PQ"),
    ("sat1", "scale", 1, 10, "SAT"),
    ("sat2", "scale", 1, 10, "SAT"),
    ("sat3", "scale", 1, 10, "SAT"),
    ("nps", "recommend", 0, 10, "LOY"),
    ("effort", "effort", 1, 7, ""),
)
WEIGHTS = {"pq1": 0.6, "pq2": 0.4, "sat1": 0.4, "sat2": 0.35, "sat3": 0.25, "nps": 1.0}
FIGURES = ("index:SAT", "index:PQ", "csat", "nps", "ces")


@dataclass(frozen=True)
class Company:
    """answers: of all customers, whether they are asked or not, by stratum: a row each, a column an item."""

    answers: dict[str, NDArray[np.int64]]

    @property
    def populations(self) -> dict[str, int]:
        return {name: len(rows) for name, rows in self.answers.items()}

    def document(self, asked: dict[str, NDArray[np.int64]]) -> dict[str, Any]:
        """What recompute.py computes figures from, with the answers of those asked."""
        keys = [item[0] for item in ITEMS]
        rows = [
            {"stratum": name, "flagged": False, "given": dict(zip(keys, row, strict=True))}
            for name, found in asked.items()
            for row in found.tolist()
        ]
        named = ("key", "kind", "low", "high", "latent", "aspect")
        return {
            "answers": rows,
            "items": [dict(zip(named, (*item, ""), strict=True)) for item in ITEMS],
            "strata": self.populations,
            "population": sum(self.populations.values()),
            "weights": WEIGHTS,
            "target": "SAT",
        }


@dataclass
class Covered:
    """rounds: simulated; hits: those whose interval contains the truth; widths: the sum of half the intervals; n: the
    sum of answers."""

    rounds: int = 0
    hits: int = 0
    widths: float = 0.0
    n: int = 0

    @property
    def share(self) -> float:
        return self.hits / self.rounds


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rounds", type=int, default=1000, help="of each size (1000)")
        parser.add_argument("--seed", type=int, default=1, help="of the random numbers (1)")

    def handle(self, *args: Any, rounds: int, seed: int, **options: Any) -> None:
        self.stdout.write("customers  answers  figure     truth  covered  ±")
        for size in SIZES:
            truth, found = coverage(size, rounds=max(rounds, 1), seed=seed)
            for code, one in found.items():
                counted = f"{size:9}  {one.n / one.rounds:7.0f}  {code:9}  {truth[code]:5.1f}"
                self.stdout.write(f"{counted}  {100 * one.share:6.1f} %  {one.widths / one.rounds:4.1f}")


def coverage(size: int, *, rounds: int, seed: int) -> tuple[dict[str, float], dict[str, Covered]]:
    """The true figures of a company of `size` customers, and how often the intervals of as many rounds contain them."""
    import numpy as np

    from surveys.documents.recompute import figures_of

    source = np.random.default_rng(seed)
    company = made(size, source)
    truth = {code: figures_of(company.document(company.answers), False)[code]["value"] for code in FIGURES}
    found = {code: Covered() for code in FIGURES}
    wanted = min(1.0, sample_size(MARGIN, size) / size / 0.4)
    for _round in range(rounds):
        figures = figures_of(company.document(asked(company, wanted, source)), False)
        for code, one in found.items():
            figure = figures[code]
            one.rounds += 1
            one.hits += figure["low"] <= truth[code] <= figure["high"]
            one.widths += (figure["high"] - figure["low"]) / 2
            one.n += figure["n"]
    return truth, found


def made(size: int, source: np.random.Generator) -> Company:
    """A company whose customers answer as people do: items of a latent variable go together, and most are satisfied."""
    import numpy as np

    answers = {}
    for place, (share, mood, _answering) in enumerate(STRATA):
        people = max(2, round(share * size))
        common = source.normal(mood, 1, (people, 1))
        middle = 0.76 + 0.16 * (common + 0.7 * source.normal(size=(people, len(ITEMS))))
        low, high = np.array([item[2] for item in ITEMS]), np.array([item[3] for item in ITEMS])
        answers[f"S{place}"] = np.clip(np.round(low + (high - low) * middle), low, high).astype(np.int64)
    return Company(answers)


def asked(company: Company, share: float, source: np.random.Generator) -> dict[str, NDArray[np.int64]]:
    """The answers of a round: of each stratum the same share is drawn without repeats, and some of them answer."""
    found = {}
    for (name, rows), (_share, _mood, answering) in zip(company.answers.items(), STRATA, strict=True):
        drawn = source.permutation(len(rows))[: max(2, round(share * len(rows)))]
        found[name] = rows[drawn[source.random(len(drawn)) < answering]]
    return found
