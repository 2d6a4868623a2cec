"""Objections: the inspection body of the contract examines, its verdict is final, the promises run on."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from aftersales.kernel.errors import Conflict, InvalidInput, NotPermitted, RuleViolation
from complaints.models import SlaTarget
from complaints.quality.models import Objection
from complaints.quality.services import objections as services
from complaints.quality.services import reminders
from complaints.quality.services.investigations import close_investigation
from customers.models import Purchase
from tests.complaints import factories as tickets
from tests.factories import NOW
from tests.factories.clients import api_client_of, client_of

from . import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
TODAY = NOW.date()
BODY = "示例省计量科学研究院"


def test_objection_names_the_inspection_body_of_the_contract_and_tells_quality(people):
    Purchase.objects.update(inspection_body=BODY)
    row = make.objected(people)
    assert (row.number, row.body, row.state) == ("OB-2026-00001", BODY, "open")
    assert people.quality_manager.notifications.filter(channel="page", template="objection_raised").count() == 1
    assert row.ticket.entries.filter(event="objection_raised").count() == 1


def test_promises_run_on_while_the_customer_objects(people):
    ticket = tickets.logged(people)
    before = list(SlaTarget.objects.filter(ticket=ticket).values_list("code", "due_at"))
    make.judged(people, ticket=ticket)
    assert list(SlaTarget.objects.filter(ticket=ticket).values_list("code", "due_at")) == before
    ticket.refresh_from_db()
    assert not ticket.is_paused


def test_another_body_than_that_of_the_contract_needs_a_reason(people):
    Purchase.objects.update(inspection_body="合同约定的检验机构")
    ticket = tickets.logged(people)
    with pytest.raises(InvalidInput) as refused:
        make.examining(people, ticket=ticket)
    assert (refused.value.field, refused.value.params["body"]) == ("body_reason", "合同约定的检验机构")
    row = Objection.objects.get()
    sent = services.send_objection(
        objection_id=row.pk,
        body=BODY,
        body_reason="原机构资质到期",
        sent_on=TODAY,
        verdict_due_on=TODAY,
        payer="company",
        actor=people.quality,
        now=NOW,
    )
    assert (sent.body, sent.state) == (BODY, "examining")


def test_samples_go_to_the_body_with_a_line_in_the_custody_log(people):
    ticket = tickets.logged(people)
    sample = make.sealed(people, ticket=ticket)
    row = make.examining(people, ticket=ticket, samples=[sample])
    sample.refresh_from_db()
    assert (sample.state, sample.holder, sample.moves.first().note) == ("out", BODY, row.number)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"sent_on": TODAY + timedelta(days=1)}, "sent_on"),
        ({"sent_on": TODAY - timedelta(days=1)}, "sent_on"),
        ({"verdict_due_on": TODAY - timedelta(days=1)}, "verdict_due_on"),
        ({"body": " "}, "body"),
    ],
)
def test_wrong_dates_and_empty_body_are_refused_at_their_field(people, change, field):
    with pytest.raises(InvalidInput) as refused:
        make.examining(people, **change)
    assert refused.value.field == field
    assert Objection.objects.get().state == "open"


@pytest.mark.parametrize(("verdict", "payer"), [("upheld", "company"), ("rejected", "customer"), ("partly", "both")])
def test_whoever_is_in_the_wrong_pays(people, verdict, payer):
    assert make.judged(people, verdict).payer_in_the_end == payer


@pytest.mark.parametrize(("verdict", "state"), [("upheld", "open"), ("partly", "open"), ("rejected", "closed")])
def test_verdict_for_the_customer_opens_the_investigation_again(people, verdict, state):
    investigation = make.decided(people)
    close_investigation(investigation_id=investigation.pk, actor=people.quality, now=NOW)
    make.judged(people, verdict, ticket=investigation.ticket)
    investigation.refresh_from_db()
    assert investigation.state == state


def test_verdict_is_final(people):
    row = make.judged(people)
    asked = {"verdict": "rejected", "verdict_text": "x", "verdict_on": TODAY, "actor": people.quality, "now": NOW}
    with pytest.raises(Conflict):
        services.record_verdict(
            objection_id=row.pk, upload=SimpleUploadedFile("x.pdf", b"%PDF-1.4 x", "application/pdf"), **asked
        )
    said = {"settled_with": "李四", "settled_on": TODAY, "settlement": "不认可", "actor": people.clerk, "now": NOW}
    services.decline_verdict(objection_id=row.pk, **said)
    with pytest.raises(RuleViolation) as refused:
        make.objected(people, ticket=row.ticket)
    assert refused.value.code == "final"
    assert make.objected(people, ticket=row.ticket, about="compensation").state == "open"


def test_second_objection_while_one_is_open_is_a_conflict(people):
    row = make.objected(people)
    with pytest.raises(Conflict) as refused:
        make.objected(people, ticket=row.ticket)
    assert refused.value.params == {"number": row.number}


def test_objection_before_the_problem_was_reported_is_refused(people):
    with pytest.raises(InvalidInput) as refused:
        make.objected(people, raised_at=NOW - timedelta(days=400))
    assert refused.value.field == "raised_at"


@pytest.mark.parametrize("name", ["send", "verdict", "concede"])
def test_service_staff_record_but_do_not_examine(people, name):
    row = make.objected(people)
    client = client_of(people.clerk, "en")
    assert client.get(row.get_absolute_url()).status_code == 200
    assert client.get(f"{row.get_absolute_url()}{name}/").status_code == 404
    with pytest.raises(NotPermitted):
        services.concede_objection(objection_id=row.pk, settlement="x", actor=people.clerk, now=NOW)


def test_overdue_verdict_is_told_once_for_each_due_date(people):
    row = make.examining(people)
    later = NOW + timedelta(days=12)
    assert reminders.remind_of_verdicts(now=NOW) == 0
    assert (reminders.remind_of_verdicts(now=later), reminders.remind_of_verdicts(now=later)) == (1, 0)
    assert people.quality_manager.notifications.filter(channel="page", template="objection_late").count() == 1
    assert row.state == "examining"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_objection_from_the_customer_to_the_settlement_on_pages(people, language):
    """Recorded by the clerk, examined by quality, settled by the clerk."""
    Purchase.objects.update(inspection_body=BODY)
    ticket = tickets.logged(people)
    sample = make.sealed(people, ticket=ticket)
    clerk, quality = client_of(people.clerk, language), client_of(people.quality, language)
    typed = {
        "ticket": ticket.number,
        "about": "responsibility",
        "statement": "不是我们操作的问题",
        "channel": "hotline",
        "raised_at": NOW.isoformat(),
    }
    to = clerk.post("/quality/objections/new/", typed)["Location"]
    page = quality.get(f"{to}send/")
    assert page.context["form"]["body"].value() == BODY
    sent = {
        "body": BODY,
        "samples": [sample.number],
        "payer": "loser",
        "sent_on": TODAY.isoformat(),
        "verdict_due_on": TODAY.isoformat(),
    }
    assert quality.post(f"{to}send/", sent).status_code == 302
    refused = quality.post(f"{to}verdict/", {"verdict": "upheld"})
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"verdict_text", "verdict_on", "files"}
    verdict = {"verdict": "upheld", "verdict_text": "示值超差", "verdict_on": TODAY.isoformat(), "cost": "3,200.00"}
    verdict["files"] = SimpleUploadedFile("报告.pdf", b"%PDF-1.4 x", "application/pdf")
    assert quality.post(f"{to}verdict/", verdict).status_code == 302
    assert quality.get(f"{to}verdict.pdf").status_code == 200
    settled = {"settled_with": "张三", "settled_on": TODAY.isoformat(), "settlement": "退货并承担检验费"}
    assert clerk.post(f"{to}agree/", settled).status_code == 302
    row = Objection.objects.get()
    assert (row.state, row.cost, row.payer_in_the_end) == ("agreed", 3200, "company")
    for reader in (clerk, quality):
        assert reader.get(to).status_code == reader.get("/quality/objections/?tab=settled").status_code == 200


def test_objection_in_the_api(people):
    api, ticket = api_client_of(people.clerk), tickets.logged(people)
    body = {
        "ticket": ticket.number,
        "about": "finding",
        "statement": "不认可",
        "channel": "phone",
        "raised_at": NOW.isoformat(),
    }
    made = api.post("/api/v1/objections/", body, format="json")
    assert made.status_code == 201, made.json()
    assert api.post("/api/v1/objections/", body, format="json").status_code == 409
    number = made.json()["number"]
    assert api.post(f"/api/v1/objections/{number}/concede/", {"settlement": "x"}, format="json").status_code == 403
    done = api.post(f"/api/v1/objections/{number}/withdraw/", {"reason": "客户同意"}, format="json")
    assert (done.status_code, done.json()["state"]) == (200, "withdrawn")


def test_objection_of_the_same_minute_as_the_report_is_recorded(people):
    """Forms send minutes without seconds."""
    ticket = tickets.logged(people)
    type(ticket).objects.filter(pk=ticket.pk).update(reported_at=NOW.replace(second=40))
    assert make.objected(people, ticket=ticket, raised_at=NOW.replace(second=0)).state == "open"
