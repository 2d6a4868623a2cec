"""A third party computes a round again from its export; what was changed is found."""

import json
import zipfile
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from surveys.documents.round_export import packed, verify
from surveys.models import Response
from surveys.queries.sealed import document_of
from surveys.services.computing import compute_round
from tests.factories import NOW
from tests.factories import cast as make_cast

from .factories import closed_round, quarterly, respond, stratum
from .test_results import ccsi

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(db, monkeypatch):
    monkeypatch.setattr("surveys.services.modelling.DRAWS", 100)
    cast = make_cast()
    form = quarterly()
    form.index_model = ccsi()
    form.save()
    found = closed_round(population=900)
    stratum(found, 600, region=cast.east, tier="ordinary")
    stratum(found, 300, region=cast.west, tier="ordinary")
    respond(found, 240, region=cast.east)
    respond(found, 60, region=cast.west, seed=2)
    respond(found, 6, region=cast.west, seed=3, overrides={"fair": 3})
    compute_round(found.pk, NOW)
    found.refresh_from_db()
    return found


def test_all_figures_come_out_again_to_1e_9(found) -> None:
    data = packed(document_of(found))
    assert verify(data, found.seal) == []
    document = json.loads(zipfile.ZipFile(BytesIO(data)).read("round.json"))
    assert document["bootstrap"]["all"] == {"seed": 0, "draws": 100, "people": 20_000}
    stated = document["path_model"]
    for reading in ("all", "without_flagged"):
        assert stated[reading]["draws"] == 100 and stated[reading]["path PQ SAT low"] < stated[reading]["path PQ SAT"]
        assert "effect IMG SAT high" in stated[reading]
        low, value, high = (stated[reading][f"importance img1 SAT{end}"] for end in (" low", "", " high"))
        assert low < value < high
    assert "csat" in document["figures"]["without_flagged"]
    assert len(document["answers"]) == 306


def test_a_changed_answer_in_the_database_breaks_the_seal(found) -> None:
    out = StringIO()
    call_command("verify_round", "2026-Q3", stdout=out)
    assert "agrees with its seal" in out.getvalue()
    row = Response.objects.filter(q14__lt=10).first()
    Response.objects.filter(pk=row.pk).update(q14=row.q14 + 1)
    with pytest.raises(CommandError, match="seal"):
        call_command("verify_round", "2026-Q3")


def test_the_export_is_for_managers_and_auditors(found, client) -> None:
    from aftersales.staff.models import User  # noqa: PLC0415

    client.force_login(User.objects.get(username="auditor"))
    answer = client.get(reverse("round_export", args=["2026-Q3"]))
    assert answer.status_code == 200 and verify(answer.content, found.seal) == []
    assert found.seal in client.get(reverse("round_seal", args=["2026-Q3"])).content.decode()
    client.force_login(User.objects.get(username="clerk"))
    assert client.get(reverse("round_export", args=["2026-Q3"])).status_code == 404


@pytest.mark.parametrize("few", [3, 0])
def test_the_export_of_an_anonymous_round_shows_no_stratum_of_fewer_than_five(db, few) -> None:
    cast = make_cast()
    found = closed_round(population=300, is_anonymous=True)
    stratum(found, 200, region=cast.east, tier="ordinary")
    stratum(found, 100, region=cast.west, tier="ordinary")
    if few:
        respond(found, 30, region=cast.east)
        respond(found, 9, region=cast.east, tier="important", seed=3)
    respond(found, few or 4, region=cast.west, seed=2)
    compute_round(found.pk, NOW)
    found.refresh_from_db()
    document = document_of(found)
    strata = [row["stratum"] for row in document["answers"]]
    assert all(strata.count(name) >= 5 for name in strata) and bool(strata) == bool(few)
    assert verify(packed(document), found.seal) == []
