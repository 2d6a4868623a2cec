"""The page of notifications, the popover under the bell, and the count that the bell asks for."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from aftersales.notifications.models import Notification
from aftersales.notifications.services.notifications import notify
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def tell(user, number, key, minutes=0):
    params = {"number": number, "subject": f"Subject of {number}", "who": "", "reason": "", "amount": "1.00"}
    when = NOW + timedelta(minutes=minutes)
    notify(users=[user], template="approval_approved", params=params, url=f"/tickets/{number}/", key=key, now=when)


@pytest.fixture
def told(people):
    """Three about one ticket and one about another, of which the latest is read."""
    for minutes, number in enumerate(("TK-1", "TK-2", "TK-1", "TK-1", "TK-3")):
        tell(people.clerk, number, f"k{minutes}", minutes)
    mine = Notification.objects.filter(channel="page")
    mine.filter(params__number="TK-3").update(read_at=NOW)
    return people


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_notifications_are_grouped_and_unread_groups_come_first(told):
    groups = client_of(told.clerk).get(f"{reverse('notifications')}?tab=all").context["groups"]
    assert [(group.about, len(group.lines)) for group in groups] == [("TK-1", 3), ("TK-2", 1), ("TK-3", 1)]
    assert [len(group.fresh) for group in groups] == [3, 1, 0]
    assert groups[0].title == "Subject of TK-1"


def test_page_shows_what_is_unread_first_and_all_on_demand(told):
    client = client_of(told.clerk)
    page = client.get(reverse("notifications"))
    assert "TK-2" in page.content.decode() and "TK-3" not in page.content.decode()
    client.post(reverse("notifications_read"))
    assert "TK-3" in client.get(reverse("notifications")).content.decode()


def test_group_is_marked_as_read_by_itself(told):
    client = client_of(told.clerk)
    ids = [line.pk for line in client.get(reverse("notifications")).context["groups"][0].lines]
    client.post(reverse("notifications_read"), {"notification": [*ids, "x", "-1", "99999999999"]})
    left = Notification.objects.filter(channel="page", read_at=None)
    assert [row.params["number"] for row in left] == ["TK-2"]
    client.post(reverse("notifications_read"), {"notification": ["x"]})
    assert left.count() == 1, "bad ids do not mean all"


def test_nobody_reads_or_marks_those_of_others(told):
    client = client_of(told.manager)
    assert "TK-1" not in client.get(reverse("notifications_latest")).content.decode()
    client.post(
        reverse("notifications_read"), {"notification": list(Notification.objects.values_list("pk", flat=True))}
    )
    assert Notification.objects.filter(user=told.clerk, channel="page", read_at=None).count() == 4


def test_popover_lists_unread_before_read(told):
    text = client_of(told.clerk).get(reverse("notifications_latest")).content.decode()
    assert text.index("TK-1") < text.index("TK-2") < text.index("TK-3")


def test_bell_asks_cheaply_and_answers_only_news(told, django_assert_num_queries):
    client = client_of(told.clerk)
    client.get("/")
    with django_assert_num_queries(3):  # session, user, count
        same = client.get(reverse("notifications_unread", args=[4]))
    assert (same.status_code, same.content) == (204, b"")
    tell(told.clerk, "TK-9", "k9")
    news = client.get(reverse("notifications_unread", args=[4]))
    assert news.status_code == 200
    assert reverse("notifications_unread", args=[5]) in news.content.decode()
    assert "no-store" in news["Cache-Control"]
