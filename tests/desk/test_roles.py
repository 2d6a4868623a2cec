"""The page of roles says what the policies allow."""

import pytest
from django.urls import reverse

from aftersales.desk.roles import JOBS, opens
from aftersales.staff.enums import Role
from aftersales.web.menu import menu_items
from aftersales.web.policy import may_open
from tests.factories import cast

pytestmark = pytest.mark.django_db


def test_role_page_shows_job_and_users(client, django_assert_max_num_queries):
    people = cast()
    client.force_login(people.admin)
    assert set(JOBS) == set(Role)
    with django_assert_max_num_queries(12):
        page = client.get(reverse("roles")).content.decode()
    for role in Role:
        assert str(role.label) in page
        assert reverse("role", args=[role]) in page
    told = client.get("/api/v1/roles/").json()
    assert {row["code"]: row["people"] for row in told}["rep"] == 2
    assert client.get(reverse("role", args=["king"])).status_code == 404


@pytest.mark.parametrize("role", Role.values)
def test_role_page_lists_the_pages_its_users_can_open(role):
    person = getattr(cast(), {"service": "clerk", "colleague": "warehouse"}.get(role, role))
    told = opens(role)
    for item in menu_items():
        routes = filter(None, (item.route, item.needs))
        assert (str(item.label) in told) == all(may_open(person, reverse(route)) for route in routes), item.route
