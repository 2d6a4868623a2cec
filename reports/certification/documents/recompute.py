#!/usr/bin/env python3
"""Computes the score of a self-evaluation again from its export, and says what differs.

    python recompute.py evaluation.json --seal 5f3a…
    python recompute.py evaluation.json --frame Q-304=numbers.txt

Needs Python 3.10 or newer and nothing else. --seal is the seal as published: without it, an export that was made anew
as a whole can't be told from the original. --frame is a list of all numbers that a query counted, one a line: the
sample is then drawn again from it. Exit status: 0 if everything agrees, 1 if not, 2 if the file is no export.
"""

import argparse
import hashlib
import json
import pathlib
import sys
import zipfile
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

FORMAT = "aftersales self-evaluation 1"
GRADES = (("five", 95), ("four", 90), ("three", 80), ("compliant", 70))
FAILS_AT, SAMPLE = 5, 20


def digest(value):
    """SHA-256 over JSON in UTF-8 with sorted keys and no spaces."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def broken_seals(document, published=""):
    known, faults = document["digests"], []
    items = {item["code"]: digest(item) for item in document["items"]}
    if len(items) < len(document["items"]):
        faults.append("a clause appears twice")
    faults += [f"item {code} was dropped" for code in sorted(known.keys() - items.keys())]
    faults += [f"item {code} was added" for code in sorted(items.keys() - known.keys())]
    faults += [f"item {code} was changed" for code in sorted(items.keys() & known.keys()) if items[code] != known[code]]
    if digest({key: value for key, value in document.items() if key != "seal"}) != document["seal"]:
        faults.append("the content does not agree with its seal")
    if published and published.strip().lower() != document["seal"]:
        faults.append("the seal is not the published one")
    return faults


def score_of(document):
    """earned / applicable * 100 - deductions + bonus, exactly."""
    applied = [item for item in document["items"] if item["applies"]]
    earned = sum((Fraction(item["points"]) for item in applied), Fraction(0))
    applicable = sum((Fraction(item["most"]) for item in applied), Fraction(0))
    deductions = sum(mark["kind"] == "deduction" for mark in document["marks"])
    bonus = sum(mark["kind"] == "bonus" for mark in document["marks"])
    exact = earned / applicable * 100 - deductions + bonus
    grade = ""
    if document["graded"]:
        grade = next((name for name, needs in GRADES if exact >= needs), "below")
        grade = "failed" if deductions >= FAILS_AT else grade
    return {
        "earned": earned,
        "applicable": applicable,
        "deductions": deductions,
        "bonus": bonus,
        "score": exact,
        "grade": grade,
    }


def wrong_score(document):
    stated, found = document["score"], score_of(document)
    faults = [
        f"{name} is {stated[name]}, but the items give {float(found[name]):.4f}"
        for name, close in (("earned", 0), ("applicable", 0), ("score", Fraction(1, 20000)))
        if abs(Fraction(stated[name]) - found[name]) > close
    ]
    faults += [
        f"{name} is {stated[name]!r}, but it follows {found[name]!r}"
        for name in ("deductions", "bonus", "grade")
        if stated[name] != found[name]
    ]
    if found["bonus"] > 1:
        faults.append("there is more than one bonus")
    return faults


def wrong_sections(document):
    """The items of a section share its points."""
    faults = []
    for section, points in document["catalogue"]["sections"].items():
        total = sum(Fraction(item["most"]) for item in document["items"] if item["section"] == section)
        if total != Fraction(points):
            faults.append(f"section {section} has {points} points, but its items have {float(total)}")
    return faults


def wrong_items(document):
    faults = []
    for item in document["items"]:
        code, most = item["code"], Fraction(item["most"])
        if item["applies"] and not 0 <= Fraction(item["points"]) <= most:
            faults.append(f"item {code} has {item['points']} of {item['most']} points")
        if item["query"] and item["of"] is not None:
            faults += wrong_counts(item, document["seed"])
    return faults


def wrong_counts(item, seed):
    code, of, met, sample = item["code"], item["of"], item["met"], item["sample"]
    faults = [] if 0 <= met <= of else [f"item {code}: {met} of {of} cannot be"]
    numbers = [row["number"] for row in sample]
    tickets = [(ticket(seed, item["query"], number), number) for number in numbers]
    if tickets != sorted(set(tickets)) or len(sample) != min(SAMPLE, of):
        faults.append(f"item {code}: the sample does not follow from the seed")
    good = sum(row["met"] for row in sample)
    if good > met or len(sample) - good > of - met:
        faults.append(f"item {code}: the sample contradicts the counts")
    if of:
        share = Decimal(item["most"]) * met / of
        proposed = min(Decimal(item["most"]), share.quantize(Decimal("0.1"), ROUND_HALF_UP))
        if proposed != Decimal(item["proposed"]):
            faults.append(f"item {code}: {item['proposed']} points are proposed, but the counts give {proposed}")
    return faults


def ticket(seed, query, number):
    return hashlib.sha256(f"{seed}|{query}|{number}".encode()).hexdigest()


def wrong_frame(document, query, numbers):
    """Draws the sample of a query again from all its numbers."""
    faults, hashed = [], hashlib.sha256("".join(f"{one}\n" for one in sorted(numbers)).encode()).hexdigest()
    for item in document["items"]:
        if item["query"] != query:
            continue
        if hashed != item["frame_hash"]:
            faults.append(f"item {item['code']}: these are not the numbers that were counted")
        drawn = sorted(numbers, key=lambda one: (ticket(document["seed"], query, one), one))[:SAMPLE]
        if drawn != [row["number"] for row in item["sample"]]:
            faults.append(f"item {item['code']}: another sample is drawn from these numbers")
    return faults


def faults_of(document, published=""):
    """Everything that does not agree, in English."""
    if document["format"] != FORMAT:
        raise ValueError("no export of a self-evaluation")
    parts = (wrong_sections, wrong_items, wrong_score)
    return broken_seals(document, published) + [fault for part in parts for fault in part(document)]


def read(path):
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return json.loads(archive.read("evaluation.json"))
    return json.loads(pathlib.Path(path).read_bytes())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", help="evaluation.json, or the ZIP file that contains it")
    parser.add_argument("--seal", default="", help="the seal as published")
    parser.add_argument("--frame", action="append", default=[], metavar="QUERY=FILE", help="all numbers of a query")
    asked = parser.parse_args()
    try:
        document = read(asked.file)
        faults = faults_of(document, asked.seal)
        for pair in asked.frame:
            query, _sign, name = pair.partition("=")
            faults += wrong_frame(document, query, pathlib.Path(name).read_text("utf-8").split())
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ArithmeticError) as error:
        print(f"no export that can be read: {error}")
        return 2
    found = score_of(document)
    print(
        f"{float(found['earned']):g} / {float(found['applicable']):g} * 100 "
        f"- {found['deductions']} + {found['bonus']} = {float(found['score']):.4f} {found['grade']}"
    )
    print("\n".join(faults) if faults else "everything agrees")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
