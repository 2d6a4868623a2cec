"""What a form marks as optional is not refused when it is left empty, and a refused form shows the same fields. Every
verb has a form on a page."""

import json
import re
from collections import Counter, defaultdict
from copy import deepcopy
from dataclasses import dataclass
from itertools import product
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.urls import resolve
from django.utils.translation import override

from aftersales.office.services.numbering import next_numbers
from aftersales.store.contributions import contributions
from complaints.forms.fulfilment import InspectRow
from customers.models import Customer
from tests.complaints import factories as make
from tests.factories import NOW
from tests.factories.clients import client_of
from tests.factories.replay import Replay
from tests.factories.states import objects_by_state, tickets_by_state
from tests.factories.verb_states import more_by_state, pages_of_verbs
from tests.factories.visits import visited
from tests.factories.world import Things, build, print_at_once
from tests.permissions.test_matrix import PLAYERS

from .page_forms import Control, forms_of, kind_of, opened, page_addresses, pages

# Which fields a form refuses does not depend on the database.
pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]
# The first one reads the lists too. Together they see nearly every form.
ROLES = ("manager", "quality_manager", "service", "rep", "admin", "gm", "colleague")
ERROR = re.compile(r'id="([^"]+)_error"')
# The page has several such forms for other objects, or it is not a page of our own.
OTHER = {"login", "logout", "set_language", "set_theme", "survey"}
# Verbs without a form of their own on a page, and why.
WITHOUT_FORM = {"complaints.approval: recall": "the page of the ticket recalls its proposal"}


class Row:
    """Two lines of a fulfilment, of which one is inspected."""

    def __init__(self, product_name: str) -> None:
        line = SimpleNamespace(pk=1, product_name=product_name, line=SimpleNamespace(purchase=None))
        self.fulfilment_lines, self.about = {1: line}, [line, line]
        self.fulfilment = self.user = None


def empty(one: Control) -> list[str]:
    return one.values if not one.is_typed else [""] if one.kind in {"textarea", "text"} else []


def sent(client, form, content):
    """The status, the refused fields and the form that the answer shows. What is written is undone: also a session that
    the form ended goes on."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        response = client.post(form.action, content)
        html = response.content.decode() if not response.streaming else ""
        found = [one for one in forms_of(response, form.action) if one.action == form.action]
        # Sheets of one page may have the same address.
        again = next((one for one in found if kind_of(one) == kind_of(form)), found[0] if found else None)
        transaction.set_rollback(True)
    client.cookies = cookies
    return response.status_code, refused_in(form, set(ERROR.findall(html))), again


def refused_in(form, errors):
    """The names of the fields of a form to which errors belong. errors: ids of fields; each sheet of a page has its own,
    and a choice of several buttons numbers them."""
    return {
        name
        for name, one in form.controls.items()
        if errors & {one.id, re.sub(r"_[0-9]+$", "", one.id), f"id_{name}", name}
    }


@dataclass
class Scene:
    """The world, with something in each state in which verbs are offered, and where that is shown."""

    things: Things
    addresses: list[str]


def _scene() -> Scene:
    things = build()
    next_numbers("CU", 900, now=NOW)
    people = things.cast
    more = [*tickets_by_state(people).values(), *objects_by_state(people), *more_by_state(people)]
    addresses = [*(row.get_absolute_url() for row in more), *pages_of_verbs(people)]
    Customer.objects.filter(pk=people.customer.pk).update(not_by_phone=True)
    return Scene(things, addresses)


_replayed = Replay(_scene, at=NOW)


@pytest.fixture
def scene(db, monkeypatch, at_now):
    print_at_once(monkeypatch)
    return _replayed()


@pytest.fixture
def reached(db, monkeypatch):
    """The verbs whose form was sent since then, each as `noun: verb`. A form that several verbs share tells by whom it was
    made."""
    found, before, named = set(), [], defaultdict(set)
    for name, verb in named_verbs():
        named[id(verb)].add(name)
    verbs = {id(verb): verb for _name, verb in named_verbs()}
    shared = Counter(verb.form for verb in verbs.values())
    for key, verb in verbs.items():
        form = verb.form
        if shared[form] == 1:
            monkeypatch.setattr(form, "__init__", noting(form, form.__init__, found, named[key]))
            continue
        before.append((verb, form))
        made = type(form.__name__, (form,), {"__module__": form.__module__})
        made.__init__ = noting(made, form.__init__, found, named[key])
        object.__setattr__(verb, "form", made)
    yield found
    for verb, form in before:
        object.__setattr__(verb, "form", form)


def named_verbs():
    return [
        (f"{one.model._meta.label_lower}: {verb.name}", verb)
        for one in contributions("VERBS")
        for verb in one.verbs.values()
    ]


def noting(form, init, found, names):
    def noted(self, *args, **kwargs):
        init(self, *args, **kwargs)
        if self.is_bound and type(self) is form:
            found.update(names)

    return noted


@pytest.fixture
def of_all_roles(tmp_path_factory, testrun_uid):
    """A folder that all processes of this test run share."""
    folder = tmp_path_factory.getbasetemp().parent / f"reached-{testrun_uid}"
    folder.mkdir(exist_ok=True)
    return folder


def test_what_approval_needs_is_not_called_optional(people):
    """Before approval the problem must be known; the sheet says so, though the rest may be saved without it."""
    ticket = make.logged(people)
    page = opened(client_of(people.clerk, "en"), f"{ticket.get_absolute_url()}edit/").content.decode()
    label = re.search(r'<label for="id_problem_found">(.*?)</label>', page, re.DOTALL)[1]
    assert "needed for approval" in label and "optional" not in label


def test_correction_after_a_visit_calls_none_of_its_fields_optional(people):
    """One of them is needed; which one does not matter."""
    row = visited(people.customer, NOW, rep=people.rep)
    page = opened(client_of(people.manager, "en"), f"{row.get_absolute_url()}?sheet=correct").content.decode()
    labels = re.findall(r'<label for="id_correct_(?:phone|email|address)">(.*?)</label>', page, re.DOTALL)
    assert len(labels) == 3 and not any("optional" in label for label in labels)


def test_error_of_an_inspection_names_the_product(people):
    row = Row(product_name="培养箱 HX-250")
    with override("en"):
        form = InspectRow({"line-line": "1", "line-finding": "漂移"}, prefix="line", form=row)
        assert form.errors["finding"] == ["培养箱 HX-250: enter the inspection finding and choose a disposition."]


@pytest.mark.parametrize("role", ROLES)
def test_optional_is_what_may_be_left_empty(scene, reached, of_all_roles, role):
    """Every form of every page, those of verbs among them, is sent without what it calls optional, and once with
    nothing at all, by each of its buttons. Filters call nothing optional: they may always be left empty. Together the
    roles reach every verb that has a form; the last one that is done compares."""
    things = scene.things
    client = client_of(getattr(things.cast, PLAYERS.get(role, role)), "en")
    # Lists look the same to all who read them; what is done to an object depends on who looks.
    own = [one for one in page_addresses(things, role) if role == ROLES[0] or re.search("[0-9]", one)]
    seen, wrong = set(), []
    for page in pages(client, dict.fromkeys([*own, *scene.addresses])):
        for form in page.forms:
            if form.method == "get" and not page.address.startswith("/styleguide/"):
                marked = [name for name, one in form.controls.items() if one.is_marked]
                wrong += [("filter", page.address, marked)] if marked else []
            elif form.method == "post" and kind_of(form) not in seen:
                seen.add(kind_of(form))
                wrong += lies(client, page.address, form)
    (of_all_roles / f"{role}.json").write_text(json.dumps(sorted(reached)), encoding="utf-8")
    assert seen and wrong == [], wrong
    done = [json.loads(one.read_text(encoding="utf-8")) for one in of_all_roles.glob("*.json")]
    if len(done) == len(ROLES):
        without = {name for name, _verb in named_verbs()}.difference(*done)
        assert without == set(WITHOUT_FORM), sorted(without ^ set(WITHOUT_FORM))


def lies(client, page, form):
    """What the form says about its fields and does not hold."""
    name = resolve(urlsplit(form.action).path).url_name
    if name in OTHER:
        return []
    wrong: list = []
    if not any(one.is_typed for one in form.controls.values()):
        answers = [sent(client, form, form.content() | press) for press in form.presses()]
        return [("error", form.action, status) for status, *_answer in answers if status >= 500]
    marked = {one.name for one in form.controls.values() if one.is_marked}
    nothing = {key: empty(one) for key, one in form.controls.items()}
    needed = {key: [] if key in marked else one.filled() for key, one in form.controls.items()}
    for content, press in product((nothing, needed) if marked else (nothing,), form.presses()):
        status, refused, again = sent(client, form, content | press)
        if status >= 500:
            wrong.append(("error", form.action, status))
        if found := marked & refused:
            wrong.append(("marked optional, refused", page, form.action, sorted(found)))
        if again is not None and status == 422 and kind_of(again) != kind_of(form):
            before, after = set(form.controls), set(again.controls)
            wrong.append(("other fields", page, form.action, sorted(before ^ after)))
    for one in form.controls.values():
        if one.needed and one.question in form.controls:
            wrong += untrue_calls(client, page, form, one)
    return wrong


def untrue_calls(client, page, form, one):
    """A field that an answer calls for is refused when it is left empty with this answer, and not with another one."""
    wrong, asked = [], form.controls[one.question]
    choices = asked.choices or ["", "1"]
    for answer in {*choices, ""} if asked.kind == "checkbox" else choices:
        called = answer in one.needed or bool(answer and "*" in one.needed)
        content = {key: other.filled() for key, other in form.controls.items()}
        status, refused, _again = sent(client, form, content | {asked.name: [answer] if answer else [], one.name: []})
        if called and status == 302:
            wrong.append(("called for, taken empty", page, form.action, one.name, answer))
        if not called and one.name in refused:
            wrong.append(("not called for, refused", page, form.action, one.name, answer))
    return wrong
