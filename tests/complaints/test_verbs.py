"""A verb is declared once: a made-up one works on page, sheet, bulk bar and API from its declaration alone.

What a new verb takes is here: a form, a service, a row in verbs.py. Beside them stand its tests and translations.
"""

import pytest
from django import forms
from django.urls import include, path, reverse
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

from aftersales.kernel.errors import RuleViolation
from aftersales.staff.enums import TICKET_READERS
from aftersales.web.api.verbs import offers
from aftersales.web.api.viewsets import Router
from aftersales.web.fields import DayField, YesNoField
from aftersales.web.verbs import Verb
from complaints import verbs
from complaints.api.serializers.tickets import TicketDetailOut
from complaints.api.tickets import TicketViewSet
from complaints.forms.ticket import TicketForm
from complaints.models import Ticket
from tests.factories import NOW, cast

from . import factories as make

pytestmark = pytest.mark.django_db
praised = []


class PraiseForm(TicketForm):
    words = forms.CharField(label="Words", max_length=20)
    stars = forms.IntegerField(min_value=1, max_value=5, required=False, initial=5)
    said_on = DayField(required=False)
    in_public = YesNoField()


def praise(*, ticket_id, actor, now, words, stars, said_on, in_public):
    """Note that the customer praised us."""
    if words == "no":
        raise RuleViolation("That is no praise.", code="no_praise", field="words")
    praised.append((ticket_id, actor.username, words, stars, in_public))


PRAISE = Verb(
    "praise",
    "Praise",
    PraiseForm,
    praise,
    lambda user, ticket: user.role == "service",
    "Praise noted",
    many="Praise them",
    many_roles=frozenset({"service"}),
)
NAMED = {"praise": PRAISE}


@offers("ticket", TICKET_READERS, NAMED, answers=TicketDetailOut)
class PraisedViewSet(TicketViewSet):
    policies = TicketViewSet.policies


router = Router()
router.register("praised", PraisedViewSet, "api-ticket")
urlpatterns = [path("api/v1/", include(router.urls)), path("", include("aftersales.urls"))]
API = "/api/v1/praised/"


@pytest.fixture
def people(time_machine, monkeypatch, settings):
    time_machine.move_to(NOW, tick=False)
    monkeypatch.setitem(verbs.SHEETS, "praise", PRAISE)
    monkeypatch.setitem(verbs.MANY, "praise", PRAISE)
    settings.ROOT_URLCONF = __name__
    praised.clear()
    return cast()


@pytest.fixture
def ticket(people):
    return make.logged(people)


def send(people, ticket, body):
    client = APIClient()
    client.force_authenticate(people.clerk)
    return client.post(f"{API}{ticket.number}/praise/", body, format="json")


def test_page_offers_the_verb_shows_its_form_and_does_it(people, ticket, client):
    client.force_login(people.clerk)
    url = reverse("ticket_step", args=[ticket.number, "praise"])
    assert url in client.get(ticket.get_absolute_url()).content.decode()
    assert 'name="words"' in client.get(url).content.decode()
    assert client.post(url, {"words": "", "in_public": "yes"}).status_code == 422
    assert client.post(url, {"words": "no", "in_public": "yes"}).status_code == 422
    assert client.post(url, {"words": "well done", "stars": "4", "in_public": "no"}).url == ticket.get_absolute_url()
    assert praised == [(ticket.pk, "clerk", "well done", 4, False)]


def test_page_does_not_offer_the_verb_to_others(people, ticket, client):
    client.force_login(people.manager)
    page = client.get(ticket.get_absolute_url()).content.decode()
    assert reverse("ticket_step", args=[ticket.number, "praise"]) not in page


def test_bulk_bar_does_the_verb_on_many_tickets(people, client):
    numbers = [make.logged(people).number for _ in range(2)]
    client.force_login(people.clerk)
    assert 'value="praise"' in client.get(reverse("tickets")).content.decode()
    data = {"verb": "praise", "ticket": numbers, "sure": "yes", "words": "all good", "in_public": "yes"}
    assert client.post(reverse("tickets_bulk"), data).status_code == 302
    assert {pk for pk, *_rest in praised} == set(Ticket.objects.values_list("pk", flat=True))


def test_api_does_the_verb_with_declared_initial_values(people, ticket):
    assert send(people, ticket, {"words": "well done", "in_public": True}).json()["number"] == ticket.number
    assert praised == [(ticket.pk, "clerk", "well done", 5, True)]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("words", 7, "wrong_type"),
        ("words", ["x"], "wrong_type"),
        ("words", "", "required"),
        ("words", None, "required"),
        ("words", "x" * 21, "max_length"),
        ("stars", "4", "wrong_type"),
        ("stars", 4.5, "wrong_type"),
        ("stars", True, "wrong_type"),
        ("stars", 6, "max_value"),
        ("stars", 10**300, "max_value"),
        ("said_on", "28.11.2026", "wrong_type"),
        ("said_on", 20261128, "wrong_type"),
        ("in_public", "yes", "wrong_type"),
        ("in_public", 1, "wrong_type"),
        ("thanks", "x", "unknown_field"),
    ],
)
def test_api_names_the_invalid_field(people, ticket, field, value, code):
    answer = send(people, ticket, {"words": "well done", "in_public": True, field: value})
    assert answer.status_code == 400
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [(field, code)]
    assert praised == []


@pytest.mark.parametrize("body", [[], "x", 1, None])
def test_api_takes_a_json_object_only(people, ticket, body):
    assert send(people, ticket, body).status_code == 400


def test_api_answers_the_rule_of_the_service(people, ticket):
    answer = send(people, ticket, {"words": "no", "in_public": True})
    assert (answer.status_code, answer.json()["code"]) == (422, "no_praise")


def test_schema_describes_the_form(people):
    schema = SchemaGenerator(patterns=urlpatterns).get_schema(request=None, public=True)
    operation = schema["paths"]["/api/v1/praised/{number}/praise/"]["post"]
    body = operation["requestBody"]["content"]["application/json"]["schema"]
    assert set(body["required"]) == {"words", "in_public"} and body["additionalProperties"] is False
    assert body["properties"]["words"] == {
        "type": "string",
        "minLength": 1,
        "maxLength": 20,
        "description": "Words",
    }
    assert body["properties"]["stars"]["maximum"] == 5
    assert operation["description"] == praise.__doc__


def test_policy_of_the_verb_is_that_of_its_object():
    assert PraisedViewSet.policies["do_praise"].roles == TICKET_READERS
