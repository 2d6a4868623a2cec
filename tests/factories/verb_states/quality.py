"""Investigations, their actions, meetings and reports, samples, suggestions, and warnings of batches."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse

from complaints.quality.models import Action, BatchWarning, Investigation, InvestigationReport, Sample, SuggestionReview
from complaints.quality.services import (
    claims,
    record_decision,
    render_due_reports,
    samples,
    sign_report,
    verify_action,
)
from customers.models import Contact
from tests.complaints import factories as tickets
from tests.quality import factories as make

from .. import NOW, Cast

TODAY = NOW.date()


def rows(people: Cast) -> list[Any]:
    """Actions to be done, judged, redone and that came back, claims; investigations at each step, a meeting about one
    that is ready; samples to be disposed of; a suggestion whose customer must be called."""
    due = _done(people)
    redo = _judged(people, effective=False)
    again = _judged(people, effective=True)
    tickets.logged(
        people, quality_class="intrinsic", received_at=NOW + timedelta(minutes=1), now=NOW + timedelta(minutes=1)
    )
    return [
        make.given(people, owner=people.quality_manager),
        make.given(people),
        due,
        redo,
        again,
        make.claimed(people),
        _answered(people),
        make.opened(people),
        make.found(people),
        _reported(people),
        _reported(people, signs=True),
        _decided(people),
        make.planned(people, _reported(people, signs=True)),
        _old(people, "F-0010"),
        _signed_once(people),
        _to_be_told(people),
    ]


def _done(people: Cast) -> Action:
    """Done, and to be judged today."""
    row = make.done(people)
    Action.objects.filter(pk=row.pk).update(judge_on=TODAY)
    return row


def _judged(people: Cast, *, effective: bool) -> Action:
    row, words = _done(people), "零虚焊" if effective else "仍有虚焊"
    facts = {"effective": effective, "verification": words, "actor": people.quality_manager, "now": NOW}
    return verify_action(action_id=row.pk, **facts)


def _answered(people: Cast) -> Action:
    """A claim that the supplier accepts."""
    row = make.claimed(people)
    answer = {"accepted": Decimal(100), "answered_on": TODAY, "answer": "认账", "actor": people.quality, "now": NOW}
    return claims.record_answer(action_id=row.pk, **answer)


def _reported(people: Cast, *, signs: bool = False) -> Investigation:
    report = make.filed(people)
    render_due_reports(now=NOW)
    if signs:
        sign_report(report_id=report.pk, actor=people.quality_manager, now=NOW)
    return report.investigation


def _decided(people: Cast) -> Investigation:
    row = _reported(people, signs=True)
    heard = {"attendees": [people.quality_manager, people.manager], "guests": "沈毅", "actor": people.gm, "now": NOW}
    return record_decision(investigation_id=row.pk, **heard, **make.DECIDED)


def _old(people: Cast, seal: str) -> Sample:
    """A sample of a batch that nobody objects to, whose period is over."""
    long_ago = {"retain_until": TODAY - timedelta(days=1), "taken_at": NOW - timedelta(days=90)}
    return make.sealed(people, ticket=None, product=people.sold.product, batch="OLD", seal_number=seal, **long_ago)


def _signed_once(people: Cast) -> Sample:
    row = _old(people, "F-0011")
    return samples.dispose_of_sample(sample_id=row.pk, disposal="粉碎", actor=people.quality, now=NOW)


def _to_be_told(people: Cast) -> SuggestionReview:
    """The customer has no address for mails."""
    contact = Contact.objects.create(customer=people.customer, name="王五", phone="139 0000 1111")
    return make.reviewed(people, row=make.suggested(people, contact=contact, channel="hotline"))


def pages(people: Cast) -> list[str]:
    """The reports of an investigation, of which one could not be printed."""
    report = make.filed(people)
    InvestigationReport.objects.filter(pk=report.pk).update(render_at=None, fault="render")
    return [reverse("investigation_reports", args=[report.investigation.number])]


def judged_anew() -> list[str]:
    """Batches with a warning. Call it last: an investigation that is opened covers the warning."""
    BatchWarning.objects.update(state="new", investigation=None, judged_by=None, judged_at=None)
    return [row.get_absolute_url() for row in BatchWarning.objects.all()]
