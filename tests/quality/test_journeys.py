"""The whole way of a case through the pages, by the forms as a browser shows and sends them: every page offers the next
step. Then the same through the API."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from aftersales.staff.models import User
from complaints.models import Ticket
from complaints.quality import services as quality
from complaints.quality.models import Action, Investigation, Meeting, Objection, Sample
from complaints.services import lifecycle
from tests.complaints import factories as tickets
from tests.factories import NOW
from tests.factories.clients import api_client_of, client_of
from tests.web.page_forms import PageForm, Reader, forms_of

from . import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "instant_pdf")]
TODAY = NOW.date()


def pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("report.pdf", b"%PDF-1.4 x", "application/pdf")


class Browser:
    """A person at the pages. A step is taken by the form that the page shows, with what stands in it."""

    def __init__(self, user: User, language: str) -> None:
        self.user, self.client = user, client_of(user, language)

    def form(self, page: str, action: str) -> PageForm:
        answer = self.client.get(page)
        assert answer.status_code == 200, (page, answer.status_code)
        found = [form for form in forms_of(answer, page) if urlsplit(form.action).path == action]
        assert found, (page, "offers no", action)
        return found[0]

    def offers(self, page: str, action: str) -> bool:
        return any(urlsplit(form.action).path == action for form in forms_of(self.client.get(page), page))

    def send(self, page: str, action: str, **values: Any) -> str:
        """Send the form of a page; returns where it leads."""
        form = self.form(page, action)
        unknown = [name for name in values if name not in form.controls]
        assert not unknown, (unknown, list(form.controls))
        answer = self.client.post(form.action, {**form.content(), **values})
        errors = answer.context["form"].errors if answer.status_code == 422 and "form" in (answer.context or {}) else ""
        assert answer.status_code == 302, (action, answer.status_code, errors)
        return answer["Location"]


def of(row: Any, name: str, *more: Any) -> str:
    return reverse(name, args=[row.number, *more])


def confirmed(people, ticket: Ticket) -> Ticket:
    """The ticket is answered, and the customer is content."""
    lifecycle.answer(ticket_id=ticket.pk, actor=people.clerk, now=NOW, outcome="已说明原因")
    return lifecycle.confirm(ticket_id=ticket.pk, actor=people.clerk, now=NOW, solved=True)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_intrinsic_problem_to_the_closed_ticket_on_pages(people, time_machine, language):
    clerk, quality_person, deputy, gm, owner = (
        Browser(user, language)
        for user in (people.clerk, people.quality, people.quality_manager, people.gm, people.warehouse)
    )
    ticket = tickets.logged(people, kind="complaint")
    to = of(ticket, "ticket_step", "classify")
    clerk.send(to, to, quality_class="intrinsic", reason="同批三起")
    ticket.refresh_from_db()
    assert ticket.subject in deputy.client.get("/").content.decode()
    assert people.quality_manager.notifications.filter(template="intrinsic_problem", channel="page").count() == 1

    new = f"{reverse('investigation_new')}?ticket={ticket.number}"
    assert new.split("?")[0] in deputy.client.get(ticket.get_absolute_url()).content.decode()
    page = deputy.send(new, reverse("investigation_new"), title="温控板虚焊", team=["warehouse", "clerk"])
    row = Investigation.objects.get()
    assert page == row.get_absolute_url()
    refused = api_client_of(people.clerk).post(f"/api/v1/tickets/{ticket.number}/close/", {}, format="json")
    assert refused.status_code in (409, 422)

    sample = f"{reverse('sample_new')}?investigation={row.number}"
    values = {"seal_number": "F-1", "taken_from": "客户车间", "place": "A-3", "custodian": "quality"}
    quality_person.send(sample, reverse("sample_new"), **values)
    assert Sample.objects.get().number in quality_person.client.get(page).content.decode()
    whys = {f"whys-{n}-{name}": f"{name} {n}" for n in range(5) for name in ("question", "answer", "evidence")}
    quality_person.send(page, of(row, "investigation_plan"), severity="major", plan="先拆检")
    quality_person.send(page, of(row, "investigation_whys"), **whys)
    quality_person.send(page, of(row, "investigation_containment"), title="封存", owner="warehouse", criterion="无流出")
    quality_person.send(page, of(row, "investigation_findings"), **make.FINDINGS)
    quality_person.send(page, of(row, "investigation_report_new"))
    assert quality.render_due_reports(now=NOW + timedelta(minutes=1)) == 1
    deputy.send(page, of(row, "investigation_report_sign", 1))

    meeting_new = f"{reverse('meeting_new')}?case={row.number}"
    meeting_page = deputy.send(
        meeting_new, reverse("meeting_new"), title="分析会", starts_at="2026-11-18T10:00", chair="gm"
    )
    meeting = Meeting.objects.get()
    assert meeting_page in gm.client.get(page).content.decode()
    said = f"{meeting_page}?open=decide&case={row.number}"
    gm.send(said, of(meeting, "meeting_decide"), investigation=row.number, **make.DECISION)
    gm.send(
        f"{meeting_page}?open=add_action&case={row.number}",
        of(meeting, "meeting_add_action"),
        investigation=row.number,
        kind="corrective",
        title="重设曲线",
        owner="warehouse",
        due_on="2026-11-30",
        criterion="零虚焊",
        window_days="28",
    )
    gm.send(meeting_page, of(meeting, "meeting_hold"), minutes="散会")
    row.refresh_from_db()
    assert row.state == "decided"
    assert not quality_person.offers(page, of(row, "investigation_close"))

    for action in Action.objects.order_by("pk"):
        owner.send(action.get_absolute_url(), of(action, "action_complete"), evidence="已做")
    assert not deputy.offers(Action.objects.get(kind="corrective").get_absolute_url(), "verify")
    time_machine.move_to(make.JUDGED, tick=False)
    for person in (clerk, quality_person, deputy, owner):
        person.client.force_login(person.user)  # their sessions have ended
    for action in Action.objects.order_by("pk"):
        verify = of(action, "action_verify")
        assert not owner.offers(action.get_absolute_url(), verify)
        deputy.send(action.get_absolute_url(), verify, effective="yes", verification="连续四周零虚焊")
    quality_person.send(page, of(row, "investigation_close"))
    row.refresh_from_db()
    assert row.state == "closed"

    ticket.refresh_from_db()
    confirmed(people, ticket)
    close = of(ticket, "ticket_step", "close")
    clerk.send(ticket.get_absolute_url(), close)
    ticket.refresh_from_db()
    assert ticket.state == "closed"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_objection_to_the_settled_verdict_on_pages(people, language):
    clerk, quality_person = Browser(people.clerk, language), Browser(people.quality, language)
    row = make.decided(people)
    sample = make.sealed(people, investigation=row)
    new = f"{reverse('objection_new')}?ticket={row.ticket.number}"
    assert new.split("?")[0] in clerk.client.get(row.get_absolute_url()).content.decode()
    values = {"about": "finding", "statement": "不认可", "raised_at": "2026-11-18T10:00"}
    page = clerk.send(new, reverse("objection_new"), **values)
    objection = Objection.objects.get()
    assert not quality_person.offers(row.get_absolute_url(), of(row, "investigation_close"))

    step = of(objection, "objection_step", "send")
    assert step in quality_person.client.get(page).content.decode()
    quality_person.send(step, step, body="示例省计量院", samples=[sample.number])
    step = of(objection, "objection_step", "verdict")
    assert step in quality_person.client.get(page).content.decode()
    quality_person.send(step, step, verdict="upheld", verdict_text="示值超差", files=pdf(), cost="3200")
    row.refresh_from_db()
    assert row.state == "open"
    step = of(objection, "objection_step", "agree")
    assert step in clerk.client.get(page).content.decode()
    clerk.send(step, step, settled_with="张三", settlement="退货，检验费由我方承担")
    objection.refresh_from_db()
    assert objection.state == "agreed"
    quality_person.send(row.get_absolute_url(), of(row, "investigation_report_new"))


def test_intrinsic_problem_to_the_closed_ticket_in_the_api(people, time_machine):
    def call(user: User, path: str, body: dict | None = None, status: int = 200) -> Any:
        answer = api_client_of(user).post(f"/api/v1/{path}/", body or {}, format="json")
        assert answer.status_code == status, (path, answer.status_code, answer.content.decode()[:500])
        return answer.json()

    ticket = tickets.logged(people, kind="complaint")
    of_ticket = f"tickets/{ticket.number}"
    call(people.clerk, f"{of_ticket}/classify", {"quality_class": "intrinsic", "reason": "同批三起"})
    opening = {"ticket": ticket.number, "title": "温控板虚焊", "lead": "quality_manager", "team": ["warehouse"]}
    number = call(people.quality, "investigations", opening, 201)["number"]
    path = f"investigations/{number}"
    assert api_client_of(people.quality).patch(f"/api/v1/{path}/", make.FINDINGS, format="json").status_code == 200
    call(people.quality, f"{path}/file-report", {"language": "zh-hans"})
    quality.render_due_reports(now=NOW + timedelta(minutes=1))
    call(people.quality, f"{path}/sign-report", {"report": 1}, 403)
    call(people.quality_manager, f"{path}/sign-report", {"report": 1})
    call(people.quality, f"{path}/decide", make.DECISION, 403)
    call(people.gm, f"{path}/decide", make.DECISION)
    action = {
        "kind": "corrective",
        "title": "重设曲线",
        "owner": "warehouse",
        "due_on": "2026-11-30",
        "criterion": "零虚焊",
        "window_days": 28,
        "investigation": number,
    }
    made = f"actions/{call(people.quality, 'actions', action, 201)['number']}"
    call(people.quality, f"{path}/close", status=422)
    call(people.warehouse, f"{made}/complete", {"evidence": "已改"})
    call(people.quality_manager, f"{made}/verify", {"effective": True, "verification": "好"}, 422)
    call(people.quality, f"{path}/close", status=422)
    objection = {"ticket": ticket.number, "about": "finding", "statement": "不认可", "channel": "phone"}
    objection = call(people.clerk, "objections", objection | {"raised_at": datetime.isoformat(NOW)}, 201)["number"]
    time_machine.move_to(make.JUDGED, tick=False)
    call(people.warehouse, f"{made}/verify", {"effective": True, "verification": "好"}, 403)
    call(people.quality_manager, f"{made}/verify", {"effective": True, "verification": "好"})
    assert call(people.quality, f"{path}/close", status=422)["code"] == "objection_open"
    ticket.refresh_from_db()
    confirmed(people, ticket)
    assert call(people.clerk, f"{of_ticket}/close", status=422)["code"] == "case_open"
    call(people.clerk, f"objections/{objection}/withdraw", {"reason": "客户接受"})
    assert call(people.quality, f"{path}/close")["state"] == "closed"
    assert call(people.clerk, f"{of_ticket}/close")["state"] == "closed"


def test_objection_before_the_investigation_belongs_to_it(people):
    ticket = tickets.logged(people)
    objection = make.objected(people, ticket)
    row = make.opened(people, ticket=ticket)
    objection.refresh_from_db()
    assert objection.investigation == row
    assert objection.number in client_of(people.quality, "en").get(row.get_absolute_url()).content.decode()


def test_ticket_with_an_open_objection_is_neither_closed_nor_merged(people):
    ticket, other = tickets.logged(people), tickets.logged(people)
    objection = make.objected(people, ticket)
    confirmed(people, ticket)
    api = api_client_of(people.clerk)
    refused = api.post(f"/api/v1/tickets/{ticket.number}/close/", {}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (422, "case_open")
    assert objection.number in refused.content.decode()
    page = client_of(people.clerk, "en").post(of(ticket, "ticket_step", "close"))
    assert page.status_code == 422 and objection.number in page.content.decode()
    merged = api.post(f"/api/v1/tickets/{ticket.number}/merge/", {"into": other.number}, format="json")
    assert (merged.status_code, merged.json()["code"]) == (422, "case_open")
    ticket.refresh_from_db()
    assert ticket.state == "confirming"


def test_campaign_begins_at_the_page_of_its_batch(people):
    page = reverse("batch", args=[people.sold.product_id]) + f"?batch={people.sold.batch}"
    client = client_of(people.quality, "en")
    link = next(link for link in Reader(client.get(page).content.decode(), page).links if "campaigns/new" in link)
    form = client.get(link).context["form"]
    assert (form["product"].value(), form["batch"].value()) == (people.sold.product.code, people.sold.batch)
    for wrong in ("product=%00x", "product=QQ-9&batch=%E2%80%AE", "investigation=QI-2026-99999"):
        assert client.get(f"{reverse('campaign_new')}?{wrong}").status_code in (200, 400)


def test_who_is_complained_of_or_stood_down_takes_no_part(people):
    row = make.opened(people, lead=people.quality_manager, team=[people.warehouse])
    api = f"/api/v1/investigations/{row.number}"
    plan = {"severity": "minor", "plan": "x"}
    Ticket.objects.filter(pk=row.ticket_id).update(complained_of=people.quality)
    mine = api_client_of(people.quality)
    assert mine.post(f"{api}/plan/", plan, format="json").status_code == 403
    assert mine.patch(f"{api}/", {"cause": "x"}, format="json").status_code == 403
    assert not Browser(people.quality, "en").offers(row.get_absolute_url(), of(row, "investigation_findings"))
    Ticket.objects.filter(pk=row.ticket_id).update(complained_of=None)
    assert mine.post(f"{api}/plan/", plan, format="json").status_code == 200
    said = {"person": "quality", "reason": "亲属"}
    gone = api_client_of(people.quality_manager).post(f"{api}/stand-down/", said, format="json")
    assert gone.status_code == 200, gone.json()
    assert mine.post(f"{api}/plan/", plan, format="json").status_code == 403
    team = api_client_of(people.quality_manager).post(f"{api}/team/", {"lead": "quality", "team": []}, format="json")
    assert team.status_code == 400 and team.json()["errors"][0]["field"] == "lead"
