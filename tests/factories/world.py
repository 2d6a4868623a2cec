"""One object for everything that an address can name, for tests of all routes.

A route whose object is missing here fails its tests. An app adds its own in its matrix:
OBJECTS = {"canned_reply": lambda people: {"pk": …}} in tests/permissions/matrix_<app>.py,
by the beginning of the routes' names.
"""

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, URLResolver, get_resolver

from complaints.models import Fulfilment, RiskRule, Ticket
from complaints.quality import services as quality
from complaints.quality.models import Investigation
from complaints.services import reception
from tests.complaints import factories as tickets
from tests.factories import NOW, Cast, cast
from tests.factories.replay import Replay
from tests.factories.surveys import invited
from tests.factories.visits import cadence, visit_of
from tests.quality import factories as qualities


def upload(name: str = "photo.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.4 x", "application/pdf")


@dataclass
class Things:
    """The cast, and the parameters of addresses by the beginning of the routes' names."""

    cast: Cast
    values: dict[str, dict[str, Any]]

    def kwargs(self, name: str, names: list[str]) -> dict[str, Any]:
        """The parameters of a route: those with the longest matching name."""
        found = max((key for key in self.values if name.startswith(key)), key=len, default="")
        row = self.values.get(found, {})
        missing = set(names) - set(row)
        assert not missing, f"no {sorted(missing)} for the route {name!r}: see tests/factories/world.py"
        return {key: row[key] for key in names}


def matrices() -> Iterator[ModuleType]:
    """The permission matrices of all apps."""
    for file in sorted((Path(__file__).parents[1] / "permissions").glob("matrix_*.py")):
        yield importlib.import_module(f"tests.permissions.{file.stem}")


def routes(resolver: Any = None) -> list[tuple[str, URLPattern, list[str]]]:
    """Every route: name, pattern, the names of its parameters."""
    rows: list[tuple[str, URLPattern, list[str]]] = []
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            rows += routes(entry)
        else:
            rows.append((entry.name or "", entry, sorted(entry.pattern.regex.groupindex)))
    return rows


def print_at_once(monkeypatch: Any) -> None:
    """A renderer that needs no other process."""

    class Printer:
        def ask(self, content: bytes, **limits: Any) -> tuple[str, bytes]:
            return "", b"%PDF-1.7 x"

    monkeypatch.setattr("aftersales.render.pdf._idle_or_new", Printer)
    monkeypatch.setattr("aftersales.render.pdf._keep", lambda worker: None)


def _investigated(people: Cast, ticket: Ticket) -> Investigation:
    """With findings, a picture, and a report that is printed and signed."""
    row = qualities.opened(people, ticket=ticket)
    findings = {"findings": qualities.FINDINGS, "uploads": [upload("weld.pdf")]}
    quality.save_findings(investigation_id=row.pk, actor=people.quality, now=NOW, **findings)
    report = quality.file_report(investigation_id=row.pk, language="zh-hans", actor=people.quality, now=NOW)
    assert quality.render_due_reports(now=NOW) == 1
    quality.sign_report(report_id=report.pk, actor=people.quality_manager, now=NOW)
    return row


def _build() -> Things:
    people = cast()
    cadence()
    ticket = tickets.logged(people, files=[upload()])
    approved = tickets.approved(people, ticket=ticket)
    pending = tickets.submitted(people, costs=1)
    investigation = _investigated(people, ticket)
    action = qualities.given(people, investigation, title="重设曲线")
    quality.complete_action(
        action_id=action.pk, evidence="已改", actor=people.warehouse, now=NOW, uploads=[upload("proof.pdf")]
    )
    meeting = qualities.planned(people, investigation)
    visit = visit_of(people.customer, rep=people.rep, due_on=NOW.date())
    invitation, token = invited(people, number="TK-2026-90001")
    visitor = reception.take_number(purpose="complaint", actor=people.clerk, now=NOW)
    number, customer = {"number": ticket.number}, {"number": people.customer.number}
    case = {"number": investigation.number, "version": 1}
    values: dict[str, dict[str, Any]] = {
        "customer": customer,
        "customer_fact": {**customer, "name": "tier"},
        "interaction_": customer,
        "contact_": {**customer, "pk": people.contact.pk},
        "purchase_": {**customer, "pk": people.sold.pk},
        "api-customer": customer,
        "api-contact": {"pk": people.contact.pk},
        "api-sale": {"pk": people.sold.pk},
        "api-interaction": {"pk": people.customer.interactions.first().pk},
        "api-product": {"code": people.sold.product.code},
        "ticket": number,
        "ticket_step": {**number, "name": "reply"},
        "ticket_news": {**number, "entry": 0},
        "ticket_fact": {**number, "name": "severity"},
        "ticket_file": {**number, "pk": ticket.files.get().pk},
        "ticket_approval_form": {**number, "pk": approved.proposal_id},
        "api-ticket": {**number, "file_id": ticket.files.get().pk},
        "approval": {"pk": pending.pk},
        "api-approval": {"pk": pending.pk},
        "api-fulfilment": {"pk": Fulfilment.objects.first().pk},
        "investigation": case,
        "investigation_file": {**case, "pk": investigation.files.get().pk},
        "api-investigation": case,
        "meeting": {"number": meeting.number},
        "api-meeting": {"number": meeting.number},
        "action": {"number": action.number},
        "action_file": {"number": action.number, "pk": action.files.get().pk},
        "api-action": {"number": action.number},
        "visit": {"pk": visit.pk, "name": "record"},
        "api-visit": {"pk": visit.pk},
        "survey": {"token": token},
        "api-questionnaire": {"pk": invitation.questionnaire_id},
        "api-invitation": {"pk": invitation.pk},
        "api-user": {"pk": people.clerk.pk},
        "visitor": {"pk": visitor.pk, "name": "greet"},
        "api-visitor": {"pk": visitor.pk},
        "risk_rule": {"pk": RiskRule.objects.first().pk},
        "api-risk-rule": {"pk": RiskRule.objects.first().pk},
    }
    for matrix in matrices():
        values |= {name: make(people) for name, make in getattr(matrix, "OBJECTS", {}).items()}
    return Things(people, values)


_replayed = Replay(_build, at=NOW)


def build() -> Things:
    """A return that is being carried out, its investigation and action, a pending approval, a visit, a survey."""
    return _replayed()
