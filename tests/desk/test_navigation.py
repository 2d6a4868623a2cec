"""Menu and palette offer each role the pages that it may open."""

import pytest
from django.core.cache import caches
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone, translation

from aftersales.desk.navigation import shell_of
from aftersales.desk.search import find
from aftersales.office.models import Company
from aftersales.staff.enums import Role
from aftersales.web.menu import menu_items
from aftersales.web.policy import may_open
from complaints.services import reception
from complaints.services.approvals import recall
from tests.complaints import factories as make

pytestmark = pytest.mark.django_db
PEOPLE = {Role.SERVICE: "clerk", Role.COLLEAGUE: "warehouse"}


def person(people, role):
    return getattr(people, PEOPLE.get(role, role))


def frame(user, path="/"):
    request = RequestFactory().get(path)
    request.user = user
    return shell_of(request)


def offered(user, routes=None) -> set[str]:
    """Every address in the menu, on the phone's bar and in the palette, whatever is typed, or these routes."""
    shell = frame(user)
    items = [*(item for group in shell["nav"] for item in group["items"]), *shell["tabs"]]
    words = ["", *(str(item.label) for item in menu_items() if routes is None or item.route in routes)]
    found = [item for text in words for group in find(user, text) for item in group["items"]]
    return {item["url"] for item in [*items, *found]}


@pytest.mark.parametrize("role", Role.values)
def test_offered_pages_are_those_that_may_be_opened(people, role):
    """That a page opens for whom its policy admits is asked by tests/permissions."""
    user = person(people, role)
    assert [url for url in offered(user) if not may_open(user, url)] == []


def test_every_offered_page_opens(people):
    client = Client()
    client.force_login(people.manager)
    codes = {url: client.get(url).status_code for url in offered(people.manager)}
    assert {url: code for url, code in codes.items() if code != 200} == {}


def test_front_desk_and_risk_rules_are_offered_by_role(people):
    finders = {route: set() for route in ("reception", "risk_rules")}
    for role in Role.values:
        shown = offered(person(people, role), finders)
        for route, roles in finders.items():
            if reverse(route) in shown:
                roles.add(role)
    assert finders["reception"] == {"service", "manager"}
    assert {"manager", "gm", "admin", "executive", "auditor"} == finders["risk_rules"]


def test_menu_counts_waiting_visitors(people):
    reception.take_number(purpose="complaint", actor=people.clerk, now=timezone.now())
    items = {item["url"]: item for group in frame(people.clerk)["nav"] for item in group["items"]}
    assert (items[reverse("reception")]["count"], items[reverse("reception")]["due"]) == (1, True)


def test_palette_finds_a_page_by_its_pinyin_initials(people):
    with translation.override("zh-hans"):
        labels = [str(item["label"]) for group in find(people.clerk, "qtjd") for item in group["items"]]
    assert labels == ["前台接待"]


@pytest.mark.parametrize(
    ("role", "text", "sides"),
    [
        ("clerk", "2406", ["张三", "138 **** 2406", "华东"]),
        ("quality", "13800002406", ["张三", "138 **** 2406", "华东"]),
        ("clerk", "zs", ["张三", "华东"]),
        ("clerk", "b2603", ["B2603-17", "华东"]),
        ("clerk", "示例乳", ["华东"]),
    ],
)
def test_palette_shows_by_what_a_customer_was_found(people, role, text, sides):
    with translation.override("zh-hans"):
        group, *others = find(getattr(people, role), text)
    assert [(item["label"], item["sides"]) for item in group["items"]] == [("蓝鲸示例乳业", sides)]
    offered = [item["url"] for other in others for item in other["items"] if "customer=" in item["url"]]
    assert offered == ([f"{reverse('ticket_new')}?customer={people.customer.number}"] if role == "clerk" else [])


@pytest.mark.parametrize(("text", "name"), [("13912349999", ""), ("无此人", "无此人")])
def test_palette_offers_a_new_ticket_when_nobody_is_found(people, client, text, name):
    client.force_login(people.clerk)
    assert reverse("ticket_for") in client.post(reverse("palette"), {"q": text}).content.decode()
    assert reverse("ticket_for") in client.post(reverse("search"), {"q": text}).content.decode()
    answer = client.post(reverse("ticket_for"), {"q": text})
    assert answer.url == reverse("ticket_new")
    page = client.get(answer.url)
    assert page.context["wanted"] == text
    assert (page.context["form"]["contact_name"].value() or "") == name
    assert client.get(answer.url).context["wanted"] == ""
    client.force_login(people.gm)
    assert reverse("ticket_for") not in client.post(reverse("palette"), {"q": text}).content.decode()


def test_counts_of_the_menu_are_current_after_every_change(people):
    """Although the text of the query is cached."""

    def waits() -> int:
        return next(
            item["count"] for item in frame(people.manager)["nav"][0]["items"] if item.get("name") == "approvals"
        )

    assert waits() == 0
    approval = make.submitted(people)
    assert waits() == 1
    recall(approval_id=approval.pk, actor=approval.submitted_by, now=timezone.now(), reason="wrong amount")
    assert waits() == 0


def test_counts_of_the_menu_cache_nothing_personal(people):
    make.submitted(people)
    Company.objects.create(name="样例")
    frame(people.manager)["nav"]
    stored = list(caches["queries"]._cache.values())
    assert stored
    for name in (people.customer.name, people.manager.name, "样例"):
        assert not [one for one in stored if name.encode() in one], name
