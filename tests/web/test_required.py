"""What a form marks as optional is not refused when it is left empty, and a refused form shows the same fields."""

import re
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.urls import resolve
from django.utils.translation import override

from aftersales.office.services.numbering import next_numbers
from complaints.forms.fulfilment import InspectRow
from customers.models import Customer
from tests.complaints import factories as make
from tests.factories import NOW
from tests.factories.clients import client_of
from tests.factories.states import objects_by_state, tickets_by_state
from tests.factories.world import build, print_at_once
from tests.permissions.test_matrix import PLAYERS

from .page_forms import Control, forms_of, kind_of, opened, page_addresses, pages

# Which fields a form refuses does not depend on the database.
pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]
# The first one reads the lists too. Together they see nearly every form.
ROLES = ("manager", "quality_manager", "service", "rep", "admin", "gm", "colleague")
ERROR = re.compile(r'id="([^"]+)_error"')
# The page has several such forms for other objects, or it is not a page of our own.
OTHER = {"login", "set_language", "set_theme", "survey"}


class Row:
    """Two lines of a fulfilment, of which one is inspected."""

    def __init__(self, product_name: str) -> None:
        line = SimpleNamespace(pk=1, product_name=product_name, line=SimpleNamespace(purchase=None))
        self.fulfilment_lines, self.about = {1: line}, [line, line]
        self.fulfilment = self.user = None


def empty(one: Control) -> list[str]:
    return one.values if not one.is_typed else [""] if one.kind in {"textarea", "text"} else []


def sent(client, form, content):
    """The status, the refused fields and the form that the answer shows."""
    with transaction.atomic():
        response = client.post(form.action, content)
        html = response.content.decode() if not response.streaming else ""
        found = [one for one in forms_of(response, form.action) if one.action == form.action]
        # Sheets of one page may have the same address.
        again = next((one for one in found if kind_of(one) == kind_of(form)), found[0] if found else None)
        transaction.set_rollback(True)
    return response.status_code, refused_in(form, set(ERROR.findall(html))), again


def refused_in(form, errors):
    """The names of the fields of a form to which errors belong. errors: ids of fields; each sheet of a page has its own,
    and a choice of several buttons numbers them."""
    return {
        name
        for name, one in form.controls.items()
        if errors & {one.id, re.sub(r"_[0-9]+$", "", one.id), f"id_{name}", name}
    }


@pytest.fixture
def things(db, monkeypatch, at_now):
    print_at_once(monkeypatch)
    found = build()
    next_numbers("CU", 900, now=NOW)
    return found


def test_what_approval_needs_is_not_called_optional(people):
    """Before approval the problem must be known; the sheet says so, though the rest may be saved without it."""
    ticket = make.logged(people)
    page = opened(client_of(people.clerk, "en"), f"{ticket.get_absolute_url()}edit/").content.decode()
    label = re.search(r'<label for="id_problem_found">(.*?)</label>', page, re.DOTALL)[1]
    assert "needed for approval" in label and "optional" not in label


def test_error_of_an_inspection_names_the_product(people):
    row = Row(product_name="培养箱 HX-250")
    with override("en"):
        form = InspectRow({"line-line": "1", "line-finding": "漂移"}, prefix="line", form=row)
        assert form.errors["finding"] == ["培养箱 HX-250: enter the inspection finding and choose a disposition."]


@pytest.mark.parametrize("role", ROLES)
def test_optional_is_what_may_be_left_empty(things, role):
    """Every form of every page, those of verbs among them, is sent without what it calls optional, and once with
    nothing at all. Filters call nothing optional: they may always be left empty."""
    more = [*tickets_by_state(things.cast).values(), *objects_by_state(things.cast)]
    Customer.objects.filter(pk=things.cast.customer.pk).update(not_by_phone=True)
    client = client_of(getattr(things.cast, PLAYERS.get(role, role)), "en")
    # Lists look the same to all who read them; what is done to an object depends on who looks.
    own = [one for one in page_addresses(things, role) if role == ROLES[0] or re.search("[0-9]", one)]
    seen, wrong = set(), []
    for page in pages(client, dict.fromkeys([*own, *(row.get_absolute_url() for row in more)])):
        for form in page.forms:
            if form.method == "get" and not page.address.startswith("/styleguide/"):
                marked = [name for name, one in form.controls.items() if one.is_marked]
                wrong += [("filter", page.address, marked)] if marked else []
            elif form.method == "post" and kind_of(form) not in seen:
                seen.add(kind_of(form))
                wrong += lies(client, page.address, form)
    assert seen and wrong == [], wrong


def lies(client, page, form):
    """What the form says about its fields and does not hold."""
    name = resolve(urlsplit(form.action).path).url_name
    if name in OTHER or not any(one.is_typed for one in form.controls.values()):
        return []
    wrong = []
    marked = {one.name for one in form.controls.values() if one.is_marked}
    nothing = {key: empty(one) for key, one in form.controls.items()}
    needed = {key: [] if key in marked else one.filled() for key, one in form.controls.items()}
    for content in (nothing, needed) if marked else (nothing,):
        status, refused, again = sent(client, form, content)
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
