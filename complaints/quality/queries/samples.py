"""Queries of samples."""

from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from aftersales.staff.models import User
from aftersales.store.dates import company_date

from ..enums import InvestigationState, SampleState
from ..models import Objection, Sample
from ..permissions.samples import visible_samples
from ..rules.samples import disposal_obstacles
from ..rules.workflow import OBJECTION

UNSETTLED = sorted(OBJECTION.states - OBJECTION.final)
KEPT = (SampleState.KEPT, SampleState.OUT, SampleState.TO_DISPOSE)
SAMPLE_TABS: dict[str, Q] = {
    "kept": Q(state__in=KEPT),
    "out": Q(state=SampleState.OUT),
    "due": Q(state__in=[SampleState.KEPT, SampleState.TO_DISPOSE]),
    "disposed": Q(state=SampleState.DISPOSED),
}


def samples(user: User, tab: str, today: date) -> QuerySet[Sample]:
    """The samples of a tab that the user may see, the nearest end of the period first."""
    rows = visible_samples(user).filter(SAMPLE_TABS.get(tab, Q()))
    if tab == "due":
        rows = rows.filter(retain_until__lt=today)
    rows = rows.select_related("product", "custodian", "ticket", "investigation")
    return rows.order_by("-disposed_at", "-pk") if tab == "disposed" else rows.order_by("retain_until", "pk")


def objections_about(sample: Sample) -> QuerySet[Objection]:
    """The unsettled objections for which the sample is needed: those that name it, and those about the same ticket,
    investigation or batch."""
    about = Q(samples=sample)
    if sample.ticket_id:
        about |= Q(ticket=sample.ticket_id)
    if sample.investigation_id:
        about |= Q(investigation=sample.investigation_id)
    if sample.batch:
        about |= Q(ticket__batch=sample.batch, ticket__purchase__product=sample.product_id)
    return Objection.objects.filter(about, state__in=UNSETTLED).distinct().order_by("pk")


def samples_about(objection: Objection) -> QuerySet[Sample]:
    """The samples that an objection needs, which are not yet disposed of. The reverse of objections_about."""
    ticket = objection.ticket
    about = Q(ticket=ticket)
    if objection.pk:
        about |= Q(objections=objection)
    if objection.investigation_id:
        about |= Q(investigation=objection.investigation_id)
    if ticket.batch and ticket.purchase:
        about |= Q(batch=ticket.batch, product=ticket.purchase.product_id)
    needed = Sample.objects.filter(about, state__in=KEPT)
    return Sample.objects.filter(pk__in=needed.values("pk")).order_by("pk")


def obstacles_of(sample: Sample, now: datetime) -> list[tuple[str, dict[str, Any]]]:
    """Why the sample may not be disposed of, as codes of rules.samples.OBSTACLES with their parameters."""
    running = sample.investigation if sample.investigation_id else None
    return disposal_obstacles(
        today=company_date(now),
        retain_until=sample.retain_until,
        objections=list(objections_about(sample).values_list("number", flat=True)[:1]),
        investigation=running.number if running and running.state != InvestigationState.CLOSED else "",
    )


def to_remind(now: datetime) -> QuerySet[Sample]:
    """Samples whose period is over, of which the custodian has not been told."""
    rows = Sample.objects.filter(state=SampleState.KEPT, retain_until__lt=company_date(now))
    rows = _free(rows.exclude(reminded_on__isnull=False, reminded_on=F("retain_until")))
    return rows.order_by("retain_until", "pk")


def samples_to_dispose(user: User, now: datetime) -> QuerySet[Sample]:
    """Samples that wait for the second signature, and those whose period is over and which nothing needs any more."""
    over = Q(state=SampleState.KEPT, retain_until__lt=company_date(now))
    rows = _free(visible_samples(user).filter(over | Q(state=SampleState.TO_DISPOSE)))
    return rows.select_related("product", "custodian", "first_signed_by").order_by("retain_until", "pk")


def _free(rows: QuerySet[Sample]) -> QuerySet[Sample]:
    """Those that neither an unsettled objection nor a running investigation needs. See objections_about."""
    about = Q(samples=OuterRef("pk")) | Q(ticket=OuterRef("ticket")) | Q(investigation=OuterRef("investigation"))
    about |= Q(ticket__batch=OuterRef("batch"), ticket__purchase__product=OuterRef("product")) & ~Q(ticket__batch="")
    needed = Objection.objects.filter(about, state__in=UNSETTLED)
    running = Q(investigation__isnull=False) & ~Q(investigation__state=InvestigationState.CLOSED)
    return rows.exclude(running).exclude(Exists(needed))
