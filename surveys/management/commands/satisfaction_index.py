"""Computes the index of answers that were collected elsewhere."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from aftersales.kernel.errors import DomainError
from surveys.importing.answers import read_answers
from surveys.importing.models import read_model

WEIGHTED, SHOWN = 200, 100  # complete rows for weights, and for paths


class Command(BaseCommand):
    help = "The index of satisfaction of answers in a CSV or XLSX file, by a PLS path model."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--model", type=Path, required=True, help="JSON; docs/satisfaction.md has an example")
        parser.add_argument("--json", action="store_true", help="print all figures as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        from surveys.rules.path_model import estimate

        path = options["model"]
        try:
            model = read_model(path)
            path = options["file"]
            answers = read_answers(path, model)
            found = estimate(answers, model)
        except DomainError as error:
            raise CommandError(f"{path.name}: {_(str(error.message)) % error.params}") from error
        self._warn(found, len(answers[model.items[0]]))
        figures = figures_of(found)
        if options["json"]:
            self.stdout.write(json.dumps(figures, ensure_ascii=False, indent=1))
        else:
            self._print(figures)

    def _warn(self, found: Any, rows: int) -> None:
        if rows > found.n:
            left_out = {"count": rows - found.n, "rows": rows}
            self.stderr.write(_("%(count)s of %(rows)s rows are left out: an answer is missing.") % left_out)
        if found.n < SHOWN:
            self.stderr.write(_("Fewer than %(least)s complete rows: paths are uncertain.") % {"least": SHOWN})
        if found.n < WEIGHTED:
            self.stderr.write(
                _("Fewer than %(least)s complete rows: weights are uncertain, equal weights are safer.")
                % {"least": WEIGHTED}
            )
        if negative := [item for item, weight in found.weights.items() if weight < 0]:
            self.stderr.write(_("The weight is below 0: %(items)s.") % {"items": ", ".join(negative)})

    def _print(self, figures: dict[str, Any]) -> None:
        for name, values in figures.items():
            if not isinstance(values, dict):
                self.stdout.write(f"{name}: {values}")
                continue
            self.stdout.write(f"\n{name}")
            width = max(map(len, values), default=0)
            for label, value in values.items():
                self.stdout.write(f"  {label:<{width}}  {'–' if value is None else format(value, '.4f')}")


def figures_of(found: Any) -> dict[str, Any]:
    """The figures as JSON has them: pairs are named "IMG->EXP", and what has no value is null."""
    names = ("weights", "loadings", "paths", "total_effects", "r2", "index", "alpha", "composite_reliability", "ave")
    return {name: _named(getattr(found, name)) for name in names} | {"n": found.n}


def _named(values: dict[Any, float]) -> dict[str, float | None]:
    return {
        key if isinstance(key, str) else "->".join(key): value if abs(value) < float("inf") else None
        for key, value in values.items()
    }
