"""Learns the weights of complaints/rules/intent.py from the sentences of the tests.

    python bench/learn_threats.py                  # all sentences: writes complaints/threat_weights.json
    python bench/learn_threats.py --cross          # each set told apart by the weights of all others: found, false
    python bench/learn_threats.py --without plain9 # only says how well the sentences left out are told apart

Logistic regression over the parts of the sentences with a penalty on large weights. It has one best solution, which
every machine finds within the rounding of the weights. A minute for both languages.
"""

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from complaints.defaults import WEIGHTS  # noqa: E402
from complaints.rules.intent import LIKELY, parts_of, score, share_of  # noqa: E402
from complaints.rules.phrases import normalized  # noqa: E402

SENTENCES = ROOT / "tests" / "complaints" / "rules" / "threats"
# How much large weights cost; what of a weight is too little to be kept.
PENALTY, LEAST = 0.05, 0.05
# How many short sentences make a long one.
LONG = 4
# What a sentence must reach beyond an even chance, chosen by --cross: few false alarms among sentences never seen.
CAUTION = {"zh": 0.1, "en": -0.1}


class Row(NamedTuple):
    """One sentence of one set."""

    name: str
    text: str
    is_threat: bool


def rows_of(language: str) -> list[Row]:
    rows = []
    for path in sorted(SENTENCES.glob(f"*_{language}*.txt")):
        if kind := next((kind for kind in ("threats", "harmless") if kind in path.stem), ""):
            name = path.stem.replace(kind, "").replace(language, "").strip("_").replace("__", "_")
            lines = path.read_text(encoding="utf-8").splitlines()
            rows += [Row(name, normalized(line), kind == "threats") for line in lines]
    return rows


def run_on(rows: list[Row]) -> list[Row]:
    """Harmless sentences of one set in long rows, as people write who care little for full stops."""
    harmless = [row for row in rows if not row.is_threat]
    return [
        Row(one.name, ",".join(row.text.rstrip("。.!?") for row in harmless[at : at + LONG]), False)
        for at, one in list(enumerate(harmless))[:: LONG - 1]
    ]


def learned(rows: list[Row], language: str) -> dict[str, float]:
    """The weights, rounded; "=zh" or "=en" is where a sentence without any known part begins."""
    often = Counter(part for row in rows for part in parts_of(row.text))
    rows = rows + run_on(rows)
    found = [parts_of(row.text) for row in rows]
    names = sorted(part for part, times in often.items() if times > 1)
    place = {part: at for at, part in enumerate(names)}
    cells = [
        (number, place[part], share_of(len(parts)))
        for number, parts in enumerate(found)
        for part in sorted(parts)
        if part in place
    ]
    lines, columns, values = zip(*cells, strict=True)
    table = csr_matrix((values, (lines, columns)), shape=(len(rows), len(names)))
    sides = np.array([1.0 if row.is_threat else -1.0 for row in rows])

    def loss(weights: Any) -> tuple[float, Any]:
        margin = sides * (table @ weights[:-1] + weights[-1])
        slope = -sides / (1 + np.exp(margin))
        cost = np.logaddexp(0, -margin).sum() + PENALTY / 2 * (weights[:-1] ** 2).sum()
        return cost, np.append(table.T @ slope + PENALTY * weights[:-1], slope.sum())

    start = np.zeros(len(names) + 1)
    best = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 2000, "ftol": 1e-12, "gtol": 1e-4}).x
    kept = {
        name: round(float(weight), 2) for name, weight in zip(names, best[:-1], strict=True) if abs(weight) >= LEAST
    }
    return {f"={language}": round(float(best[-1]) - CAUTION[language], 2), **kept}


def told_apart(rows: list[Row], weights: dict[str, float]) -> str:
    """How many threats are found, and how many harmless sentences are taken for one."""
    found = [(row.is_threat, score(row.text, weights) > LIKELY) for row in rows]
    threats = [likely for is_threat, likely in found if is_threat]
    harmless = [likely for is_threat, likely in found if not is_threat]
    return f"found {sum(threats)} of {len(threats)}, false {sum(harmless)} of {len(harmless)}"


def measure(names: list[str], language: str) -> None:
    rows = rows_of(language)
    for name in names or sorted({row.name for row in rows}):
        weights = learned([row for row in rows if row.name != name], language)
        print(language, name, told_apart([row for row in rows if row.name == name], weights), flush=True)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--without", default="", help="a set of sentences that is left out and measured")
    options.add_argument("--cross", action="store_true", help="measure every set by the weights of all others")
    asked = options.parse_args()
    if asked.without or asked.cross:
        for language in ("zh", "en"):
            measure([asked.without] if asked.without else [], language)
        return
    weights: dict[str, float] = {}
    for language in ("zh", "en"):
        weights |= learned(rows_of(language), language)
    text = json.dumps(weights, ensure_ascii=False, separators=(",", ":"), indent=0)
    WEIGHTS.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
