"""Two who save the same name or number at the same moment: the second is refused as usual."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from aftersales.store.doubles import first_come
from complaints.models import Tag
from complaints.services import tags
from tests.factories import NOW, cast
from tests.factories.clients import api_client_of, client_of

CREATED = {
    "tags": {"name": "同名"},
    "products": {"code": "HX-999", "name": "培养箱"},
    "suppliers": {"number": "S-77", "name": "供应商"},
    "regions": {"code": "mid", "name": "华中"},
    "departments": {"code": "lab", "name": "实验室"},
    "users": {"username": "neu", "name": "新", "role": "service"},
}


@pytest.fixture
def unseen(monkeypatch):
    """The check before saving sees nothing, as for two who save at the same moment."""
    monkeypatch.setattr(tags, "_refuse_double", lambda *args: None)


def tag_named(people, name):
    return tags.create_tag(actor=people.manager, now=NOW, name=name)


@pytest.mark.django_db
def test_second_to_rename_is_refused_on_the_page_and_in_the_api(people, unseen):
    one, two = tag_named(people, "甲"), tag_named(people, "乙")
    answer = api_client_of(people.manager).patch(f"/api/v1/tags/{two.pk}/", {"name": one.name}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "saved_meanwhile")
    data = {"name": one.name, "is_active": "on", "merged_into": "", "version": two.version}
    page = client_of(people.manager, "en").post(reverse("tag", args=[two.pk]), data)
    assert page.status_code == 409
    assert "Someone else has just saved the same name or number." in page.content.decode()
    assert sorted(Tag.objects.values_list("name", flat=True)) == sorted(["甲", "乙"])


@pytest.mark.django_db
def test_other_refusals_of_the_database_stay_errors(people):
    with pytest.raises(IntegrityError), first_come(), transaction.atomic():
        Tag.objects.create(name=None, key="x")


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
@pytest.mark.parametrize("noun", CREATED)
def test_of_two_who_create_the_same_at_once_one_is_refused(noun):
    people = cast()
    ready = Barrier(2)
    user = people.admin if noun in {"users", "regions", "departments", "products"} else people.manager

    def run(_number):
        ready.wait()
        try:
            return api_client_of(user).post(f"/api/v1/{noun}/", CREATED[noun], format="json").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first, second = sorted(pool.map(run, range(2)))
    assert first == 201 and second in {400, 409, 422}
