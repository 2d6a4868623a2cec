"""Staff record what a customer does not want, and take it back, on pages and in the API."""

import pytest
from django.urls import reverse

from customers.models import OptOut
from customers.queries.opting import has_opted_out, opt_outs_of
from customers.services.opting import opt_out
from tests.factories import NOW, customer_of
from tests.factories.clients import client_of

pytestmark = pytest.mark.usefixtures("at_now")


def test_wish_is_recorded_and_taken_back_on_pages(people) -> None:
    client, customer = client_of(people.clerk, "en"), people.customer
    address, page = reverse("opt_out_new", args=[customer.number]), customer.get_absolute_url()
    assert "The customer may be contacted for everything." in client.get(page).text
    assert "Recalls and safety notices reach the customer all the same." in client.get(address).text
    told = {"purpose": "survey", "channel": "email", "contact": people.contact.pk, "note": "来电要求"}
    assert client.post(address, {**told, "note": ""}).status_code == 422
    answer = client.post(address, told)
    assert (answer.status_code, answer.url) == (302, page)
    assert has_opted_out(customer.pk, "survey", "email", people.contact.pk)
    assert not has_opted_out(customer.pk, "visit", "email", people.contact.pk)
    row = OptOut.objects.get()
    shown = client.get(page).text
    assert "来电要求" in shown and "Surveys" in shown and reverse("opt_out_end", args=[row.pk]) in shown
    end = reverse("opt_out_end", args=[row.pk])
    assert client.post(end, {"reason": ""}).status_code == 422
    assert client.post(end, {"reason": "来信说可以"}).status_code == 302
    assert not has_opted_out(customer.pk, "survey", "email", people.contact.pk)
    shown = client.get(page).text
    assert "taken back: 来信说可以" in shown and end not in shown
    assert client.post(end, {"reason": "again"}).status_code in (409, 422)
    history = row.history.order_by("history_id").values_list("history_change_reason", "history_user")
    assert list(history) == [("opted out", people.clerk.pk), ("opted in", people.clerk.pk)]


def test_wish_in_the_api(people) -> None:
    client, number = client_of(people.clerk), people.customer.number
    body = {"customer": number, "purpose": "campaign", "channel": "any", "note": "letter"}
    send = {"content_type": "application/json"}
    made = client.post("/api/v1/opt-outs/", body, **send)
    assert made.status_code == 201 and made.json()["recorded_by"] == people.clerk.username
    again = client.post("/api/v1/opt-outs/", body, **send)
    assert again.json()["id"] == made.json()["id"]
    url = f"/api/v1/opt-outs/{made.json()['id']}/"
    assert client.post(f"{url}take-back/", {}, **send).status_code == 400
    ended = client.post(f"{url}take-back/", {"reason": "call"}, **send).json()
    assert (ended["end_note"], ended["ended_by"]) == ("call", people.clerk.username)
    assert client.post(f"{url}take-back/", {"reason": "call"}, **send).status_code in (409, 422)
    assert client.get(f"/api/v1/opt-outs/?customer={number}&in_effect=true").json()["results"] == []
    assert len(client.get(f"/api/v1/opt-outs/?customer={number}").json()["results"]) == 1
    wrong = client.post("/api/v1/opt-outs/", {**body, "purpose": "x"}, **send)
    assert wrong.status_code == 400 and "purpose" in wrong.text


def test_only_who_sees_the_customer_may(people) -> None:
    row = opt_out(customer_id=people.customer.pk, actor=people.clerk, now=NOW)
    stranger = client_of(people.stranger)
    assert stranger.get(f"/api/v1/opt-outs/{row.pk}/").status_code == 404
    assert stranger.get(reverse("opt_out_end", args=[row.pk])).status_code == 404
    auditor = client_of(people.auditor)
    assert auditor.get(f"/api/v1/opt-outs/{row.pk}/").status_code == 200
    taken = auditor.post(f"/api/v1/opt-outs/{row.pk}/take-back/", {"reason": "x"}, content_type="application/json")
    assert taken.status_code == 403
    assert auditor.post(reverse("opt_out_new", args=[people.customer.number])).status_code in (403, 404)


def test_contact_of_another_customer_is_refused(people) -> None:
    other = customer_of(people.east, rep=people.rep, number="CU-2026-00099")
    body = {"customer": other.number, "purpose": "any", "channel": "any", "note": "x", "contact": people.contact.pk}
    answer = client_of(people.clerk).post("/api/v1/opt-outs/", body, content_type="application/json")
    assert answer.status_code == 400 and "contact" in answer.text
    assert not opt_outs_of(other).exists()
