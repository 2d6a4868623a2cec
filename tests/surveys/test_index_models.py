"""Index models: the defaults, their settings page and their API."""

import pytest
from django.urls import reverse

from aftersales.kernel.errors import Conflict, InvalidInput, NotPermitted
from surveys.defaults import DEFAULT_MODELS
from surveys.models import IndexModel, Questionnaire
from surveys.rules.index_models import check_structure, latent_of, path_of
from surveys.services.index_models import create_index_model, install_index_models, update_index_model
from surveys.services.installation import install_defaults
from tests.factories import NOW
from tests.factories import cast as make_cast

pytestmark = pytest.mark.django_db
URL = "/api/v1/index-models/"
LATENTS = [{"code": "Q", "zh": "质量", "en": "Quality"}, {"code": "SAT", "zh": "满意", "en": "Satisfaction"}]
FACTS = {
    "code": "small",
    "title_zh": "小模型",
    "title_en": "Small model",
    "source": "",
    "latents": LATENTS,
    "paths": [["Q", "SAT"]],
    "target": "SAT",
    "is_retired": False,
}
TYPED = FACTS | {"latents": "Q 质量 / Quality\nSAT 满意 / Satisfaction, overall", "paths": "Q → SAT"}


@pytest.fixture
def cast(db):
    install_defaults(actor=None, now=NOW)
    return make_cast()


def create(cast, **facts):
    return create_index_model(actor=cast.manager, now=NOW, **FACTS | facts)


def test_installation_has_acsi_ccsi_and_the_company_model(cast) -> None:
    rows = {row.code: row for row in IndexModel.objects.all()}
    assert set(rows) == {"acsi", "ccsi", "company"}
    assert ["SAT", "CMP"] in rows["acsi"].paths and ["CMP", "LOY"] in rows["acsi"].paths
    assert ["IMG", "LOY"] in rows["ccsi"].paths and "CMP" not in str(rows["ccsi"].paths)
    quarterly = Questionnaire.objects.get(code="quarterly")
    assert quarterly.index_model == rows["company"]
    asked = {one.code for one in quarterly.indicators.filter(parent=None)}
    assert asked == {latent["code"] for latent in rows["company"].latents}


def test_installing_again_changes_nothing(cast) -> None:
    IndexModel.objects.filter(code="acsi").update(title_en="Ours")
    install_index_models(actor=None)
    assert IndexModel.objects.get(code="acsi").title_en == "Ours"
    assert IndexModel.objects.count() == 3


@pytest.mark.parametrize("model", DEFAULT_MODELS, ids=lambda model: model.code)
def test_default_models_are_models(model) -> None:
    check_structure(model.named_latents, model.paths, "SAT")


@pytest.mark.parametrize(
    ("facts", "field", "code"),
    [
        ({"paths": [["Q", "SAT"], ["SAT", "Q"]]}, "paths", "cycle"),
        ({"paths": [["Q", "LOY"]]}, "paths", "unknown_latent"),
        ({"paths": []}, "paths", "unjoined"),
        ({"latents": [*LATENTS, {"code": "PV", "zh": "价值", "en": "Value"}]}, "paths", "unjoined"),
        ({"latents": [*LATENTS, LATENTS[0]]}, "latents", "latent_twice"),
        ({"latents": [{"code": f"L{n}", "zh": "x", "en": "x"} for n in range(21)]}, "latents", "too_many"),
        ({"target": "Q"}, "target", "bad_target"),
        ({"target": "NONE"}, "target", "bad_target"),
        ({"code": "acsi"}, "code", "taken"),
        ({"title_zh": " "}, "title_zh", "required"),
    ],
)
def test_what_is_no_model_is_refused_with_its_field(cast, facts, field, code) -> None:
    with pytest.raises(InvalidInput) as refused:
        create(cast, **facts)
    assert (refused.value.field, refused.value.code) == (field, code)
    assert not IndexModel.objects.filter(code="small").exists()


@pytest.mark.parametrize(
    "line", ["SAT", "sat 满意 / Satisfaction", "SAT 满意", "ＳＡＴ 满意 / Satisfaction", "A" * 13 + " 满 / S", "/"]
)
def test_latent_variable_is_typed_with_code_and_both_titles(line) -> None:
    with pytest.raises(InvalidInput):
        latent_of(line)


@pytest.mark.parametrize("line", ["Q → SAT", "Q->SAT", "Q SAT", " Q  >  SAT "])
def test_path_may_be_typed_in_several_ways(line) -> None:
    assert path_of(line) == ["Q", "SAT"]


def test_model_that_figures_rest_on_keeps_its_structure(cast) -> None:
    row = create(cast)
    Questionnaire.objects.filter(code="quarterly").update(index_model=row, used_at=NOW)
    with pytest.raises(InvalidInput) as refused:
        update_index_model(index_model_id=row.pk, actor=cast.manager, now=NOW, **FACTS | {"paths": [["SAT", "Q"]]})
    assert (refused.value.field, refused.value.code) == ("paths", "in_use")
    changed = update_index_model(
        index_model_id=row.pk, actor=cast.manager, now=NOW, **FACTS | {"title_en": "Old", "is_retired": True}
    )
    assert (changed.title_en, changed.is_retired, changed.version) == ("Old", True, 2)


def test_outdated_change_is_a_conflict_and_others_may_not_write(cast) -> None:
    row = create(cast)
    update_index_model(index_model_id=row.pk, actor=cast.manager, now=NOW, version=1, **FACTS)
    with pytest.raises(Conflict):
        update_index_model(index_model_id=row.pk, actor=cast.manager, now=NOW, version=1, **FACTS)
    for user in (cast.auditor, cast.executive):
        with pytest.raises(NotPermitted):
            update_index_model(index_model_id=row.pk, actor=user, now=NOW, **FACTS)


def post(client, name, data, *args):
    return client.post(reverse(name, args=args), data, HTTP_ACCEPT_LANGUAGE="en")


def test_manager_adds_a_model_on_the_page(client, cast) -> None:
    client.force_login(cast.manager)
    page = client.get(reverse("index_models"), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "American Customer Satisfaction Index" in page
    wrong = post(client, "index_model_new", TYPED | {"paths": "Q → SAT\nSAT → Q"})
    assert wrong.status_code == 400
    assert "The paths go in a circle: Q → SAT → Q." in wrong.content.decode()
    wrong = post(client, "index_model_new", TYPED | {"latents": "quality"})
    assert "isn’t written like this" in wrong.content.decode()
    assert post(client, "index_model_new", TYPED).status_code == 302
    row = IndexModel.objects.get(code="small")
    assert row.latents[1] == {"code": "SAT", "zh": "满意", "en": "Satisfaction, overall"}
    page = client.get(reverse("index_model", args=[row.pk]), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "SAT 满意 / Satisfaction, overall" in page and "Q → SAT" in page


def test_auditor_reads_and_clerk_sees_nothing(client, cast) -> None:
    row = create(cast)
    client.force_login(cast.auditor)
    page = client.get(reverse("index_model", args=[row.pk]), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "Small model" in page and 'type="submit">Save' not in page
    assert post(client, "index_model", TYPED, row.pk).status_code == 403
    client.force_login(cast.clerk)
    assert client.get(reverse("index_models")).status_code == 404


def test_api_creates_changes_and_refuses(client, cast) -> None:
    client.force_login(cast.manager)
    body = FACTS | {"latents": ["Q 质量 / Quality", "SAT 满意 / Satisfaction"], "paths": ["Q → SAT"]}
    answer = client.post(URL, body, content_type="application/json")
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert (made["latents"], made["paths"]) == (body["latents"], ["Q → SAT"])
    one = f"{URL}{made['id']}/"
    changed = client.patch(one, {"title_en": "Tiny", "version": 1}, content_type="application/json")
    assert (changed.status_code, changed.json()["title_en"], changed.json()["paths"]) == (200, "Tiny", ["Q → SAT"])
    assert client.patch(one, {"title_en": "X", "version": 1}, content_type="application/json").status_code == 409
    wrong = client.patch(one, {"paths": ["Q → LOY"]}, content_type="application/json")
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (400, "paths")
    assert client.get(URL + "?is_retired=false").json()["count"] == 4
