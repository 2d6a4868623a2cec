"""Accounts are created, changed and deactivated; passwords are reset and chosen; the last administrator stays."""

import re

import pytest
from axes.models import AccessAttempt
from django.core import mail
from django.test import Client
from rest_framework.test import APIClient

from aftersales.kernel.errors import Conflict, DomainError, NotPermitted, RuleViolation
from aftersales.notifications.services.notifications import deliver_due
from aftersales.staff.models import ApiToken, Department, Outlet, User
from aftersales.staff.services import people as services
from aftersales.staff.services import places
from aftersales.staff.services.tokens import issue_token
from complaints.models import Ticket
from tests.complaints import factories as tickets
from tests.factories import NOW, PASSWORD, person
from tests.factories.clients import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache")]
OWN = "four plain words here"


@pytest.fixture
def mailing(settings):
    settings.EMAIL_URL_HOST = "mail.example.test"


def sign_in(username, password) -> Client | None:
    client = Client()
    answer = client.post("/sign-in/", {"username": username, "password": password})
    return client if answer.status_code == 302 else None


def is_open(client) -> bool:
    return client.get("/me/").status_code == 200


def code_of(error) -> str:
    return error.value.code


NEW = {
    "username": "neu",
    "name": "新同事",
    "name_en": "New One",
    "role": "service",
    "department": "",
    "region": "",
    "email": "",
    "phone": "",
    "language": "en",
}


def test_one_time_password_is_changed_at_the_first_sign_in(people):
    answer = client_of(people.admin).post("/settings/users/new/", NEW)
    given = re.search(r'id="one-time">([a-z0-9-]{19})<', answer.content.decode())[1]
    assert "no-store" in answer["Cache-Control"]
    client = sign_in("neu", given)
    assert client.get("/tickets/")["Location"] == "/me/password/"
    assert client.get("/api/v1/users/").json()["code"] == "one_time_password"
    token = APIClient().post("/api/v1/token/", {"username": "neu", "password": given}, format="json")
    assert token.status_code == 403
    page = client.post("/me/password/", {"old": given, "password": OWN, "again": OWN})
    assert page["Location"] == "/"
    assert client.get("/").status_code == 200
    assert sign_in("neu", given) is None
    assert sign_in("neu", OWN)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"username": "clerk"}, "username"),
        ({"username": "a b"}, "username"),
        ({"name": " "}, "name"),
        ({"role": "boss"}, "role"),
        ({"email": "x"}, "email"),
    ],
)
def test_account_refuses_impossible_values(people, facts, field):
    answer = client_of(people.admin).post("/settings/users/new/", {**NEW, **facts})
    assert answer.status_code in {400, 422}
    assert field in answer.context["form"].errors


def test_deactivating_an_account_ends_its_sessions_and_hands_over_work(people):
    ticket = tickets.logged(people)
    _row, token = issue_token(actor=people.clerk, label="ERP", now=NOW)
    api, page = APIClient(), client_of(people.clerk)
    api.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    assert api.get("/api/v1/users/").status_code == 200
    admin, url = client_of(people.admin), f"/settings/users/{people.clerk.pk}/disable/"
    assert admin.post(url, {}).status_code == 422
    assert is_open(page)
    answer = admin.post(url, {"heir": "admin"})
    assert "heir" in answer.context["form"].errors
    assert admin.post(url, {"heir": "clerk2", "version": 1}).status_code == 302
    assert Ticket.objects.get(pk=ticket.pk).owner == people.clerk2
    assert not is_open(page)
    assert api.get("/api/v1/users/").status_code == 401
    assert admin.post(url, {"heir": "clerk2"}).status_code == 409
    services.enable_user(user_id=people.clerk.pk, actor=people.admin, now=NOW)
    assert not is_open(page)
    assert api.get("/api/v1/users/").status_code == 401
    assert sign_in("clerk", PASSWORD)
    reasons = people.clerk.history.values_list("history_change_reason", "history_user__username")
    assert {("disabled", "admin"), ("enabled", "admin")} <= set(reasons)


def test_last_administrator_stays_active(people):
    second = person("admin2", "admin")
    who = {"user_id": people.admin.pk, "now": NOW}
    for verb in (
        lambda: services.update_user(actor=people.admin, role="service", **who),
        lambda: services.disable_user(actor=people.admin, **who),
    ):
        with pytest.raises(RuleViolation) as error:
            verb()
        assert code_of(error) in {"own_role", "own_account"}
    services.disable_user(user_id=second.pk, actor=people.admin, now=NOW)
    for verb in (
        lambda: services.update_user(actor=None, role="service", **who),
        lambda: services.disable_user(actor=None, **who),
    ):
        with pytest.raises(RuleViolation) as error:
            verb()
        assert code_of(error) == "last_admin"


def test_role_that_cannot_own_the_open_work_is_refused(people):
    tickets.logged(people)
    with pytest.raises(RuleViolation) as error:
        services.update_user(user_id=people.clerk.pk, actor=people.admin, now=NOW, role="auditor")
    assert code_of(error) == "work_left"


def test_second_edit_of_an_account_is_a_conflict_and_other_roles_are_refused(people):
    who = {"user_id": people.clerk.pk, "now": NOW}
    services.update_user(actor=people.admin, name="林晓满", version=1, **who)
    with pytest.raises(Conflict):
        services.update_user(actor=people.admin, name="x", version=1, **who)
    verbs = (
        services.update_user,
        services.disable_user,
        services.enable_user,
        services.reset_password,
        services.sign_out_everywhere,
        services.unlock_user,
    )
    for verb in verbs:
        with pytest.raises(NotPermitted):
            verb(actor=people.manager, **who)
    with pytest.raises(NotPermitted):
        services.create_user(actor=people.manager, now=NOW, username="x", name="x")


def test_password_link_by_mail_works_once_and_for_a_day(people, time_machine):
    time_machine.move_to(NOW, tick=False)
    old = client_of(people.clerk)
    same = set()
    for who in ("clerk", "CLERK@example.test", "nobody", "nobody@example.test"):
        page = Client().post("/forgotten/", {"who": who})
        same.add(re.sub(r'value="[^"]+"', "", page.content.decode()))
    assert len(same) == 1
    assert deliver_due(now=NOW) == 1, "one mail however often it is asked for"
    link = re.search(r"/password/\S+/", mail.outbox[0].body)[0]
    client = Client()
    weak = client.post(link, {"password": "password", "again": "password"})
    assert weak.status_code in {400, 422}
    assert client.post(link, {"password": OWN, "again": OWN}).status_code == 302
    assert client.get(link).status_code == 410
    assert client.post(link, {"password": OWN + "x", "again": OWN + "x"}).status_code == 410
    assert not is_open(old)
    assert sign_in("clerk", OWN)


def test_password_link_expires_after_a_day_and_when_deactivated(people, time_machine):
    from aftersales.staff.queries.people import password_link, user_of_link

    time_machine.move_to(NOW, tick=False)
    token = password_link(people.clerk).rstrip("/").rpartition("/")[2]
    assert user_of_link(token) == people.clerk
    for bad in ("", "x", "1", f"{people.rep.pk}-{token.partition('-')[2]}", "²-1", "9" * 30 + "-x"):
        assert user_of_link(bad) is None
    services.disable_user(user_id=people.clerk.pk, actor=people.admin, now=NOW)
    assert user_of_link(token) is None
    services.enable_user(user_id=people.clerk.pk, actor=people.admin, now=NOW)
    time_machine.move_to(NOW.replace(day=20), tick=False)
    assert user_of_link(token) is None


def test_requests_for_password_links_are_throttled(people, counting, monkeypatch):
    monkeypatch.setattr("aftersales.staff.views.account.ForgottenThrottle.limit", 2)
    answers = [Client().post("/forgotten/", {"who": f"x{n}"}).status_code for n in range(3)]
    assert answers == [200, 200, 429]


def test_reset_with_mail_sends_a_link_and_shows_nothing(people, mailing):
    answer = client_of(people.admin).post(f"/settings/users/{people.clerk.pk}/reset-password/")
    assert answer.status_code == 302
    assert sign_in("clerk", PASSWORD) is None
    user, password = services.create_user(
        actor=people.admin, now=NOW, username="neu", name="新", role="service", email="neu@example.test"
    )
    assert (password, user.has_usable_password()) == ("", False)


def test_user_ends_own_sessions_and_tokens(people):
    here, there = sign_in("clerk", PASSWORD), sign_in("clerk", PASSWORD)
    row, _token = issue_token(actor=people.clerk, label="ERP", now=NOW)
    page = here.get("/me/")
    other = next(one for one in page.context["sign_ins"] if not one.is_here)
    assert len(page.context["sign_ins"]) == 2
    assert client_of(people.rep).post(f"/me/sessions/{other.pk}/end/").status_code == 404
    assert client_of(people.rep).post(f"/me/tokens/{row.pk}/revoke/").status_code == 404
    here.post(f"/me/sessions/{other.pk}/end/")
    assert (is_open(here), is_open(there)) == (True, False)
    here.post(f"/me/tokens/{row.pk}/revoke/")
    assert ApiToken.objects.get().revoked_at
    wrong = here.post("/me/password/", {"old": "x", "password": OWN, "again": OWN})
    assert "old" in wrong.context["form"].errors
    third = sign_in("clerk", PASSWORD)
    here.post("/me/sign-out/")
    assert (is_open(here), is_open(third)) == (False, False)


def test_administrator_unlocks_an_account(people):
    for _try in range(10):
        assert sign_in("clerk", "wrong") is None
    assert sign_in("clerk", PASSWORD) is None
    admin = client_of(people.admin)
    assert (
        f"/settings/users/{people.clerk.pk}/unlock/"
        in admin.get(f"/settings/users/{people.clerk.pk}/").content.decode()
    )
    admin.post(f"/settings/users/{people.clerk.pk}/unlock/")
    assert not AccessAttempt.objects.exists()
    assert sign_in("clerk", PASSWORD)


def test_list_is_searched_in_the_same_number_of_queries_for_many(people, django_assert_max_num_queries):
    client = client_of(people.admin)
    found = client.get("/settings/users/", {"q": "林小满", "role": "service", "state": "on"})
    assert [row.title for row in found.context["rows"]] == ["林小满"]
    for number in range(30):
        person(f"p{number}", "service")
    with django_assert_max_num_queries(9):
        client.get("/settings/users/")
    assert client_of(people.auditor).post(f"/settings/users/{people.clerk.pk}/", NEW).status_code == 403


def test_accounts_are_managed_by_the_api(people):
    admin, clerk = APIClient(), APIClient()
    admin.force_authenticate(people.admin)
    clerk.force_authenticate(people.clerk)
    made = admin.post("/api/v1/users/", {"username": "neu", "name": "新", "role": "rep", "region": "east"})
    body = made.json()
    assert (made.status_code, body["region"], len(body["one_time_password"])) == (201, "east", 19)
    url = f"/api/v1/users/{body['id']}/"
    assert admin.patch(url, {"name": "新人", "version": 9}).status_code == 409
    assert admin.patch(url, {"name": "新人", "version": 1}).json()["name"] == "新人"
    assert admin.patch(f"/api/v1/users/{people.admin.pk}/", {"role": "rep"}).json()["code"] == "own_role"
    for bad in (
        {"role": "boss"},
        {"role": []},
        {"name": ""},
        {"email": 5},
        {"region": "nowhere"},
        {"version": "x"},
        {"language": "xx"},
    ):
        assert admin.patch(url, bad).status_code == 400, bad
    assert clerk.patch(url, {"name": "x"}).status_code == 403
    assert clerk.post("/api/v1/users/", {}).status_code == 403
    assert admin.post(f"{url}disable/").json()["is_active"] is False
    assert clerk.get(url).status_code == 404
    assert [admin.post(f"{url}{verb}/").status_code for verb in ("enable", "reset-password", "sign-out", "unlock")] == [
        200
    ] * 4


def test_departments_regions_and_outlets_are_managed_on_the_pages(people):
    client = client_of(people.admin)
    assert (
        client.post("/settings/places/department/new/", {"code": "it", "name": "信息部", "is_active": "on"}).status_code
        == 302
    )
    twice = client.post("/settings/places/department/new/", {"code": "it", "name": "又一个"})
    assert "code" in twice.context["form"].errors
    row = Department.objects.get(code="it")
    client.post(f"/settings/places/department/{row.pk}/", {"code": "it", "name": "信息部", "version": 1})
    assert not Department.objects.get(code="it").is_active
    assert "信息部" not in client.get("/settings/users/new/").content.decode()
    client.post("/settings/places/outlet/new/", {"name": "苏州网点", "region": "east", "is_active": "on"})
    outlet = Outlet.objects.get()
    for kind in places.KINDS:
        assert client.get(f"/settings/places/{kind}/").status_code == 200
    assert client.get(f"/settings/places/outlet/{outlet.pk}/").status_code == 200
    assert client.get("/settings/places/nothing/").status_code == 404
    with pytest.raises(DomainError):
        places.update_place(place_id=row.pk, kind="department", actor=people.admin, now=NOW, version=1, name="x")
    assert User.objects.filter(department=row).count() == 0


def test_sign_in_page_of_an_empty_installation_explains_how_to_begin(db):
    page = Client(headers={"accept-language": "en"})
    assert "manage.py createadmin" in page.get("/sign-in/").content.decode()
    services.create_first_admin(username="chief", name="何苗", password=OWN, now=NOW)
    assert "manage.py createadmin" not in page.get("/sign-in/").content.decode()
