"""The guide of each role, and the tour of a first sign-in, which is put away for good."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from aftersales.desk.guide import GUIDES, IN_TOUR
from aftersales.staff.enums import Role
from aftersales.staff.models import User

pytestmark = pytest.mark.django_db
WHO = ("clerk", "rep", "manager", "gm", "quality", "quality_manager", "executive", "warehouse", "admin", "auditor")


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_every_role_has_a_guide_and_its_pictures():
    assert set(GUIDES) == set(Role)
    for role in Role:
        for language in ("en", "zh"):
            assert (settings.BASE_DIR / "static" / "guide" / f"{role}-{language}.webp").stat().st_size < 40_000


@pytest.mark.parametrize("name", WHO)
def test_guide_links_only_pages_that_the_reader_may_open(people, name):
    client = client_of(getattr(people, name))
    for role in Role:
        page = client.get(f"{reverse('guide')}?role={role.value}")
        assert len(page.context["chapters"]) == len(GUIDES[role])
        for chapter in page.context["chapters"]:
            assert not chapter["url"] or client.get(chapter["url"], follow=True).status_code == 200
    own = client.get(f"{reverse('guide')}?role=nothing")
    assert own.context["role"] == getattr(people, name).get_role_display()


@pytest.mark.parametrize("name", WHO)
def test_tour_is_shown_where_a_role_starts_until_it_is_put_away(people, name):
    user = getattr(people, name)
    client = client_of(user)
    start = client.get("/", follow=True)
    assert 'class="s-tour"' in start.content.decode()
    assert 1 <= len(start.context["tour"]) <= IN_TOUR
    assert 'class="s-tour"' not in client.get(reverse("account")).content.decode()
    path = start.request["PATH_INFO"]
    assert client.post(reverse("tour_away"), {"next": path})["Location"] == path
    assert 'class="s-tour"' not in client.get("/", follow=True).content.decode()
    assert User.objects.get(pk=user.pk).history.first().history_change_reason == "tour"


def test_tour_leads_nowhere_else(people):
    client = client_of(people.clerk)
    assert client.post(reverse("tour_away"), {"next": "https://example.test/"})["Location"] == "/"
