"""A campaign through HTTP: prepared, signed off, told, answered, remedied, checked, closed, and its file."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from aftersales.audit.models import AccessLogEntry
from aftersales.notifications.models import Notification
from complaints.quality.enums import CampaignState, Reach
from complaints.quality.models import Campaign, CampaignCheck
from complaints.quality.services import campaign_answers, campaign_checks, campaign_papers
from complaints.quality.services.campaign_rows import token_of
from tests.factories import NOW
from tests.factories.clients import api_client_of, client_of

from . import factories as make

pytestmark = pytest.mark.usefixtures("at_now")


def body(people, **changes):
    values = make.facts(people, product="HX-250", owner="quality", region="", sold_from="", sold_until="")
    dates = {f"{kind}_until": day.isoformat() for kind, day in make.PHASES.items()}
    return {**values, **dates, "investigation": "", "serials": "", **changes}


def test_campaign_from_draft_to_close(people, instant_papers):
    quality, chief = client_of(people.quality, "en"), client_of(people.gm, "en")
    answer = quality.post(reverse("campaign_new"), body(people))
    assert answer.status_code == 302, answer.content.decode()
    row = Campaign.objects.get()
    assert row.number == "RC-2026-001" or row.number.startswith("RC-2026-")
    url = row.get_absolute_url()
    assert quality.post(f"{url}start/").status_code == 422
    assert Notification.objects.filter(template="campaign_to_sign", user=people.gm).exists()
    assert "Read it, then sign it off" in chief.get(url).content.decode()
    assert quality.post(f"{url}sign/").status_code == 403
    assert chief.post(f"{url}sign/").status_code == 302
    assert quality.post(f"{url}start/").status_code == 302
    make.send_all()
    mine = make.row_of(row, people.customer)
    assert mine.reach == Reach.TOLD
    clerk = client_of(people.clerk, "en")
    said = {"stopped": "yes", "units_confirmed": "1", "moved_on_to": "", "answer_note": ""}
    assert clerk.post(f"{mine.get_absolute_url()}answer/", said).status_code == 302
    assert clerk.post(f"{mine.get_absolute_url()}remedy/", {"units": "1"}).status_code == 302
    assert quality.post(f"{url}close/", {"closing_note": "完成"}).status_code == 422
    assert quality.post(f"{url}draw-checks/").status_code == 302
    check = CampaignCheck.objects.get()
    call = {"reached": "yes", "knew": "yes", "stopped": "yes", "remedied": "yes"}
    assert clerk.post(f"{url}checks/{check.pk}/", call).status_code == 403
    assert quality.post(f"{url}checks/{check.pk}/", call).status_code == 302
    page = quality.get(url).content.decode()
    assert "Not proven yet" in page
    assert quality.post(f"{url}close/", {"closing_note": "完成"}).status_code == 302
    assert quality.post(f"{url}file/", {"language": "en"}).status_code == 302
    assert campaign_papers.render_due_papers(now=NOW) == 1
    assert quality.get(f"{url}file-1.pdf").status_code == 200
    assert AccessLogEntry.objects.filter(subject=row.number, detail__contains="file 1").count() == 2
    row.refresh_from_db()
    assert row.state == CampaignState.CLOSED
    assert {"CU-2026-00001", "蓝鲸示例乳业"} <= set(re.findall(r"CU-2026-00001|蓝鲸示例乳业", instant_papers[-1]))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_shows_in_both_languages(people, language):
    make.holders(people, 3)
    row = make.sent(people)
    campaign_checks.draw_checks(campaign_id=row.pk, actor=people.quality, now=NOW)
    client, url = client_of(people.quality, language), row.get_absolute_url()
    for address in (
        reverse("campaigns"),
        url,
        f"{url}checks/",
        f"{url}serials/",
        make.row_of(row, people.customer).get_absolute_url(),
    ):
        assert client.get(address).status_code == 200
    for tab in ("untold", "told", "answered", "remedied", "unreachable", "later"):
        assert client.get(url, {"tab": tab}).status_code == 200


@pytest.mark.parametrize("count", [1, 30])
def test_page_takes_the_same_number_of_queries(people, django_assert_max_num_queries, count):
    make.holders(people, count)
    row = make.sent(people)
    campaign_checks.draw_checks(campaign_id=row.pk, actor=people.quality, now=NOW)
    client = client_of(people.quality, "en")
    for address, most in (
        (row.get_absolute_url(), 32),
        (f"{row.get_absolute_url()}checks/", 16),
        (reverse("campaigns"), 14),
    ):
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200


def test_each_loss_of_the_funnel_leads_to_exactly_its_rows(people):
    customers = make.holders(people, 6)
    row = make.sent(people)
    make.remedied(make.row_of(row, customers[0]), people.clerk)
    campaign_answers.record_answer(row_id=make.row_of(row, customers[1]).pk, stopped=True, actor=people.clerk, now=NOW)
    page = client_of(people.quality, "en").get(row.get_absolute_url())
    for step in page.context["funnel"]:
        for address, text in step["lost"]:
            listed = client_of(people.quality, "en").get(address.partition("#")[0])
            assert int(text.split()[0]) == listed.context["page"].paginator.count
    counts = [step["count"] for step in page.context["funnel"]]
    assert counts == [7, 7, 2, 1]
    lost = sum(int(text.split()[0]) for step in page.context["funnel"] for _url, text in step["lost"])
    assert counts[0] - lost == counts[-1]


def test_serials_come_from_a_table_and_the_odd_ones_are_listed(people):
    book = Workbook()
    book.active.append(["序列号", "备注"])
    for serial in ("SN-1", "SN-1", "XX-9"):
        book.active.append([serial, "x"])
    data = io.BytesIO()
    book.save(data)
    file = SimpleUploadedFile("list.xlsx", data.getvalue())
    client = client_of(people.quality, "en")
    answer = client.post(reverse("campaign_new"), body(people, batch="", serials_file=file))
    assert answer.status_code == 302
    row = Campaign.objects.get()
    page = client.get(f"{row.get_absolute_url()}serials/").content.decode()
    assert "XX-9" in page
    assert "Twice in the list" in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"batch": ""}, "batch"),
        ({"batch": "NOBODY"}, "batch"),
        ({"sold_from": "2026-05-01", "sold_until": "2026-04-01"}, "sold_until"),
        ({"notify_until": "2026-11-19"}, "close_until"),
        ({"basis": ""}, "basis"),
        ({"goal": "100"}, "goal"),
        ({"serials_file": SimpleUploadedFile("x.csv", "甲,乙\n1,2\n".encode())}, "serials_file"),
    ],
)
def test_bad_input_names_the_field_and_creates_nothing(people, changes, field):
    answer = client_of(people.quality, "en").post(reverse("campaign_new"), body(people, **changes))
    assert answer.status_code in (400, 422)
    assert field in answer.context["form"].errors
    assert not Campaign.objects.exists()


def test_customer_answers_by_the_link_once(people, client):
    row = make.sent(people)
    mine = make.row_of(row, people.customer)
    url = reverse("campaign_answer", args=[token_of(mine)])
    assert client.get(url).status_code == 200
    assert client.post(url, {"stopped": "yes", "units_confirmed": "5"}).status_code == 400
    assert client.post(url, {"stopped": "yes", "units_confirmed": "1"}).status_code == 302
    again = client.post(url, {"stopped": "yes", "units_confirmed": "1"})
    assert (again.status_code, again["Location"]) == (302, url)
    refused = client.post(url, {"stopped": "no"})
    assert refused.status_code == 409
    assert "我们已收到您的答复" in refused.content.decode()
    assert mine.history.filter(history_change_reason="answered by link").count() == 1
    mine.refresh_from_db()
    assert (mine.stopped, mine.reach, mine.answered_by_link) == (True, Reach.ANSWERED, True)
    assert client.get(reverse("campaign_answer", args=["x" * 43])).status_code == 404
    draft = make.drafted(people, batch="B2603-17")
    assert client.get(reverse("campaign_answer", args=[token_of(draft.customers.first())])).status_code == 404


def test_who_drafted_a_campaign_does_not_sign_it_even_as_stand_in(people):
    from datetime import date

    from aftersales.staff.models import StandIn

    row = make.drafted(people, actor=people.quality_manager)
    StandIn.objects.create(
        absent=people.gm, deputy=people.quality_manager, starts_on=date(2026, 11, 1), ends_on=date(2026, 12, 1)
    )
    assert client_of(people.quality_manager, "en").post(f"{row.get_absolute_url()}sign/").status_code == 403


def test_campaign_runs_through_the_api(people):
    quality, clerk = api_client_of(people.quality), api_client_of(people.clerk)
    values = {name: value for name, value in body(people).items() if value != ""}
    made = quality.post("/api/v1/campaigns/", values, format="json")
    assert made.status_code == 201, made.data
    one = f"/api/v1/campaigns/{made.data['number']}/"
    changed = quality.patch(one, {"title": "召回", "version": made.data["version"]}, format="json")
    assert changed.data["title"] == "召回"
    assert quality.patch(one, {"title": "x", "version": 1}, format="json").status_code == 409
    assert clerk.patch(one, {"title": "x"}, format="json").status_code == 404
    assert api_client_of(people.gm).post(f"{one}sign/").data["state"] == "signed"
    assert quality.post(f"{one}start/").data["state"] == "running"
    make.send_all()
    row = quality.get("/api/v1/campaign-customers/", {"campaign": made.data["number"]}).data["results"][0]
    mine = f"/api/v1/campaign-customers/{row['id']}/"
    assert clerk.post(f"{mine}attempt/", {"channel": "phone", "result": "no_answer"}, format="json").status_code == 200
    early = clerk.post(f"{mine}give-up/", {"unreachable_reason": "moved"}, format="json")
    assert (early.status_code, early.data["code"]) == (422, "too_few_attempts")
    assert clerk.post(f"{mine}answer/", {"stopped": True}, format="json").data["reach"] == "answered"
    assert clerk.post(f"{mine}remedy/", {"units": 99}, format="json").status_code == 400
    assert clerk.post(f"{mine}remedy/", {"units": 1}, format="json").data["reach"] == "remedied"
    assert quality.post(f"{one}draw-checks/").status_code == 200
    call = quality.get("/api/v1/check-calls/", {"campaign": made.data["number"]}).data["results"][0]
    record = f"/api/v1/check-calls/{call['id']}/record/"
    assert quality.post(record, {"reached": True}, format="json").status_code == 400
    assert quality.post(record, {"reached": False}, format="json").data["is_proof"] is False
    found = quality.get(one).data
    assert found["funnel"]["remedied"] == 1
    assert found["effectiveness"]["verdict"] == "missed"
