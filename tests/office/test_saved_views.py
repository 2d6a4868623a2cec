"""Saved views: own and shared, at most 30, in order, in a fixed number of queries."""

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from aftersales.kernel.errors import InvalidInput, NotPermitted, NotVisible
from aftersales.office.models import SavedView
from aftersales.office.queries.saved_views import tabs_of
from aftersales.office.rules.saved_views import kept_params, moved_up, too_much
from aftersales.office.services.saved_views import delete_view, move_view_up, save_view
from tests.factories import NOW
from tests.factories.clients import api_client_of

pytestmark = pytest.mark.django_db
API = "/api/v1/saved-views/"


def saved(actor, name="退货", page="tickets", **more):
    return save_view(actor=actor, now=NOW, page=page, name=name, **{"params": {"kind": "return"}, **more})


def names(user):
    return [tab["label"] for tab in tabs_of(user, "tickets", {})]


def test_kept_params_leave_out_empty_and_temporary_ones():
    assert kept_params({"state": "open", "page": "3", "list": "tickets", "q": ""}) == {"state": "open"}


def test_too_much_follows_the_limits():
    assert not too_much({"a": "x" * 200})
    assert too_much({"a": "x" * 201})
    assert too_much({str(n): "1" for n in range(41)})


@pytest.mark.parametrize(("one", "order"), [(1, [1, 2, 3]), (2, [2, 1, 3]), (3, [1, 3, 2])])
def test_moved_up_moves_one_place(one, order):
    assert moved_up([1, 2, 3], one) == order


def test_own_view_is_seen_by_its_owner_only(people):
    saved(people.clerk)
    assert names(people.clerk) == ["退货"]
    assert names(people.clerk2) == []


def test_saved_views_are_shared_by_managers_only(people):
    saved(people.manager, is_shared=True)
    assert names(people.clerk) == ["退货"]
    with pytest.raises(NotPermitted):
        saved(people.clerk, is_shared=True)


def test_same_name_replaces_the_view(people):
    first = saved(people.clerk)
    again = saved(people.clerk, params={"kind": "repair"})
    assert (again.pk, again.params) == (first.pk, {"kind": "repair"})
    assert first.history.count() == 2


def test_thirty_views_are_the_limit(people):
    for number in range(30):
        saved(people.clerk, name=str(number))
    with pytest.raises(InvalidInput) as error:
        saved(people.clerk, name="31")
    assert error.value.code == "too_many"
    saved(people.clerk, name="29", params={})


@pytest.mark.parametrize("page", ["nowhere", "canned_replies", "ticket"])
def test_view_of_a_list_that_the_user_may_not_open_is_not_found(people, page):
    with pytest.raises(NotVisible):
        saved(people.clerk, page=page)


def test_only_owner_or_manager_deletes(people):
    own, shared = saved(people.clerk), saved(people.manager, is_shared=True)
    for view, actor, error in ((own, people.clerk2, NotVisible), (shared, people.clerk, NotPermitted)):
        with pytest.raises(error):
            delete_view(view_id=view.pk, actor=actor, now=NOW)
    delete_view(view_id=own.pk, actor=people.clerk, now=NOW)
    assert SavedView.history.filter(id=own.pk, history_type="-").get().history_user == people.clerk


def test_view_moves_to_the_front(people):
    for name in ("一", "二", "三"):
        saved(people.clerk, name=name)
    move_view_up(view_id=SavedView.objects.get(name="三").pk, actor=people.clerk, now=NOW)
    assert names(people.clerk) == ["一", "三", "二"]


def test_list_page_offers_saves_and_marks_the_view(people, client):
    client.force_login(people.clerk)
    people.clerk.__class__.objects.filter(pk=people.clerk.pk).update(language="en")
    answer = client.post(
        reverse("saved_view_new"), {"list": "tickets", "params": "kind=return&page=2", "name": "Returns"}
    )
    assert answer.url == "/tickets/?kind=return"
    page = client.get(answer.url)
    assert next(v for v in page.context["views"] if v["current"])["label"] == "Returns"
    listed = client.get(reverse("saved_views"), {"list": "tickets"}).content.decode()
    assert "Returns" in listed
    view = SavedView.objects.get()
    assert client.post(reverse("saved_view_up", args=[view.pk])).status_code == 302
    assert client.post(reverse("saved_view_delete", args=[view.pk])).status_code == 302
    assert not SavedView.objects.exists()


def test_saving_works_without_script_and_names_errors(people, client):
    client.force_login(people.clerk)
    page = client.get(reverse("saved_view_new"), {"list": "tickets", "state": "open"})
    assert page.context["form"]["params"].value() == "state=open"
    assert client.post(reverse("saved_view_new"), {"list": "tickets", "params": "", "name": " "}).status_code == 422
    assert client.get(reverse("saved_view_new"), {"list": "canned_replies"}).status_code == 404


def test_view_of_another_user_is_not_found(people, client):
    view = saved(people.clerk)
    client.force_login(people.clerk2)
    assert client.post(reverse("saved_view_delete", args=[view.pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_list_takes_the_same_number_of_queries(people, client, django_assert_max_num_queries, count):
    for number in range(count):
        saved(people.clerk, name=str(number))
        saved(people.manager, name=str(number), is_shared=True)
    client.force_login(people.clerk)
    with django_assert_max_num_queries(12):
        tabs = client.get(reverse("tickets")).context["views"]
    assert len([tab for tab in tabs if "pk" in tab]) == 2 * count


def test_api_saves_lists_and_deletes(people):
    clerk, other = APIClient(), APIClient()
    clerk.force_authenticate(people.clerk)
    other.force_authenticate(people.clerk2)
    made = clerk.post(API, {"name": "退货", "params": {"kind": "return"}}, format="json")
    assert (made.status_code, made.json()["url"]) == (201, "/tickets/?kind=return")
    assert clerk.post(API, {"name": "x", "params": {}, "is_shared": True}, format="json").status_code == 403
    assert clerk.post(API, {"name": "x", "params": {}, "list": "canned_replies"}, format="json").status_code == 404
    assert clerk.get(API).json()["count"] == 1
    assert other.get(API).json()["count"] == 0
    url = f"{API}{made.json()['id']}/"
    assert (other.delete(url).status_code, clerk.delete(url).status_code) == (404, 204)


def test_shared_views_are_shown_to_those_who_may_open_the_list(people):
    saved(people.manager, is_shared=True)
    admin = api_client_of(people.admin)
    assert admin.get(API).json()["count"] == 0
