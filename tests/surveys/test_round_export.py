"""The export of a round: sealed, computed again by a script that knows nothing of the app, and safe from changes."""

import ast
import copy
import json
import subprocess
import sys
import zipfile
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest

from aftersales.kernel.errors import InvalidInput
from surveys.documents import recompute
from surveys.documents.round_export import build_export, packed, verify
from surveys.rules.export import Export, ExportItem, ExportRow, digest, sealed_document, statements
from surveys.rules.path_model import Model, estimate, index_of
from surveys.rules.resampling import bootstrap
from surveys.rules.scores import ces, csat, nps
from surveys.rules.weighting import effective_n, stratum_weights

pytestmark = pytest.mark.once
ITEMS = [
    ExportItem("exp1", "scale", 1, 10, "EXP", ""),
    ExportItem("exp2", "scale", 1, 10, "EXP", "process"),
    ExportItem("sat1", "scale", 1, 10, "SAT", "result"),
    ExportItem("sat2", "scale", 1, 5, "SAT", "result"),
    ExportItem("loy1", "scale", 1, 10, "LOY", "result"),
    ExportItem("nps", "recommend", 0, 10, "LOY", "result"),
    ExportItem("effort", "effort", 1, 7, "", ""),
    ExportItem("fair", "integrity", 1, 4, "", ""),
]
KEYS = [item.key for item in ITEMS]
PATHS = [("EXP", "SAT"), ("SAT", "LOY"), ("EXP", "LOY")]
MODEL = Model(
    {"EXP": ["exp1", "exp2"], "SAT": ["sat1", "sat2"], "LOY": ["loy1", "nps"]},
    PATHS,
    {item.key: (item.low, item.high) for item in ITEMS},
)
WEIGHTS = {"exp1": 0.4, "exp2": 0.6, "sat1": 0.55, "sat2": 0.45, "loy1": 0.7, "nps": 0.3}
PLAN = {"seed": 5, "draws": 60, "people": 20_000}
STRATA = {"S01": 300, "S02": 120, "S03": 40}


def people(count=140, gaps=True):
    source = np.random.default_rng(11)
    rows = []
    for number in range(count):
        mood = source.normal()
        given = {}
        for item in ITEMS:
            middle = item.low + (item.high - item.low) * (0.65 + 0.2 * (mood + 0.7 * source.normal()))
            if not gaps or source.random() > 0.03:
                given[item.key] = int(np.clip(round(middle), item.low, item.high))
        rows.append(ExportRow(f"S0{1 + number % 7 % 3}", number % 11 == 0, given))
    return rows


def export(rows=None, strata=STRATA, **changes):
    rows = people() if rows is None else rows
    empty = Export(
        quarter="2026-Q3",
        frame_hash="a" * 64,
        seed="b" * 64,
        population=sum(STRATA.values()),
        strata=strata,
        questionnaire="quarterly 1",
        items=ITEMS,
        latents=["EXP", "SAT", "LOY"],
        paths=PATHS,
        target="SAT",
        weights=WEIGHTS,
        weighted=True,
        rows=rows,
        figures={"all": {}, "without_flagged": {}},
        path_model={},
        bootstrap={},
        code_version="1.0",
    )
    draft = sealed_document(empty)
    figures = {name: recompute.figures_of(draft, less) for name, less in recompute.READINGS.items()}
    stated = {"figures": figures | changes.pop("figures", {}), "path_model": {"all": fitted(rows)}}
    return replace(empty, bootstrap={"all": PLAN}, **stated, **changes)


def columns(rows):
    return {key: np.array([row.given.get(key, np.nan) for row in rows], dtype=float) for key in KEYS}


def fitted(rows):
    found = estimate(columns(rows), MODEL)
    reliability = {
        name: {"alpha": found.alpha[name], "cr": found.composite_reliability[name], "ave": found.ave[name]}
        for name in MODEL.latents
    }
    drawn = bootstrap(columns(rows), MODEL, PLAN["draws"], seed=PLAN["seed"])
    bounds = {"path": drawn.paths, "effect": drawn.total_effects, "importance": drawn.importance}
    weight = {(key, latent): found.raw_weights[key] for latent, keys in MODEL.blocks.items() for key in keys}
    return statements(
        importance={
            (key, name): weight[key, latent] * found.total_effects[latent, name]
            for (key, latent) in weight
            for name in MODEL.latents
            if (latent, name) in found.total_effects
        },
        intervals={word: {pair: (one.low, one.high) for pair, one in pairs.items()} for word, pairs in bounds.items()},
        draws=drawn.draws,
        loadings={key: found.loadings[key] for key in MODEL.items},
        paths=found.paths,
        effects=found.total_effects,
        r2=found.r2,
        reliability=reliability,
    )


@pytest.fixture(scope="module")
def document():
    return sealed_document(export())


def test_whole_export_agrees(document):
    assert verify(packed(document), document["seal"]) == []
    assert len(document["figures"]["all"]) == 3 + 2 + 6 + 7
    assert document["figures"]["all"] != document["figures"]["without_flagged"]


def test_script_and_app_find_the_same_index_with_strata_weights_and_gaps(document):
    rows = people()
    counts = {name: sum(row.stratum == name for row in rows) for name in STRATA}
    weights = stratum_weights(STRATA, counts)
    cases, strata = np.array([weights[row.stratum] for row in rows]), np.array([row.stratum for row in rows])
    found = index_of(columns(rows), MODEL, WEIGHTS, cases, strata, STRATA)
    for latent, score in found.items():
        stated = document["figures"]["all"][f"index:{latent}"]
        for part in ("value", "low", "high", "error", "n"):
            assert stated[part] == pytest.approx(getattr(score, part), abs=1e-9)
    answered = {name: sum(row.stratum == name and "effort" in row.given for row in rows) for name in STRATA}
    assert document["figures"]["all"]["ces"]["effective_n"] == pytest.approx(effective_n(weights, answered))


def test_script_and_app_find_the_same_scores_without_strata():
    rows = people()
    figures = recompute.figures_of(sealed_document(export(rows, strata={}, population=0)), False)
    satisfied, recommended = (
        csat([row.given.get("sat1") for row in rows], 10),
        nps([row.given.get("nps") for row in rows]),
    )
    for part in ("value", "low", "high", "n"):
        assert figures["csat"][part] == pytest.approx(getattr(satisfied, part), abs=1e-9)
    assert figures["nps"]["value"] == pytest.approx(recommended.value)
    assert figures["nps"]["high"] - figures["nps"]["value"] == pytest.approx(recommended.margin)
    effort = ces([row.given.get("effort") for row in rows])
    assert figures["ces"]["value"] == pytest.approx(effort.mean)
    assert figures["share:easy"]["value"] == pytest.approx(effort.easy.value)


def test_finite_population_narrows_the_margin_of_the_nps():
    rows = [ExportRow("S", False, {"nps": value}) for value in [9] * 60 + [7] * 30 + [3] * 10]
    draft = sealed_document(replace(export(), rows=rows, strata={"S": 300}, population=300))
    figure = recompute.figures_of(draft, False)["nps"]
    assert (figure["value"], figure["high"] - 50) == pytest.approx((50, 10.75), abs=5e-3)


def test_script_and_app_draw_the_same_from_a_part_of_many_and_leave_out_what_cannot_be_estimated(monkeypatch):
    """One item is nearly constant, so that it is constant in some draws; 90 of 140 people are drawn from."""
    plan = PLAN | {"people": 90}
    monkeypatch.setattr("surveys.rules.resampling.DRAWN_FROM", 90)
    rows = [replace(row, given=row.given | {"effort": 4}) for row in people(gaps=False)]
    for place, row in enumerate(rows):
        row.given["exp2"] = 7 if place > 1 else 5
    document = sealed_document(replace(export(rows), bootstrap={"all": plan}))
    stated = document["path_model"]["all"]
    assert stated["draws"] < PLAN["draws"] and stated["path EXP SAT low"] < stated["path EXP SAT high"]
    assert verify(packed(document), document["seal"]) == []


@pytest.mark.parametrize(
    "name", ["path EXP SAT low", "path SAT LOY high", "effect EXP LOY low", "importance exp2 SAT high", "draws"]
)
def test_interval_or_seed_that_was_changed_and_sealed_again_is_found(document, name):
    def widen(other):
        other["path_model"]["all"][name] -= 1e-6

    assert any(name in fault for fault in verify(sealed_again(document, widen)))
    assert any(
        "low is stated" in fault
        for fault in verify(sealed_again(document, lambda other: other["bootstrap"]["all"].update(seed=6)))
    )


def changed(document, change):
    """The ZIP of a document after a change, with the old seal."""
    other = copy.deepcopy(document)
    change(other)
    return packed(other)


def sealed_again(document, change):
    """Digests, seal and all made to fit the change."""
    other = copy.deepcopy(document)
    change(other)
    other["digests"] = {row["id"]: digest(row) for row in other["answers"]}
    other["seal"] = recompute.seal_of(other)
    return packed(other)


def raise_one(document):
    document["answers"][5]["given"]["sat1"] = document["answers"][5]["given"]["sat1"] % 10 + 1


def drop_one(document):
    del document["answers"][7]


def add_one(document):
    document["answers"].append(document["answers"][3] | {"id": "R000999"})


def double_one(document):
    document["answers"].append(document["answers"][3])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (raise_one, "answer R000006 was changed"),
        (drop_one, "answer R000008 was dropped"),
        (add_one, "answer R000999 was added"),
        (double_one, "appears twice"),
        (lambda d: d.update(seed="c" * 64), "does not agree with its seal"),
        (lambda d: d["weights"].update(sat1=0.9), "does not agree with its seal"),
        (lambda d: d["figures"]["all"]["nps"].update(value=99.0), "nps value is stated as 99.0"),
        (lambda d: d["answers"][0].update(flagged=not d["answers"][0]["flagged"]), "answer R000001 was changed"),
        (lambda d: d["answers"][0].update(stratum="S09"), "answer R000001 was changed"),
    ],
)
def test_any_change_is_found(document, change, words):
    assert any(words in fault for fault in verify(changed(document, change), document["seal"]))


@pytest.mark.parametrize("change", [raise_one, drop_one, add_one])
def test_change_that_was_sealed_again_is_found_by_figures_and_by_the_published_seal(document, change):
    faults = verify(sealed_again(document, change), document["seal"])
    assert "the seal is not the published one" in faults
    assert any("index:SAT value is stated as" in fault for fault in faults) or change is not raise_one
    assert any("comes out as" in fault for fault in verify(sealed_again(document, change)))


def test_order_of_the_answers_leaves_no_trace():
    rows = people()
    found = export(rows)
    assert build_export(found) == build_export(replace(found, rows=rows[::-1]))


def run(folder, data, *options):
    with zipfile.ZipFile(BytesIO(data)) as archive:
        archive.extractall(folder)
    script = [sys.executable, "-I", str(folder / "recompute.py"), str(folder / "round.json"), *options]
    done = subprocess.run(script, capture_output=True, text=True, check=False, cwd=folder, timeout=60)
    return done.returncode, done.stdout + done.stderr


def test_script_runs_alone_and_says_what_it_found(tmp_path, document):
    status, said = run(tmp_path, packed(document), "--seal", document["seal"])
    assert (status, said.splitlines()[-1]) == (0, "Everything agrees.")
    assert "index:SAT" in said
    status, said = run(tmp_path, changed(document, raise_one), "--seal", document["seal"])
    assert status == 1
    assert "answer R000006 was changed" in said
    (tmp_path / "round.json").write_text("{}")
    script = [sys.executable, "-I", str(tmp_path / "recompute.py"), str(tmp_path / "round.json")]
    assert subprocess.run(script, capture_output=True, check=False).returncode == 2


def test_script_is_short_and_needs_only_numpy():
    with zipfile.ZipFile(BytesIO(build_export(export()))) as archive:
        source = archive.read("recompute.py").decode()
    assert len(source.splitlines()) < 300
    imports = {name.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import) for name in node.names}
    assert not [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)]
    assert imports - set(sys.stdlib_module_names) == {"numpy"}


def test_export_has_no_name_and_only_what_can_be_computed_again(document):
    assert set(document["answers"][0]) == {"id", "stratum", "flagged", "given"}
    funnel = export(figures={"all": {"funnel:drawn": {"value": 3.0}, "nps": {"value": None}}})
    assert sealed_document(funnel)["figures"]["all"] == {}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04" + b"\0" * 40,
        lambda: packed({"quarter": "", "seal": ""}),
        lambda: packed(sealed_document(export()) | {"answers": [1]}),
        lambda: packed(sealed_document(export()) | {"answers": []}),
        lambda: packed(sealed_document(export()) | {"items": [{"key": "x"}]}),
    ],
)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_file_that_is_no_export_is_refused(data):
    try:
        faults = verify(data() if callable(data) else data)
    except InvalidInput as refused:
        assert refused.code == "no_export"
    else:
        assert faults


def test_document_is_readable_json(document):
    with zipfile.ZipFile(BytesIO(packed(document))) as archive:
        assert json.loads(archive.read("round.json")) == document
        assert "封存码" in archive.read("README.txt").decode()
