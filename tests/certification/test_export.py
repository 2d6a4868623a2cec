"""The sealed export: a stranger computes the same score with the script, and finds whatever was changed."""

import json
import subprocess
import sys
import zipfile
from copy import deepcopy
from io import BytesIO

import pytest

from reports.certification.documents.export import packed
from reports.certification.documents.recompute import faults_of, wrong_frame
from reports.certification.queries.sealed import document_of
from tests.factories import NOW
from tests.factories.clients import client_of

from . import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


@pytest.fixture
def document(people):
    return json.loads(json.dumps(document_of(factories.closed(people))))


def test_stranger_computes_the_same_score_with_nothing_but_the_file(people, tmp_path):
    row = factories.closed(people)
    client = client_of(people.auditor)
    answer = client.get(f"/reports/certification/{row.number}/export.zip")
    assert answer["Content-Disposition"] == f'attachment; filename="{row.number}.zip"'
    with zipfile.ZipFile(BytesIO(answer.content)) as archive:
        assert archive.namelist() == ["evaluation.json", "recompute.py", "README.txt"]
        archive.extractall(tmp_path)
    run = [sys.executable, "-I", str(tmp_path / "recompute.py"), str(tmp_path / "evaluation.json"), "--seal", row.seal]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "everything agrees")
    assert f"= {row.score} four" in done.stdout
    assert packed(document_of(row)) == answer.content


def test_export_of_an_open_evaluation_is_not_found(people):
    row = factories.assessed(people)
    assert client_of(people.gm).get(f"/reports/certification/{row.number}/export.zip").status_code == 404


def test_export_names_no_person(people, document):
    text = json.dumps(document, ensure_ascii=False)
    for user in (people.quality_manager, people.manager, people.gm):
        assert user.username not in text


def change(document, code, **values):
    changed = deepcopy(document)
    next(item for item in changed["items"] if item["code"] == code).update(values)
    return changed


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"points": "1"}, "earned is"),
        ({"most": "1"}, "section 5.1 has 40 points"),
        ({"applies": False}, "applicable is"),
        ({"points": "99"}, "has 99 of"),
        ({"met": 0}, "points are proposed"),
        ({"of": 7}, "the sample does not follow"),
        ({"sample": []}, "the sample does not follow"),
        ({"finding": "另一个结论"}, "item 5.1.1 was changed"),
    ],
)
def test_changed_figure_is_found_and_named(document, values, fault):
    assert faults_of(document, document["seal"]) == []
    found = faults_of(change(document, "5.1.1", **values))
    assert any(fault in one for one in found), found
    assert "item 5.1.1 was changed" in found


def test_export_made_anew_as_a_whole_is_found_by_the_published_seal(document):
    from reports.certification.rules.export import digest

    forged = change(document, "5.1.1", finding="另一个结论")
    forged["digests"] = {item["code"]: digest(item) for item in forged["items"]}
    forged["seal"] = digest({key: value for key, value in forged.items() if key != "seal"})
    assert faults_of(forged) == []
    assert faults_of(forged, document["seal"]) == ["the seal is not the published one"]


def test_left_out_deduction_or_better_grade_is_found(people):
    row = factories.rated(people)
    factories.marked(people, row)
    from reports.certification.services import evaluations

    evaluations.finish_assessment(evaluation_id=row.pk, conclusion="好", actor=people.manager, now=NOW)
    closed = evaluations.close_evaluation(evaluation_id=row.pk, actor=people.gm, now=NOW)
    document = document_of(closed)
    assert faults_of(document) == []
    assert any("deductions is 1" in one for one in faults_of({**document, "marks": []}))
    better = {**document, "score": {**document["score"], "grade": "five", "score": "100"}}
    assert any("score is 100" in one for one in faults_of(better))


def test_sample_is_drawn_again_from_all_numbers(document, people):
    assert wrong_frame(document, "Q-101", [people.east.code, people.west.code]) == []
    assert len(wrong_frame(document, "Q-101", ["x", people.west.code])) == 2
