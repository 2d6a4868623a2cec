"""Investigations at every stage, made by the services that users use."""

from datetime import timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from complaints.quality import services as quality
from complaints.quality.models import (
    Action,
    CostEntry,
    Investigation,
    InvestigationReport,
    Meeting,
    Objection,
    Sample,
    SuggestionReview,
    Supplier,
)
from complaints.quality.services.objections import record_objection, record_verdict, send_objection
from complaints.quality.services.samples import seal_sample
from complaints.quality.services.suggestions import decide_suggestion
from complaints.quality.services.suppliers import create_supplier
from tests.complaints import factories as tickets
from tests.factories import NOW, Cast

FINDINGS = {
    "on_site_findings": "3 号车间，温控板焊点虚焊。",
    "identification": "HX-250，批号 B2603-17，送检一台。",
    "cause": "回流焊温度曲线偏低。",
    "responsibility": "生产部工艺责任。",
    "handling": "退货退款，全批复检。",
}
# What the meeting says; DECISION is the body of a form, which requires more than the service.
DECIDED = {"decision": "全批召回复检，工艺整改。", "remedy": "exchange"}
DECISION = {**DECIDED, "nature": "内在质量", "responsible": "生产部", "cause": "回流焊温度偏低"}
DUE = (NOW + timedelta(days=5)).date()
WINDOW = 28
# The first moment at which an action that was done now may be judged.
JUDGED = NOW + timedelta(days=WINDOW + 1)


def opened(cast: Cast, **changes) -> Investigation:
    ticket = changes.pop("ticket", None) or tickets.logged(cast)
    values = {"title": "温控板虚焊", "lead": cast.quality_manager, "team": [cast.warehouse], "actor": cast.quality}
    return quality.open_investigation(ticket_id=ticket.pk, now=NOW, **{**values, **changes})


def found(cast: Cast, **changes) -> Investigation:
    row = opened(cast, **changes)
    return quality.save_findings(investigation_id=row.pk, findings=FINDINGS, actor=cast.quality, now=NOW)


def filed(cast: Cast, language: str = "zh-hans", **changes) -> InvestigationReport:
    row = found(cast, **changes)
    return quality.file_report(investigation_id=row.pk, language=language, actor=cast.quality, now=NOW)


def printed(cast: Cast, **changes) -> InvestigationReport:
    report = filed(cast, **changes)
    assert quality.render_due_reports(now=NOW) == 1
    report.refresh_from_db()
    return report


def signed(cast: Cast, **changes) -> InvestigationReport:
    report = printed(cast, **changes)
    return quality.sign_report(report_id=report.pk, actor=cast.quality_manager, now=NOW)


def decided(cast: Cast) -> Investigation:
    report = signed(cast)
    return quality.record_decision(
        investigation_id=report.investigation_id,
        attendees=[cast.quality_manager, cast.manager],
        guests="沈毅、顾北",
        actor=cast.gm,
        now=NOW,
        **DECIDED,
    )


def planned(cast: Cast, *rows: Investigation, **changes) -> Meeting:
    values = {
        "title": "质量事故分析会",
        "starts_at": NOW + timedelta(hours=2),
        "place": "三楼会议室",
        "chair": cast.gm,
        "attendees": [cast.quality_manager, cast.warehouse],
        "investigations": rows,
        "actor": cast.quality_manager,
        "now": NOW,
    }
    return quality.plan_meeting(**{**values, **changes})


def given(cast: Cast, investigation: Investigation | None = None, **changes) -> Action:
    row = investigation or opened(cast)
    values = {
        "kind": "corrective",
        "title": "重设回流焊曲线",
        "owner": cast.warehouse,
        "due_on": DUE,
        "criterion": "新产 200 台零虚焊",
        "window_days": WINDOW,
        "actor": cast.quality,
    }
    return quality.add_action(investigation_id=row.pk, now=NOW, **{**values, **changes})


def done(cast: Cast, **changes) -> Action:
    action = given(cast, **changes)
    return quality.complete_action(action_id=action.pk, evidence="曲线已改，首件合格。", actor=action.owner, now=NOW)


def judged_action(cast: Cast, *, effective: bool = True, **changes) -> Action:
    action = done(cast, **changes)
    return quality.verify_action(
        action_id=action.pk,
        effective=effective,
        verification="连续四周零虚焊" if effective else "仍有虚焊",
        actor=cast.quality_manager,
        now=JUDGED,
    )


def supplier(cast: Cast) -> Supplier:
    known = Supplier.objects.filter(number="S1").first()
    facts = {"number": "S1", "name": "样例传感", "name_en": "Sample Sensors", "actor": cast.quality, "now": NOW}
    return known or create_supplier(**facts)


def labour(cast: Cast, ticket=None, hours: str | None = "2.50", **changes) -> CostEntry:
    row = ticket or tickets.logged(cast)
    values = {"kind": "labour", "happened_on": NOW.date(), "actor": cast.quality, "now": NOW}
    return quality.record_cost(ticket_id=row.pk, hours=hours and Decimal(hours), **{**values, **changes})


def claimed(cast: Cast, investigation: Investigation | None = None, **changes) -> Action:
    row = investigation or opened(cast)
    owner = changes.pop("owner", cast.warehouse)
    terms = {"supplier": supplier(cast), "claimed": Decimal("140.00"), "share": 70, "reason": "估计", **changes}
    return quality.add_action(
        kind="recovery",
        title="向样例传感追偿",
        owner=owner,
        due_on=DUE,
        investigation_id=row.pk,
        claim=quality.ClaimTerms(**terms),
        actor=cast.quality,
        now=NOW,
    )


def sealed(cast: Cast, **changes) -> Sample:
    ticket = changes.pop("ticket", "logged")
    values = {
        "kind": "sealed",
        "seal_number": "F-0001",
        "taken_at": NOW,
        "taken_from": "客户实验室 3 号台",
        "place": "留样室 A-3",
        "custodian": cast.quality,
        "retain_until": (NOW + timedelta(days=90)).date(),
        "actor": cast.quality,
    }
    about = {"ticket_id": tickets.logged(cast).pk if ticket == "logged" else ticket.pk if ticket else None}
    if investigation := changes.pop("investigation", None):
        about = {"investigation_id": investigation.pk}
    return seal_sample(now=NOW, **about, **{**values, **changes})


def objected(cast: Cast, ticket=None, **changes) -> Objection:
    row = ticket or tickets.logged(cast)
    values = {
        "about": "finding",
        "statement": "我们不认可这个结论，现场供电没有问题。",
        "channel": "phone",
        "raised_at": NOW,
        "actor": cast.clerk,
    }
    return record_objection(ticket_id=row.pk, now=NOW, **{**values, **changes})


def examining(cast: Cast, **changes) -> Objection:
    row = objected(cast, **{name: changes.pop(name) for name in ("ticket", "about") if name in changes})
    values = {
        "body": "示例省计量科学研究院",
        "sent_on": NOW.date(),
        "verdict_due_on": (NOW + timedelta(days=10)).date(),
        "payer": "loser",
        "actor": cast.quality,
    }
    return send_objection(objection_id=row.pk, now=NOW, **{**values, **changes})


def judged(cast: Cast, verdict: str = "upheld", **changes) -> Objection:
    row = examining(cast, **changes)
    document = SimpleUploadedFile("verdict.pdf", b"%PDF-1.4 x", "application/pdf")
    return record_verdict(
        objection_id=row.pk,
        verdict=verdict,
        verdict_text="送检样品示值误差 6.1 °C，超出允差。",
        verdict_on=NOW.date(),
        upload=document,
        cost=Decimal("3200.00"),
        actor=cast.quality,
        now=NOW,
    )


def suggested(cast: Cast, **changes) -> SuggestionReview:
    """A suggestion that waits for its review. Its contact has an email address."""
    values = {"kind": "suggestion", "channel": "email", "description": "能不能扫码报修？报修要把序号念三遍。"}
    return tickets.logged(cast, **{**values, **changes}).suggestion_review


def reviewed(cast: Cast, decision: str = "adopt", row: SuggestionReview | None = None, **changes) -> SuggestionReview:
    review = row or suggested(cast)
    values = {"actor": cast.quality_manager, "now": NOW}
    if decision == "decline":
        values |= {"reason": "开箱日无从核实"}
    else:
        values |= {"owner": cast.warehouse, "due_on": DUE}
    return decide_suggestion(review_id=review.pk, decision=decision, **{**values, **changes})
