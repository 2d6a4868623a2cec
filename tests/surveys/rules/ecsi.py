"""The ECSI mobile phone data, which are not ours to copy, and the figures published for them."""

import csv
from pathlib import Path

import numpy as np
import pytest

from surveys.rules.path_model import Model

BLOCKS = {
    "IMG": [f"IMAG{n}" for n in range(1, 6)],
    "EXP": [f"CUEX{n}" for n in range(1, 4)],
    "PQ": [f"PERQ{n}" for n in range(1, 8)],
    "PV": ["PERV1", "PERV2"],
    "SAT": ["CUSA1", "CUSA2", "CUSA3"],
    "CMP": ["CUSCO"],
    "LOY": ["CUSL1", "CUSL2", "CUSL3"],
}
# Monecke & Leisch 2012, J. Stat. Software 48(3): SmartPLS, centroid scheme, standardised.
PATHS = {
    ("IMG", "EXP"): 0.50470564,
    ("EXP", "PQ"): 0.55724786,
    ("EXP", "PV"): 0.05078755,
    ("PQ", "PV"): 0.55721686,
    ("IMG", "SAT"): 0.17883348,
    ("EXP", "SAT"): 0.06442534,
    ("PQ", "SAT"): 0.51254524,
    ("PV", "SAT"): 0.19181566,
    ("SAT", "CMP"): 0.52609731,
    ("IMG", "LOY"): 0.19535971,
    ("SAT", "LOY"): 0.48347472,
    ("CMP", "LOY"): 0.07123241,
}
LOADINGS = {"CUSA1": 0.79902589, "CUSA2": 0.84621071, "CUSA3": 0.85188614}
R2 = {"EXP": 0.2547, "PQ": 0.3105, "PV": 0.3446, "SAT": 0.6803, "CMP": 0.2768, "LOY": 0.4573}
MODEL = Model(BLOCKS, list(PATHS), {item: (1, 10) for block in BLOCKS.values() for item in block})


def path():
    """The file; the test is skipped where it is absent."""
    for folder in Path(__file__).resolve().parents:
        found = folder / "shared" / "data" / "ecsi-mobi.csv"
        if found.is_file():
            return found
    return pytest.skip("ecsi-mobi.csv is absent")


def answers():
    with path().open(encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    return {item: np.array([float(row[item]) for row in rows]) for item in MODEL.items}
