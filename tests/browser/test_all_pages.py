"""Every page that an address can name, with names longer than any page is wide: each fits and has no fault of access.

The pages come from the addresses and the permission matrix themselves: a new one is looked at as soon as it has both.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from aftersales.staff.models import User
from complaints.models import Ticket
from customers.models import Contact, Customer, Product
from tests.factories.world import Things, build, print_at_once, routes
from tests.permissions.test_matrix import NOBODY, PLAYERS, admitted, row_of

from . import scene
from .conftest import faults_of
from .house import house_faults
from .layout import WIDTHS, faults_by_width
from .test_pages import left_in_english

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
# Roles that read the pages, the one with the most pages first.
READERS = ("service", "manager", "admin", "gm", "quality", "quality_manager", "rep", "executive", NOBODY)
MANY = 40
# What an address shows that its bare page shows on some days only: a month whose grid has the first of another.
MORE = {"visit_calendar": ("?at=2026-11-30", "?at=2026-11-30&view=week")}
LOOKS = [("zh-hans", 390, "light"), ("en", 1360, "dark")]


@pytest.fixture
def things(transactional_db, monkeypatch) -> Things:
    """One object for every address, with long names."""
    print_at_once(monkeypatch)
    world = build()
    for role, name in scene.NAMES.items():
        User.objects.filter(username=role).update(name=name)
    Customer.objects.update(name=scene.LONG_ZH)
    Contact.objects.update(name=f"陈{scene.LONG_LATIN[:58]}", title=scene.LONG_ZH[:30])
    Product.objects.update(name=f"超大容量恒温恒湿培养箱（{scene.LONG_ZH[:20]}）", name_en=scene.LONG_LATIN)
    Ticket.objects.update(subject=scene.SAID + scene.LONG_LATIN)
    return world


def player(things: Things, role: str) -> Any:
    return None if role == NOBODY else getattr(things.cast, PLAYERS.get(role, role))


def is_page(response: Any) -> bool:
    html = response.status_code == 200 and response["Content-Type"].startswith("text/html")
    return html and b"<!doctype html>" in response.content[:20].lower()


def pages_by_reader(things: Things) -> dict[str, list[str]]:
    """The addresses of pages by the first role that may read them, without parts, files and POST-only routes."""
    clients = {role: Client() for role in READERS}
    for role in READERS:
        if role != NOBODY:
            clients[role].force_login(player(things, role))
    found: dict[str, list[str]] = {role: [] for role in READERS}
    for name, _entry, names in routes():
        address = reverse(name, kwargs=things.kwargs(name, names))
        if not address.startswith("/api/") and (reader := _reader(clients, name, address)):
            found[reader] += [address, *(address + query for query in MORE.get(name, ()))]
    return found


def _reader(clients: dict[str, Client], name: str, address: str) -> str:
    for role in (role for role in READERS if admitted(row_of(name), role)):
        response = clients[role].get(address)
        if is_page(response):
            return role
        if response.status_code == 405:
            break
    return ""


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_every_page_is_accessible_and_fits(browser_of, things, language, width, scheme):
    """In Chinese for faults of access too. Each language has half of the widths, and both the narrowest."""
    found: dict[str, list[str]] = {}
    for role, addresses in pages_by_reader(things).items():
        page = browser_of(player(things, role), language, width, scheme) if addresses else None
        for address in addresses:
            page.goto(address)
            found[f"{role} {address}"] = all_faults(page, language)
    assert len(found) > MANY, "the pages are no longer found"
    assert {page: faults for page, faults in found.items() if faults} == {}


def all_faults(page: Any, language: str) -> list[str]:
    is_chinese = language == "zh-hans"
    faults = faults_of(page, is_read=is_chinese)
    if is_chinese and "/styleguide/" not in page.url:
        faults += left_in_english(page)
    faults += house_faults(page, is_chinese)
    return faults + faults_by_width(page, (*WIDTHS[::2], WIDTHS[-1]) if is_chinese else WIDTHS[1::2])
