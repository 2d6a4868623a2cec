"""Investigations at every stage, made by the services that users use."""

from datetime import timedelta

from complaints.quality import services as quality
from complaints.quality.models import Action, Investigation, InvestigationReport
from tests.complaints import factories as tickets
from tests.factories import NOW, Cast

FINDINGS = {
    "on_site_findings": "3 号车间，温控板焊点虚焊。",
    "identification": "HX-250，批号 B2603-17，送检一台。",
    "cause": "回流焊温度曲线偏低。",
    "responsibility": "生产部工艺责任。",
    "handling": "退货退款，全批复检。",
}
DUE = (NOW + timedelta(days=5)).date()


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
        decision="全批召回复检，工艺整改。",
        attendees="沈毅、顾北",
        actor=cast.gm,
        now=NOW,
    )


def given(cast: Cast, investigation: Investigation | None = None, **changes) -> Action:
    row = investigation or opened(cast)
    values = {
        "kind": "corrective",
        "title": "重设回流焊曲线",
        "owner": cast.warehouse,
        "due_on": DUE,
        "actor": cast.quality,
    }
    return quality.add_action(investigation_id=row.pk, now=NOW, **{**values, **changes})


def done(cast: Cast, **changes) -> Action:
    action = given(cast, **changes)
    return quality.complete_action(action_id=action.pk, evidence="曲线已改，首件合格。", actor=action.owner, now=NOW)
