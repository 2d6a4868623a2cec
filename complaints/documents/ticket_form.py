"""The ticket form 投诉处理单: what the customer said and what was done about it."""

from typing import Any

from django.utils.translation import gettext as _

from aftersales.render.blocks import Column, Field, Signature, Table
from aftersales.render.markup import plain_of
from aftersales.render.pdf import render_pdf
from aftersales.store.personal import mask_text, masked
from aftersales.web.figures import money
from aftersales.web.moments import on_paper

from ..enums import EntryKind, ProposalState
from ..models import Proposal, Ticket
from . import common

MAX_ENTRIES = 60


def pdf(ticket: Ticket, language: str) -> bytes:
    """The PDF, made from the current data."""
    return render_pdf(html(ticket, language), timeout=30, max_pages=20)


def html(ticket: Ticket, language: str) -> str:
    return common.page("pdf/ticket_form.html", language, lambda: context(ticket))


def context(ticket: Ticket) -> dict[str, Any]:
    """The values of the template, in the active language."""
    return {
        "letterhead": common.letterhead(),
        "title": _("Complaint handling form"),
        "subtitle": masked(ticket, "subject"),
        "number": ticket.number,
        "meta": [ticket.get_kind_display(), ticket.get_state_display()],
        "received": _received(ticket),
        "customer": common.customer_fields(ticket),
        "product": common.product_fields(ticket),
        "problem": _problem(ticket),
        "record": _record(ticket),
        "handling": _handling(ticket),
        "signatures": [
            Signature(_("Handled by"), str(ticket.owner)),
            Signature(_("Department manager")),
            Signature(_("Customer")),
        ],
    }


def _received(ticket: Ticket) -> list[Field]:
    return [
        Field(_("Date received"), on_paper(ticket.received_at)),
        Field(_("Channel"), ticket.get_channel_display()),
        Field(_("Handled by"), common.person(ticket.owner)),
        *([Field(_("Department"), ticket.department)] if ticket.department else []),
        Field(_("Severity"), ticket.get_severity_display()),
        Field(_("Quality class"), ticket.quality_class_words),
        *[Field(row.get_code_display(), _sla_target(row)) for row in ticket.sla_targets.filter(cancelled_at=None)],
    ]


def _sla_target(row: Any) -> str:
    if row.met_at:
        late = row.due_at is not None and row.met_at > row.due_at
        return (_("completed late, %(when)s") if late else _("completed on time, %(when)s")) % {
            "when": on_paper(row.met_at)
        }
    return _("due %(when)s") % {"when": on_paper(row.due_at)} if row.due_at else _("paused")


def _problem(ticket: Ticket) -> list[Field]:
    said = {
        _("Customer request"): ticket.get_remedy_sought_display(),
        _("Safety implication"): ticket.get_safety_display() if ticket.safety else "",
        _("Alternatives told"): masked(ticket, "alternatives_told"),
    }
    return [
        Field(_("Customer’s statement"), masked(ticket, "description"), wide=True, tall=True),
        Field(_("Problem"), masked(ticket, "problem_found"), wide=True, tall=True),
        *(Field(label, value, wide=True) for label, value in said.items() if value),
    ]


def _record(ticket: Ticket) -> Table | None:
    """Customer messages and replies, the latest last. Internal notes are left out."""
    entries = ticket.entries.filter(kind__in=[EntryKind.CUSTOMER, EntryKind.REPLY]).select_related(
        "author", "interaction__contact"
    )
    rows = [
        [on_paper(entry.at), entry.get_kind_display(), _who(entry), mask_text(_words(entry))]
        for entry in list(entries.order_by("-at", "-pk")[:MAX_ENTRIES])[::-1]
        if _words(entry) != ticket.description
    ]
    columns = [Column(_("Time"), 3), Column(_("Type"), 2), Column(_("Person"), 2), Column(_("Text"), 9)]
    return Table(columns, rows) if rows else None


def _words(entry: Any) -> str:
    return plain_of(entry.interaction.body if entry.interaction else entry.body)


def _who(entry: Any) -> str:
    if entry.kind == EntryKind.CUSTOMER and entry.interaction:
        interaction = entry.interaction
        return interaction.contact.name if interaction.contact else interaction.contact_name
    return str(entry.author or "")


def _handling(ticket: Ticket) -> list[Field]:
    fields = []
    for proposal in ticket.proposals.exclude(state=ProposalState.REJECTED).order_by("created_at"):
        fields.append(Field(_("Resolution"), _proposal(proposal), wide=True))
    confirmed = on_paper(ticket.confirmed_at)
    fields.append(Field(_("Customer confirmed"), confirmed))
    fields.append(Field(_("Closed"), on_paper(ticket.closed_at)))
    return fields


def _proposal(proposal: Proposal) -> str:
    amount = proposal.approved_amount if proposal.approved_amount is not None else proposal.amount
    parts = [proposal.get_remedy_display(), money(amount) if amount else "", proposal.get_state_display()]
    return "\n".join(filter(None, (common.joined(*parts), masked(proposal, "reason"))))
