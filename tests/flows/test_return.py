"""One return through all pages: from the call to the customer's answer, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone, translation

from aftersales.notifications.services.notifications import deliver_due
from complaints.models import Approval, Proposal, Ticket
from surveys.models import Response

from .people import Page, Person

pytestmark = pytest.mark.django_db
SAID = "设定 37 ℃，实测来回跳，第三次了，要求退货"
SAYS = {
    "en": {
        "missing": ["Batch", "Problem"],
        "tell": "Tell the customer",
        "turn": "Department manager",
        "form": "Return and exchange approval",
        "approved": "approved",
        "thanks": "Thank you",
        "closed": "Closed",
    },
    "zh-hans": {
        "missing": ["批号", "问题描述"],
        "tell": "告知客户",
        "turn": "部门经理",
        "form": "退换货审批单",
        "approved": "同意",
        "thanks": "谢谢",
        "closed": "已关闭",
    },
}


@pytest.fixture(params=["en", "zh-hans"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    with translation.override(request.param):
        yield request.param


def log(clerk: Person, team) -> tuple[Ticket, Page]:
    """Find the customer by part of the phone, pinyin initials or two characters, and choose the purchase."""
    clerk.open(reverse("ticket_new"))
    form = clerk.page.forms[""]
    for part in ("2406", "lj", "示例", "zs"):
        found = clerk.send(reverse("customers_find"), q=part)
        assert team.customer.name in found and "138 **** 2406" in found, part
    bought = clerk.open(reverse("customer_purchases", args=[team.customer.number]))
    assert bought.forms == {} and "HX-250" in bought
    typed = {"kind": "return", "description": SAID, "remedy_sought": "refund"}
    chosen = {"customer": team.customer.number, "purchase": team.sold.pk}
    page = clerk.send(reverse("ticket_new"), **form | typed | chosen)
    return Ticket.objects.get(), page


def propose(clerk: Person, ticket: Ticket, team, **changes) -> Proposal:
    clerk.step(
        ticket,
        "propose",
        reason="同车另有两箱受压",
        **{"lines-0-purchase": team.sold.pk, "lines-0-quantity": "1"} | changes,
    )
    return Proposal.objects.get()


def complete(clerk: Person, ticket: Ticket) -> Page:
    return clerk.step(ticket, "edit", batch="B2603-17", problem_found="温度漂移 ±2.4 ℃")


def decide(person: Person, reason: str, verdict: str = "approve", status: int = 200) -> Page:
    """Decide by the button on the approval's page, for the step that the page shows."""
    url = Approval.objects.get().get_absolute_url()
    person.open(f"{url}?verdict={verdict}")
    return person.press(url, status, verdict=verdict, reason=reason)


def approved(team, language: str) -> Ticket:
    clerk = Person(team.clerk, language)
    ticket, _page = log(clerk, team)
    propose(clerk, ticket, team)
    complete(clerk, ticket)
    clerk.step(ticket, "submit")
    decide(Person(team.manager, language), "属实")
    decide(Person(team.gm, language), "同意，下不为例")
    ticket.refresh_from_db()
    return ticket


def test_call_is_logged_answered_and_proposed(team, language):
    says, clerk = SAYS[language], Person(team.clerk, language)
    ticket, page = log(clerk, team)
    url = ticket.get_absolute_url()
    assert (page.url, ticket.owner, ticket.customer) == (url, team.clerk, team.customer)
    assert ticket.number in page and says["tell"] in page and "¥12,860.00" in page
    solution = ticket.sla_targets.get(code="solution")
    assert ticket.next_due_at == solution.due_at and timezone.localtime(solution.due_at).strftime("%H:%M") in page

    page = clerk.press(f"{url}reply/", body="仓储明天上门取货")
    assert "仓储明天上门取货" in page
    ticket.refresh_from_db()
    assert ticket.state == "verifying"

    propose(clerk, ticket, team)
    page = clerk.open(url)
    assert all(f" {name} " in page.text for name in says["missing"]) and not page.offers(f"{url}submit/")
    refused = clerk.step(ticket, "submit", 422) if f"{url}submit/" in page.forms else clerk.send(f"{url}submit/", 422)
    assert says["missing"][0] in refused and not Approval.objects.exists()


def test_return_continues_after_missing_details_are_completed(team, language):
    says, clerk = SAYS[language], Person(team.clerk, language)
    ticket, _page = log(clerk, team)
    url = ticket.get_absolute_url()
    propose(clerk, ticket, team)
    assert complete(clerk, ticket).offers(f"{url}submit/")
    page = clerk.press(f"{url}submit/")
    assert says["turn"] in page
    approval = Approval.objects.get()

    decide_url = approval.get_absolute_url()
    own = clerk.open(decide_url)
    assert decide_url not in own.forms
    step = approval.steps.get(state="active").pk
    clerk.send(decide_url, 403, verdict="approve", step=step, reason="我自己")
    gm = Person(team.gm, language)
    assert decide_url not in gm.open(decide_url).forms

    manager = Person(team.manager, language)
    assert "12,860" in manager.open(reverse("approvals")) and "12,860" in manager.open("/")
    decide(manager, "属实")
    manager.send(decide_url, 409, verdict="approve", step=step, reason="又一次")
    page = decide(gm, "同意，下不为例")
    ticket.refresh_from_db()
    assert ticket.state == "fulfilment"
    assert says["approved"] in gm.open(decide_url) and "同意，下不为例" in gm.page
    words = clerk.pdf(f"{reverse('ticket_approval_form', args=[ticket.number, approval.proposal_id])}?lang={language}")
    shown = [says["form"], ticket.number, "顾北", "属实", "沈毅", "同意，下不为例", "12,860.00", "B2603-17"]
    assert [word for word in shown if word not in words] == []


def test_return_runs_from_goods_receipt_to_survey(team, language):
    says, ticket = SAYS[language], approved(team, language)
    url, clerk = ticket.get_absolute_url(), Person(team.clerk, language)
    assert f"{url}refund/" not in clerk.open(url).links
    line = ticket.proposals.get().fulfilment.lines.get()
    warehouse = Person(team.warehouse, language)
    assert url in warehouse.open("/").links and "12,860" in warehouse.open(url)
    warehouse.step(ticket, "receive", condition="外箱压痕", **{"lines-0-line": line.pk, "lines-0-quantity": "1"})
    warehouse.step(
        ticket, "inspect", **{"lines-0-line": line.pk, "lines-0-finding": "传感器漂移", "lines-0-disposition": "sample"}
    )
    clerk.open(f"{url}refund/")
    assert clerk.send(f"{url}refund/", 403, amount="12860", paid_on="2026-11-20")
    page = warehouse.step(ticket, "refund", reference="R-1")
    assert "¥12,860.00" in page and "R-1" in page

    page = clerk.open(url)
    assert page.offers(f"{url}confirm/") and not page.offers(f"{url}close/")
    page = clerk.step(ticket, "confirm", solved="yes", comment="退款到账")
    ticket.refresh_from_db()
    assert ticket.state == "closed" and says["closed"] in page
    answer_not_solved(ticket, language)


def answer_not_solved(ticket: Ticket, language: str) -> None:
    """Answer by the link in the customer's mail; "not solved" reopens the ticket."""
    deliver_due(now=timezone.now())
    sent = next(m for m in mail.outbox if m.to == ["zhangsan@example.test"])
    assert ticket.number in sent.body and "caseless" not in sent.body
    link = re.findall(r"http://[^/]+(/s/\S+)", sent.body)[0]
    customer = Person(None, {"en": "en", "zh-hans": "zh-CN"}[language])
    customer.open(link)
    for answer in ({"q-solved": "no"}, {"q-csat": "2"}, {"q-nps": "3"}, {"q-improve": "又坏了"}):
        customer.send("/s/", go="next", **customer.page.forms["/s/"] | answer)
    assert SAYS[language]["thanks"] in customer.page
    ticket.refresh_from_db()
    assert (ticket.state, ticket.reopened_count, Response.objects.get().csat) == ("verifying", 1, 2)
    again = Person(ticket.owner, language)
    assert "又坏了" in again.open(ticket.get_absolute_url()) and ticket.next_due_at is not None
