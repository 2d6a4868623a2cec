"""A printed sheet of one-time passwords for many accounts: once, recorded, and stored nowhere."""

import io
import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from pypdf import PdfReader

from aftersales.audit.models import AccessLogEntry
from aftersales.kernel.errors import Conflict, InvalidInput, NotPermitted
from aftersales.staff.models import User
from aftersales.staff.services import one_time
from aftersales.staff.services.people import disable_user
from tests.factories import NOW, PASSWORD
from tests.factories.clients import api_client_of, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache")]
PAGE = "/settings/users/password-sheet/"
ONE_TIME = re.compile(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){3}")


def text_of(content):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def sign_in(username, password):
    return Client().post("/sign-in/", {"username": username, "password": password}).status_code == 302


def imported(count):
    made = User.objects.bulk_create(
        User(username=f"new{n:03}", name=f"新人{n}", role="service", password="!") for n in range(count)
    )
    return [user.username for user in made]


def test_administrator_prints_slips_for_imported_accounts(people):
    names = imported(12)
    admin = client_of(people.admin)
    offered = admin.get(PAGE).context["form"]["usernames"].value().split("\n")
    assert set(names) <= set(offered)
    assert people.admin.username not in offered
    answer = admin.post(PAGE, {"usernames": "\n".join(names)})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Disposition"].startswith("attachment")
    text = text_of(answer.content)
    passwords = ONE_TIME.findall(text)
    assert len(set(passwords)) == 12
    assert all(name in text for name in names)
    assert sign_in(names[0], passwords[0])
    assert User.objects.get(username=names[0]).must_change_password


def test_sheet_is_recorded_and_its_passwords_are_stored_nowhere(people):
    names = imported(2)
    answer = client_of(people.admin).post(PAGE, {"usernames": ",".join(names)})
    password = ONE_TIME.findall(text_of(answer.content))[0]
    entry = AccessLogEntry.objects.get()
    assert (entry.actor, entry.kind, entry.count, entry.detail) == (people.admin, "passwords", 2, "new000, new001")
    user = User.objects.get(username=names[0])
    change = user.history.first()
    assert (change.history_user, change.history_change_reason) == (people.admin, "password printed")
    stored = [str(vars(row)) for model in (User, AccessLogEntry, Session) for row in model.objects.all()]
    assert not any(password in text for text in stored)


def test_second_sheet_makes_the_first_one_useless(people):
    names = imported(1)
    first, second = (
        ONE_TIME.findall(text_of(client_of(people.admin).post(PAGE, {"usernames": names[0]}).content))[0]
        for _ in range(2)
    )
    assert not sign_in(names[0], first)
    assert sign_in(names[0], second)


def test_program_prints_the_same_sheet(people):
    names = imported(2)
    answer = api_client_of(people.admin).post("/api/v1/password-sheets/", {"usernames": names}, format="json")
    assert (answer.status_code, answer["Content-Type"]) == (201, "application/pdf")
    assert "no-store" in answer["Cache-Control"]
    assert len(ONE_TIME.findall(text_of(answer.content))) == 2
    wrong = api_client_of(people.admin).post("/api/v1/password-sheets/", {"usernames": ["nobody"]}, format="json")
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (400, "usernames")
    hidden = api_client_of(people.manager).post("/api/v1/password-sheets/", {"usernames": names}, format="json")
    assert hidden.status_code in (403, 404)


@pytest.mark.parametrize(("names", "code"), [([], "empty"), (["nobody"], "unknown"), (["admin"], "own_account")])
def test_one_wrong_name_changes_nothing(people, names, code):
    new = imported(1) if names else []
    with pytest.raises(InvalidInput) as refused:
        one_time.make_passwords(usernames=[*new, *names], actor=people.admin, now=NOW)
    assert (refused.value.code, refused.value.field) == (code, "usernames")
    assert not AccessLogEntry.objects.exists()


def test_only_an_administrator_prints(people):
    for service in (
        lambda actor: one_time.make_passwords(usernames=["clerk"], actor=actor, now=NOW),
        lambda actor: one_time.set_passwords(made=[], actor=actor, now=NOW),
    ):
        with pytest.raises(NotPermitted):
            service(people.manager)
    assert client_of(people.manager).get(PAGE).status_code == 404


def test_account_that_changes_meanwhile_is_a_conflict_and_none_gets_a_password(people):
    names = imported(1)
    made = one_time.make_passwords(usernames=[*names, "clerk"], actor=people.admin, now=NOW)
    disable_user(user_id=people.clerk.pk, actor=people.admin, now=NOW)
    with pytest.raises(Conflict):
        one_time.set_passwords(made=made, actor=people.admin, now=NOW)
    assert User.objects.get(username=names[0]).password == "!"


def test_chosen_account_loses_its_old_password_and_sessions(people):
    here = client_of(people.clerk)
    assert client_of(people.admin).post(PAGE, {"usernames": "clerk"}).status_code == 200
    assert not sign_in("clerk", PASSWORD)
    assert here.get("/me/").status_code == 302


def test_sheet_that_is_asked_for_twice_is_printed_once(people):
    names = imported(1)
    admin = client_of(people.admin)
    key = re.search(r'name="once" value="([^"]+)"', admin.get(PAGE).content.decode())[1]
    sent = {"usernames": names[0], "once": key}
    password = ONE_TIME.findall(text_of(admin.post(PAGE, sent).content))[0]
    again = admin.post(PAGE, sent)
    assert (again.status_code, again["Location"]) == (302, "/settings/users/")
    assert sign_in(names[0], password)
