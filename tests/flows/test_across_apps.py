"""Flows through several apps: a breached SLA target, a visit, an investigation, the figures of a quarter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone, translation

from aftersales.notifications.models import Notification
from aftersales.notifications.services.notifications import deliver_due
from aftersales.store.dates import company_date
from complaints.models import SlaTarget, Ticket
from complaints.quality import services as quality
from complaints.quality.models import Investigation
from complaints.services.escalation import sweep
from customers.models import Customer, Interaction
from tests.complaints import factories as make
from visits.models import Visit
from visits.services.planning import plan_due
from visits.services.schedules import check_schedules

from .people import Person

pytestmark = pytest.mark.django_db
SAYS = {
    "en": {
        "late": "is overdue",
        "told": "SLA breached, manager notified",
        "saved": "Outcome saved",
        "report": "investigation report",
    },
    "zh-hans": {
        "late": "超时",
        "told": "服务超时，已通知部门经理",
        "saved": "已登记",
        "report": "产品质量事故调查报告",
    },
}
DECISION = {
    "nature": "内在质量",
    "responsible": "生产部",
    "cause": "回流焊温度曲线偏低。",
    "remedy": "exchange",
    "decision": "全批召回复检",
}
FINDINGS = {
    "on_site_findings": "温控板焊点虚焊。",
    "identification": "HX-250，批号 B2603-17。",
    "cause": "回流焊温度曲线偏低。",
    "responsibility": "生产部工艺责任。",
    "handling": "退货退款，全批复检。",
}


@pytest.fixture(params=["en", "zh-hans"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    with translation.override(request.param):
        yield request.param


def test_breached_sla_target_is_notified_once_on_the_page_and_by_mail(team, language):
    readers = [team.clerk, team.manager]
    for person in readers:
        person.language = language
        person.save()
    ticket = make.logged(team, now=timezone.now(), received_at=None)
    late = ticket.next_due_at + timedelta(minutes=1)
    assert sweep(now=late) == 1 and sweep(now=late) == 0
    told = Notification.objects.filter(template="sla_target_late")
    assert sorted((n.user_id, n.channel) for n in told) == sorted((p.pk, c) for p in readers for c in ("page", "mail"))
    deliver_due(now=late)
    deliver_due(now=late)
    sent = [m.to[0] for m in mail.outbox if ticket.number in m.subject and SAYS[language]["late"] in m.subject]
    assert sorted(sent) == sorted(person.email for person in readers)
    manager = Person(team.manager, language)
    assert ticket.number in manager.open(reverse("notifications")) and ticket.get_absolute_url() in manager.page.links
    assert manager.open(ticket.get_absolute_url()).text.count(SAYS[language]["told"]) == 1


def test_visit_falls_due_and_a_rep_records_it(team, language):
    today = timezone.localdate()
    Customer.objects.filter(pk=team.customer.pk).update(tier="important", since=today - timedelta(days=175))
    check_schedules(now=timezone.now())
    assert (plan_due(now=timezone.now()), plan_due(now=timezone.now())) == (1, 0)
    visit = Visit.objects.get()
    rep, stranger = Person(team.rep, language), Person(team.stranger, language)
    stranger.open(visit.get_absolute_url(), 404)
    assert visit.get_absolute_url() in rep.open(f"{reverse('visits')}?tab=all").links
    rep.open(visit.get_absolute_url())
    page = rep.press(
        reverse("visit_step", args=[visit.pk, "record"]), outcome="problem", requirements="培养箱又漂移了，希望来人看看"
    )
    assert SAYS[language]["saved"] in page
    visit.refresh_from_db()
    ticket = Ticket.objects.get()
    assert (visit.state, visit.recorded_by, visit.ticket, ticket.kind) == (
        "done",
        team.rep,
        ticket,
        "complaint",
    )
    assert "培养箱又漂移了" in rep.open(team.customer.get_absolute_url())
    assert Interaction.objects.filter(customer=team.customer, channel="visit").count() == 1


def test_investigation_is_reported_signed_and_decided(team, language):
    ticket = make.logged(team, now=timezone.now(), received_at=None)
    staff, chief, gm = (Person(p, language) for p in (team.quality, team.quality_manager, team.gm))
    opener = f"{reverse('investigation_new')}?ticket={ticket.number}"
    assert opener in staff.open(ticket.get_absolute_url()).links
    staff.open(opener)
    staff.press("", lead=team.quality_manager.username)
    row = Investigation.objects.get()
    at = row.get_absolute_url()
    assert staff.page.url == at
    staff.press(f"{at}findings/", **FINDINGS)
    staff.press(f"{at}report/", language=language)
    assert quality.render_due_reports(now=timezone.now()) == 1
    chief.open(at)
    chief.press(f"{at}reports/1/sign/")
    assert quality.render_due_reports(now=timezone.now()) == 1
    gm.open(at)
    gm.press(f"{at}decision/", **DECISION, attendees=[team.manager.username])
    row.refresh_from_db()
    assert (row.state, row.decided_by) == ("decided", team.gm)
    words = staff.pdf(f"{at}reports/1.pdf")
    assert [w for w in (SAYS[language]["report"], row.number, "温控板焊点虚焊") if w.lower() not in words.lower()] == []
    staff.open(at)
    staff.press(f"{at}close/")
    row.refresh_from_db()
    assert row.state == "closed" and row.number in Person(team.clerk, language).open(ticket.get_absolute_url())


def test_figures_of_the_dashboard_open_their_rows(team, language):
    now = timezone.now()
    for kind in ("complaint", "complaint", "return", "opinion"):
        make.logged(team, now=now, received_at=None, kind=kind, channel="phone")
    make.logged(team, now=now - timedelta(hours=1), received_at=now - timedelta(hours=1), kind="complaint")
    SlaTarget.objects.filter(ticket__kind="opinion", met_at=None).update(due_at=now - timedelta(minutes=5))
    boss = Person(team.executive, language)
    dashboard = boss.open(reverse("dashboard"))
    rows = sorted({link for link in dashboard.links if "/rows/?" in link})
    wanted = {"complaints_logged": 3, "late_now": 1}
    for code, count in wanted.items():
        url = next(link for link in rows if f"/{code}/" in link and f"to={company_date(now)}" in link)
        page = boss.open(url)
        listed = {link for link in page.links if link.startswith("/tickets/TK-")}
        assert len(listed) == count, (url, listed)
    for url in rows:
        assert boss.open(url).status == 200
    assert "2026" in boss.pdf(reverse("dashboard_pdf"))
