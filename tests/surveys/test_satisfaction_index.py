"""manage.py satisfaction_index: the published figures, gaps, and errors that name the place."""

import json
from io import StringIO

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from openpyxl import Workbook

from .rules import ecsi

pytestmark = pytest.mark.once
MODEL = {
    "scale": [1, 10],
    "scheme": "centroid",
    "standardized": True,
    "blocks": {"A": ["a1", "a2"], "B": ["b1", "b2"], "C": ["c"]},
    "paths": [["A", "B"], ["B", "C"]],
}
ITEMS = ["a1", "a2", "b1", "b2", "c"]


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def rows(people=40):
    source = np.random.default_rng(5)
    common = source.normal(size=(people, 1))
    return np.clip(np.round(6 + 2 * common + source.normal(size=(people, 5))), 1, 10).astype(int).tolist()


def run(folder, table, model=MODEL, *, headings=ITEMS, encoding="utf-8"):
    answers, description = folder / "answers.csv", folder / "model.json"
    lines = [",".join(headings), *(",".join(map(str, row)) for row in table)]
    answers.write_text("\n".join(lines), encoding=encoding)
    description.write_text(model if isinstance(model, str) else json.dumps(model))
    out, err = StringIO(), StringIO()
    call_command("satisfaction_index", str(answers), model=description, json=True, stdout=out, stderr=err)
    return json.loads(out.getvalue()), err.getvalue()


def refused(folder, table, model=MODEL, **options):
    with pytest.raises(CommandError) as error:
        run(folder, table, model, **options)
    return str(error.value)


def test_published_figures_come_out(tmp_path):
    blocks, paths = ecsi.BLOCKS, [list(pair) for pair in ecsi.PATHS]
    (tmp_path / "model.json").write_text(json.dumps(MODEL | {"blocks": blocks, "paths": paths}))
    out = StringIO()
    call_command("satisfaction_index", str(ecsi.path()), model=tmp_path / "model.json", json=True, stdout=out)
    found = json.loads(out.getvalue())
    assert found["paths"] == pytest.approx({"->".join(pair): value for pair, value in ecsi.PATHS.items()}, abs=1e-6)
    assert list(found) == [
        *("weights", "loadings", "paths", "total_effects", "r2", "index"),
        *("alpha", "composite_reliability", "ave", "n"),
    ]
    assert found["n"] == 250
    assert set(found["weights"]) == set(ecsi.MODEL.items)
    assert set(found["index"]) == set(found["alpha"]) == set(found["ave"]) == set(blocks)


def test_figures_for_people_are_a_table(tmp_path):
    run(tmp_path, rows())
    out = StringIO()
    files = str(tmp_path / "answers.csv"), tmp_path / "model.json"
    call_command("satisfaction_index", files[0], model=files[1], stdout=out, stderr=StringIO())
    assert "A->B" in out.getvalue()
    assert "n: 40" in out.getvalue()


def test_workbook_other_columns_and_another_order_give_the_same(tmp_path):
    table = rows()
    found, _said = run(tmp_path, table)
    book = Workbook()
    book.active.append(["no", *ITEMS[::-1]])
    for number, row in enumerate(table):
        book.active.append([f"R{number}", *row[::-1]])
    book.save(tmp_path / "answers.xlsx")
    out = StringIO()
    answers = str(tmp_path / "answers.xlsx")
    call_command("satisfaction_index", answers, model=tmp_path / "model.json", json=True, stdout=out, stderr=StringIO())
    assert json.loads(out.getvalue()) == found


def test_rows_with_a_gap_are_left_out_and_said(tmp_path):
    table = rows()
    expected, _said = run(tmp_path, table)
    gaps = [[*row[:4], gap] for row, gap in zip(table, ["", "NA", "不适用"], strict=False)]
    found, said = run(tmp_path, table[:20] + gaps + table[20:], encoding="gb18030")
    assert found == expected
    assert "3 of 43 rows are left out" in said


def test_few_rows_are_said_to_be_uncertain(tmp_path):
    _found, said = run(tmp_path, rows(40))
    assert "Fewer than 100" in said
    assert "equal weights" in said
    _found, said = run(tmp_path, rows(250))
    assert said == ""


def test_items_may_have_their_own_scales(tmp_path):
    table = [[*row[:4], row[4] - 1] for row in rows()]
    found, _said = run(tmp_path, table, MODEL | {"scales": {"c": [0, 10]}})
    assert found["index"]["C"] == pytest.approx(np.mean([row[4] for row in table]) * 10)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("seven", "answers.csv: Line 4, column b1: “seven” is not a number."),
        ("NaN", "“NaN” is not a number"),
        ("inf", "“inf” is not a number"),
        ("７", "“７” is not a number"),
        ("1e3", "“1e3” is not a number"),
        ("11", "Line 4, column b1: 11 is not on the scale of 1 to 10."),
        ("-1", "-1 is not on the scale"),
        ("0.5", "0.5 is not on the scale"),
    ],
)
def test_bad_answer_is_named_with_its_line_and_column(tmp_path, cell, words):
    table = rows()
    table[2][2] = cell
    assert words in refused(tmp_path, table)


def test_missing_and_constant_columns_and_few_rows_are_named(tmp_path):
    assert "items are missing: b2, c." in refused(tmp_path, rows(), headings=["a1", "a2", "b1", "x", "y"])
    assert "“b2” are the same" in refused(tmp_path, [[*row[:3], 7, row[4]] for row in rows()])
    assert "9 complete rows are too few" in refused(tmp_path, rows(9))
    assert "too few" in refused(tmp_path, [])
    assert "appears twice" in refused(tmp_path, rows(), headings=["a1", "a1", "b1", "b2", "c"])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"paths": [["A", "B"], ["B", "C"], ["C", "A"]]}, "circle: A → B → C → A"),
        ({"paths": [["A", "A"], ["A", "B"], ["B", "C"]]}, "circle: A → A"),
        ({"paths": [["A", "B"]]}, "No path joins “C”"),
        ({"paths": []}, "No path joins"),
        ({"paths": [["A", "B"], ["B", "D"]]}, "“D”, which is no latent variable"),
        ({"paths": [["A", "B"], ["A", "B"], ["B", "C"]]}, "A → B is listed twice"),
        ({"paths": "A->B"}, "“paths” must list pairs"),
        ({"blocks": {"A": [], "B": ["b1"]}}, "“A” has no items"),
        ({"blocks": {"A": ["a1"], "B": ["a1"]}, "paths": [["A", "B"]]}, "“a1” is listed twice"),
        ({"blocks": {}}, "“blocks” must list"),
        ({"blocks": {"A": "a1"}}, "“blocks” must list"),
        ({"scale": [10, 1]}, "must go from a number to a higher one"),
        ({"scale": ["1", 10]}, "“scale” must be"),
        ({"scale": [True, 10]}, "“scale” must be"),
        ({"scheme": "path"}, "“scheme” must be “centroid”"),
        ({"standardized": False}, "“standardized” must be true"),
        ({"scales": {"z": [1, 5]}}, "“z”, which no block contains"),
        ({"weights": {}}, "“weights” is not a part of a model"),
    ],
)
def test_wrong_model_is_refused_with_the_reason(tmp_path, change, words):
    text = refused(tmp_path, rows(), MODEL | change)
    assert text.startswith("model.json: ")
    assert words in text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[]", "JSON object"),
        ("{", "Line 1 is not JSON"),
        ('{"scale": [NaN, 10]}', "“NaN” is not a number"),
        ('{"blocks": {"A": ["a1"], "A": ["a2"]}}', "“A” is given twice"),
        ("[" * 5000, "not JSON"),
        ("9" * 5000, "not JSON"),
    ],
)
def test_file_that_is_no_model_is_refused(tmp_path, text, words):
    assert words in refused(tmp_path, rows(), text)


def test_files_that_are_absent_are_named(tmp_path):
    with pytest.raises(CommandError, match=r"none.json: The file can’t be read"):
        call_command("satisfaction_index", str(tmp_path / "none.csv"), model=tmp_path / "none.json")
    (tmp_path / "model.json").write_text(json.dumps(MODEL))
    with pytest.raises(CommandError, match=r"none.csv: File none.csv not found"):
        call_command("satisfaction_index", str(tmp_path / "none.csv"), model=tmp_path / "model.json")
