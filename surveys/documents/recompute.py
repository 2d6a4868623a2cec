#!/usr/bin/env python3
"""Recomputes the figures of a satisfaction survey from its export, and says what differs.

    python recompute.py round.json --seal 5f3a…

Needs Python 3.10 or newer and NumPy, and nothing of the system that made the export. --seal is the seal as published,
for example in the report: without it, an export that was made anew as a whole can't be told from the original. Exit
status: 0 if everything agrees, 1 if not, 2 if the file is no export.
"""

import argparse
import hashlib
import json
import math
import pathlib
import sys
import zipfile

import numpy as np

FORMAT = "aftersales round 3"
Z = 1.959964  # 95% of a normal distribution
STUDENT, SMALLEST = (2.372271, 2.822499, 2.555850, 1.589534), (12.706205, 4.302653)  # by the degrees of freedom
CLOSE = 1e-9
STEPS, SETTLED = 2000, 1e-12  # of the path model: Mode A, centroid scheme, standardised items
READINGS = {"all": False, "without_flagged": True}


def digest(value):
    """SHA-256 over JSON in UTF-8 with sorted keys and no spaces."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def seal_of(document):
    """SHA-256 over everything but the seal itself."""
    return digest({key: value for key, value in document.items() if key != "seal"})


def broken_seals(document, published=""):
    """What was changed since the export was sealed: answers one by one, and anything else."""
    known, faults = document["digests"], []
    rows = {row["id"]: digest(row) for row in document["answers"]}
    if len(rows) < len(document["answers"]):
        faults.append("an answer was added: an identifier appears twice")
    faults += [f"answer {name} was dropped" for name in sorted(known.keys() - rows.keys())]
    faults += [f"answer {name} was added" for name in sorted(rows.keys() - known.keys())]
    faults += [f"answer {name} was changed" for name in sorted(rows.keys() & known.keys()) if rows[name] != known[name]]
    if seal_of(document) != document["seal"]:
        faults.append("the content does not agree with its seal")
    if published and published.strip().lower() != document["seal"]:
        faults.append("the seal is not the published one")
    return faults


class Reading:
    """The answers of a reading as arrays, with the weight of each person."""

    def __init__(self, document, without_flagged):
        rows = [row for row in document["answers"] if not (without_flagged and row["flagged"])]
        self.items = {item["key"]: item for item in document["items"]}
        self.answers = {key: np.array([float(row["given"].get(key, "nan")) for row in rows]) for key in self.items}
        self.populations, self.population, self.n = document["strata"], document["population"], len(rows)
        self.strata = np.array([row["stratum"] if self.populations else "" for row in rows])
        counts = {name: int((self.strata == name).sum()) for name in sorted(set(self.strata))}
        known = {name: n for name, n in counts.items() if self.populations.get(name)}
        frame, sample = sum(self.populations[name] for name in known), sum(known.values())
        weights = {name: (self.populations[name] / frame) / (n / sample) for name, n in known.items()}
        self.weights = np.array([weights.get(name, 1.0) for name in self.strata])

    def scaled(self, key):
        """Answers on a scale of 0 to 100."""
        low, high = self.items[key]["low"], self.items[key]["high"]
        return 100 * (self.answers[key] - low) / (high - low)

    def score(self, keys, weights):
        """The weighted mean of what each person answered, NaN below half of the items."""
        values = np.column_stack([self.scaled(key) for key in keys])
        given, weights = ~np.isnan(values), np.array(weights)
        total = given @ weights
        found = np.where(given, values, 0) @ weights / np.where(total == 0, np.nan, total)
        return np.where(given.sum(axis=1) >= len(keys) / 2, found, np.nan)

    def figure(self, values, shape):
        """The weighted mean of one number a person with its 95% interval; None without answers."""
        given = ~np.isnan(values)
        values, weights, strata = values[given], self.weights[given], self.strata[given]
        n = len(values)
        if not n:
            return None
        mean = float(weights @ values / weights.sum())
        worth = float(weights.sum() ** 2 / (weights**2).sum())
        factor = self._factor(n)
        if shape in ("index", "effort"):
            error = self._stratified(values, weights, strata, mean)
        else:
            error = factor * math.sqrt(float(weights**2 @ (values - mean) ** 2)) / float(weights.sum())
        margin = errors_of([int((strata == name).sum()) for name in set(strata)]) * error
        low, high = mean - margin, mean + margin
        if shape == "share":
            low, high = wilson(mean, worth / factor**2) if factor else (mean, mean)
        least, most = {"effort": (1, 7), "nps": (-100, 100)}.get(shape, (0, 100))
        bounds = {"low": max(least, low), "high": min(most, high)}
        return {"value": mean, **bounds, "error": error, "n": n, "effective_n": worth}

    def _factor(self, n):
        """The finite-population factor."""
        if not self.population or self.n > self.population:
            return 1.0
        people = round(n / (self.n / self.population))
        return math.sqrt(max(0, people - n) / (people - 1)) if people > 1 else 1.0

    def _stratified(self, values, weights, strata, mean):
        """The standard error of a mean by strata; one of fewer than five answers varies at least as all do within."""
        inside, parts = {name: values[strata == name] for name in set(strata)}, 0.0
        within = sum(len(x) * float(x.var()) for x in inside.values()) / max(1, len(values) - len(inside))
        for name, x in inside.items():
            n, left = len(x), max(0.0, 1 - len(x) / self.populations.get(name, math.inf))
            own = float(x.var(ddof=1)) if n > 1 else (float(x[0]) - mean) ** 2
            parts += weights[strata == name][0] ** 2 * left * n * (own if n >= 5 else max(own, within))
        return math.sqrt(parts) / float(weights.sum())


def errors_of(counts):
    """Standard errors to each side of a mean: Student's t below 100 answers, by the expansion of Cornish and Fisher."""
    df = sum(counts) - sum(n > 1 for n in counts) - (1 in counts)
    few = Z + sum(part / df**power for power, part in enumerate(STUDENT, 1)) if df > 2 else SMALLEST[df > 1]
    return Z if sum(counts) >= 100 else few


def wilson(percent, n):
    p, square = percent / 100, Z**2
    spread = Z * math.sqrt(max(0.0, p * (1 - p)) / n + square / (4 * n**2))
    middle, scale = p + square / (2 * n), 1 + square / n
    return 100 * max(0.0, (middle - spread) / scale), 100 * min(1.0, (middle + spread) / scale)


def figures_of(document, without_flagged):
    """All figures of all customers, by code."""
    reading = Reading(document, without_flagged)
    rated = [item for item in document["items"] if item["latent"] and item["kind"] in ("scale", "recommend")]
    found = {}
    for kind, word in (("latent", "index"), ("aspect", "aspect")):
        for name in dict.fromkeys(item[kind] for item in rated if item[kind]):
            keys = [item["key"] for item in rated if item[kind] == name]
            weights = [document["weights"].get(key, 1.0) if kind == "latent" else 1.0 for key in keys]
            found[f"{word}:{name}"] = reading.figure(reading.score(keys, weights), "index")
    found |= {f"item:{item['key']}": reading.figure(reading.scaled(item["key"]), "index") for item in rated}

    def first(kind, latent=None):
        item = next((i for i in document["items"] if i["kind"] == kind and latent in (None, i["latent"])), None)
        return item and (reading.answers[item["key"]], item["high"])

    def share(values, test):
        return reading.figure(np.where(np.isnan(values), np.nan, 100.0 * test), "share")

    if overall := first("scale", document["target"]):
        found["csat"] = share(overall[0], overall[0] >= overall[1] - 1)
    if recommend := first("recommend"):
        values = recommend[0]
        net = np.where(np.isnan(values), np.nan, 100.0 * (values >= 9) - 100.0 * (values <= 6))
        found["nps"] = reading.figure(net, "nps")
        groups = {"promoters": values >= 9, "passives": (values == 7) | (values == 8), "detractors": values <= 6}
        found |= {f"share:{name}": share(values, test) for name, test in groups.items()}
    if effort := first("effort"):
        found["ces"] = reading.figure(effort[0], "effort")
        found["share:easy"] = share(effort[0], effort[0] >= effort[1] - 2)
    return found


def path_model_of(document, without_flagged):
    """Loadings, paths, effects, importance, R² and reliability of those who answered every item, with intervals."""
    reading = Reading(document, without_flagged)
    rated = [item for item in document["items"] if item["kind"] in ("scale", "recommend")]
    blocks = {name: [item["key"] for item in rated if item["latent"] == name] for name in document["latents"]}
    latents = [name for name in blocks if blocks[name]]
    keys = [key for name in latents for key in blocks[name]]
    rows = np.column_stack([reading.scaled(key) for key in keys])
    rows = rows[~np.isnan(rows).any(axis=1)]
    member = np.array([[float(key in blocks[name]) for name in latents] for key in keys])
    causes = np.array([[float([a, b] in document["paths"]) for b in latents] for a in latents])
    loadings, matrix, r2 = fit(rows, member, causes)
    found = {f"loading {key}": value for key, value in zip(keys, loadings, strict=True)}
    found |= {f"r2 {name}": value for name, value in zip(latents, r2, strict=True)}
    for name in latents:
        inside = [keys.index(key) for key in blocks[name]]
        found |= reliability(name, rows[:, inside], loadings[inside])
    matrices = {"": matrix}
    if plan := document["bootstrap"].get("without_flagged" if without_flagged else "all"):
        drawn = draws_of(rows, lambda some: fit(some, member, causes)[1], plan)
        found["draws"], (low, high) = len(drawn), np.quantile(drawn, (0.025, 0.975), axis=0)
        matrices |= {" low": low, " high": high}
    words = [f"{one} {name}" for one in ("path", "effect") for name in latents] + [f"importance {key}" for key in keys]
    for end, matrix in matrices.items():
        found |= {f"{words[a]} {latents[b]}{end}": value for (a, b), value in np.ndenumerate(matrix)}
    return {name: float(value) for name, value in found.items()}


def fit(rows, member, causes):
    """PLS path modelling: loadings; slopes, total effects and importance, stacked; R². NaN if weights do not settle."""
    among, joined = np.corrcoef(rows, rowvar=False), causes + causes.T

    def normal(weights):
        return weights / np.sqrt(np.diag(weights.T @ among @ weights))

    weights = normal(member)
    for _step in range(STEPS):
        before = weights
        inner = np.sign(before.T @ among @ before) * joined
        weights = normal(among @ before @ inner * member)
        if np.abs(np.abs(weights) - np.abs(before)).max() < SETTLED:
            break
    else:
        weights = weights * np.nan
    loadings = (among @ weights * member).sum(axis=1)
    most, together = member.T @ np.sign(loadings), member.T @ loadings
    sign = np.where(np.where(most == 0, together, most) < 0, -1, 1)
    weights, loadings = weights * sign, loadings * (member @ sign)
    latent, slopes = weights.T @ among @ weights, np.zeros_like(causes)
    for effect in np.flatnonzero(causes.any(axis=0)):
        before = np.flatnonzero(causes[:, effect])
        slopes[before, effect] = np.linalg.solve(latent[np.ix_(before, before)], latent[before, effect])
    effects, raw = slopes @ np.linalg.inv(np.eye(len(slopes)) - slopes), weights.sum(axis=1) / rows.std(axis=0)
    importance = (raw / (member @ (raw @ member)))[:, None] * (member @ effects)
    return loadings, np.vstack([slopes, effects, importance]), (slopes * latent).sum(axis=0)


def draws_of(rows, measure, plan):
    """What is measured in samples drawn with replacement from the rows in ascending order, or from a part of them."""
    rows = rows[np.lexsort(rows.T[::-1])]
    part, source, found = rows, np.random.default_rng(plan["seed"]), []
    if len(rows) > plan["people"]:
        places = np.random.default_rng([plan["seed"], plan["people"]]).choice(len(rows), plan["people"], replace=False)
        part = rows[np.sort(places)]
    for _draw in range(plan["draws"]):
        some = part[source.integers(0, len(part), len(part))]
        if (np.ptp(some, axis=0) > 0).all() and not np.isnan(one := np.array(measure(some))).any():
            found.append(one)
    if len(part) == len(rows):
        return np.array(found)
    whole, of_part = (np.array(measure(some)) for some in (rows, part))
    return whole + (np.array(found) - of_part) * math.sqrt(len(part) / len(rows))


def reliability(name, rows, loadings):
    k, common = len(loadings), loadings.sum() ** 2
    alpha = 1.0 if k == 1 else k / (k - 1) * (1 - rows.var(axis=0, ddof=1).sum() / rows.sum(axis=1).var(ddof=1))
    composite = common / (common + (1 - loadings**2).sum())
    return {f"alpha {name}": alpha, f"cr {name}": composite, f"ave {name}": (loadings**2).mean()}


def differences(document):
    """Every figure of the export that comes out differently."""
    faults = []

    def flat(figures):
        return {f"{code} {part}": x for code, figure in figures.items() for part, x in (figure or {}).items()}

    for reading, without_flagged in READINGS.items():
        own, stated = flat(figures_of(document, without_flagged)), flat(document["figures"][reading])
        if document["path_model"].get(reading):
            stated |= document["path_model"][reading]
            own |= path_model_of(document, without_flagged)
        for name, x in stated.items():
            y = own.get(name)
            if (x is None) != (y is None) or x is not None and not abs(y - x) <= CLOSE * max(1.0, abs(x)):
                faults.append(f"{reading}: {name} is stated as {x} but comes out as {y}")
    return faults


def faults_of(document, published=""):
    """All that is wrong with an export; empty if everything agrees."""
    if document.get("format") != FORMAT:
        raise ValueError(f"not an export of the format {FORMAT!r}")
    return broken_seals(document, published) + differences(document)


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    options.add_argument("file", help="round.json, or the ZIP file that contains it")
    options.add_argument("--seal", default="", help="the seal as published")
    given = options.parse_args()
    try:
        file = zipfile.Path(given.file, "round.json") if zipfile.is_zipfile(given.file) else pathlib.Path(given.file)
        document = json.loads(file.read_bytes())
        faults = faults_of(document, given.seal)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, np.linalg.LinAlgError) as error:
        print(f"{given.file} is no export of a round: {error}", file=sys.stderr)
        return 2
    for reading in READINGS:
        for code, figure in document["figures"][reading].items():
            print(f"{reading:16} {code:18} {figure['value']:9.4f}  n {figure['n']}")
    print(f"seal {document['seal']}" + ("" if given.seal else " (compare it with the published one)"))
    print("\n".join(faults) or "Everything agrees.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
