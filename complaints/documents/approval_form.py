"""The return and exchange approval form 退换货审批单: what was proposed, who decided, how it was fulfilled (T6, T7).

Phone numbers in its free texts are masked, because paper is passed from hand to hand (A4).
"""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftersales.render.blocks import Column, Decision, Field, Mark, Signature, Table
from aftersales.render.pdf import render_pdf
from aftersales.store.dates import company_date
from aftersales.store.personal import mask_text, masked
from aftersales.web.figures import money

from ..enums import ApprovalState, StepCode, StepState
from ..models import Approval, ApprovalStep, Fulfilment, Proposal, ProposalLine, Refund
from ..presentation.approvals import price_note
from ..presentation.binding import departure
from ..presentation.stake import case_parts, stake_figures
from . import common
from .capitals import capitals

MARKS: dict[str, Mark] = {
    StepState.APPROVED: "done",
    StepState.REJECTED: "late",
    StepState.SENT_BACK: "due",
    StepState.ACTIVE: "due",
}
ENDED = {
    ApprovalState.RECALLED: gettext_lazy("Recalled by the submitter"),
    ApprovalState.VOIDED: gettext_lazy("Void: the content changed, so a new approval is needed"),
}


def pdf(proposal: Proposal, language: str) -> bytes:
    """The PDF, made from the current data."""
    return render_pdf(html(proposal, language), timeout=30, max_pages=20)


def html(proposal: Proposal, language: str) -> str:
    return common.page("pdf/approval_form.html", language, lambda: context(proposal))


def context(proposal: Proposal) -> dict[str, Any]:
    """The values of the template, in the active language."""
    ticket = proposal.ticket
    rounds = list(
        proposal.approvals.select_related("rule", "submitted_by")
        .prefetch_related("steps__decided_by", "steps__on_behalf_of")
        .order_by("submitted_at", "pk")
    )
    newest = rounds[-1] if rounds else None
    fulfilment = _fulfilment(proposal)
    return {
        "letterhead": common.letterhead(),
        "title": _("Return and exchange approval form"),
        "number": ticket.number,
        "meta": [
            _("Logged: %(date)s") % {"date": company_date(ticket.reported_at).isoformat()},
            _("Handled by: %(name)s") % {"name": ticket.owner},
            proposal.get_state_display(),
        ],
        "record": [*common.customer_fields(ticket), *common.product_fields(ticket), *_problem(proposal)],
        "lines": _lines(proposal),
        "handling": _handling(proposal, newest),
        "trail": [decision for each in rounds for decision in _round(each)],
        "goods": _goods(fulfilment),
        "settled": _settled(proposal, fulfilment),
        "signatures": _signatures(proposal, newest, fulfilment),
    }


def _fulfilment(proposal: Proposal) -> Fulfilment | None:
    rows = Fulfilment.objects.filter(proposal=proposal).prefetch_related(
        "lines__line", "lines__received_by", "lines__inspected_by", "refunds__recorded_by"
    )
    return rows.first()


def _problem(proposal: Proposal) -> list[Field]:
    ticket = proposal.ticket
    fields = [Field(_("Problem"), mask_text(proposal.problem or ticket.problem_found), wide=True)]
    if ticket.remedy_sought:
        fields.append(Field(_("Customer request"), ticket.get_remedy_sought_display(), wide=True))
    return fields


def _lines(proposal: Proposal) -> Table | None:
    rows = [
        [
            "\n".join(filter(None, (_item(line), mask_text(price_note(line))))),
            line.quantity,
            money(line.unit_price),
            money(line.amount),
        ]
        for line in proposal.lines.select_related("purchase__product")
    ]
    if not rows:
        return None
    columns = [
        Column(_("Item"), 5),
        Column(_("Quantity"), 1, number=True),
        Column(_("Unit price"), 2, number=True),
        Column(_("Amount"), 2, number=True),
    ]
    goods = proposal.amount - proposal.costs
    return Table(columns, rows, totals=[_("Subtotal"), "", "", money(goods)])


def _item(line: ProposalLine) -> str:
    return mask_text(line.description) or str(line.purchase or "")


def _handling(proposal: Proposal, approval: Approval | None) -> list[Field]:
    """The remedy and its amounts. The sum is also written in capital numerals, as on a voucher."""
    fields = [
        Field(_("Proposed resolution"), proposal.get_remedy_display()),
        Field(_("Goods"), _goods_back(proposal)),
        Field(_("Other costs"), money(proposal.costs)),
        Field(_("Total"), money(proposal.amount)),
        Field(_("Total in Chinese numerals"), f"人民币{capitals(proposal.amount)}", wide=True),
    ]
    if proposal.approved_amount is not None and proposal.approved_amount != proposal.amount:
        fields += [
            Field(_("Approved amount"), money(proposal.approved_amount)),
            Field(_("Approved amount in Chinese numerals"), f"人民币{capitals(proposal.approved_amount)}"),
        ]
    fields.append(Field(_("Reason"), masked(proposal, "reason"), wide=True))
    if found := departure(proposal):
        said = [f"{found['decision'].meeting}: {found['decided']}", masked(proposal, "deviation_reason")]
        fields.append(Field(_("Departs from the meeting’s decision"), "\n".join(filter(None, said)), wide=True))
    if approval is not None:
        fields += _stake(approval)
        fields.append(Field(_("Approval rules"), common.authority(approval.rule), wide=True))
    return fields


def _goods_back(proposal: Proposal) -> str:
    if not proposal.no_return_required:
        return _("To be returned")
    return "\n".join(filter(None, (_("No return needed"), masked(proposal, "no_return_reason"))))


def _stake(approval: Approval) -> list[Field]:
    """What the customer paid, what is at stake, and the sum of the case with its parts."""
    fields = [Field(str(label), money(amount)) for key, label, amount in stake_figures(approval) if key != "proposed"]
    parts = [_(", ").join([*part.details, money(part.amount)]) for part in case_parts(approval)]
    if parts:
        together = _("Approval level based on the case total: %(amount)s") % {"amount": money(approval.routing_amount)}
        fields.append(Field(_("Total of the case"), "\n".join([together, *parts]), wide=True))
    return fields


def _round(approval: Approval) -> list[Decision]:
    """One approval: who submitted it, its steps, how it ended."""
    proposed = Decision(
        _("Proposed"),
        _("Submitted, %(amount)s") % {"amount": money(approval.amount)},
        who=common.person(approval.submitted_by),
        at=approval.submitted_at,
        note=_("Started again: %(why)s") % {"why": why} if (why := approval.get_restarted_by_display()) else "",
        mark="done",
    )
    steps = [_step(step, approval) for step in approval.steps.all() if step.state != StepState.SKIPPED]
    if approval.state not in ENDED:
        return [proposed, *steps]
    ended = Decision(_("End"), str(ENDED[ApprovalState(approval.state)]), at=approval.decided_at, mark="paused")
    return [proposed, *steps, ended]


def _step(step: ApprovalStep, approval: Approval) -> Decision:
    outcome = step.get_state_display()
    if step.state == StepState.APPROVED and step.amount is not None:
        outcome = _("Approved, %(amount)s") % {"amount": money(step.amount)}
        if step.amount < approval.amount:
            outcome = _("Approved partially, %(amount)s") % {"amount": money(step.amount)}
    if step.state == StepState.RAISED:
        outcome = _("Escalated: nobody in this role can approve it")
    who = common.person(step.decided_by, step.on_behalf_of)
    minutes = _("Minutes: %(text)s") % {"text": masked(step, "minutes")} if step.minutes else ""
    attendees = _("Attendees: %(names)s") % {"names": masked(step, "attendees")} if step.attendees else ""
    return Decision(
        step.get_code_display(),
        outcome,
        who=who,
        at=step.decided_at,
        reason=masked(step, "reason"),
        note="\n".join(filter(None, (minutes, attendees))),
        mark=MARKS.get(StepState(step.state), ""),
    )


def _goods(fulfilment: Fulfilment | None) -> Table | None:
    """What was returned, and its inspection."""
    lines = list(fulfilment.lines.all()) if fulfilment else []
    if not lines:
        return None
    columns = [
        Column(_("Goods"), 4),
        Column(_("Expected"), 1, number=True),
        Column(_("Received"), 1, number=True),
        Column(_("Received by"), 3),
        Column(_("Inspected by"), 3),
        Column(_("Inspection finding"), 4),
    ]
    rows = [
        [
            _item(each.line),
            each.expected,
            each.received,
            _by(each.received_by, each.received_at),
            _by(each.inspected_by, each.inspected_at),
            common.joined(masked(each, "condition"), masked(each, "finding"), each.get_disposition_display()),
        ]
        for each in lines
    ]
    return Table(columns, rows)


def _by(user: Any, at: Any) -> str:
    return f"{user} {company_date(at).isoformat()}" if user and at else ""


def _refunds(fulfilment: Fulfilment | None) -> list[Refund]:
    """The refunds that are not corrected."""
    rows = list(fulfilment.refunds.all()) if fulfilment else []
    wrong = {row.reverses_id for row in rows}
    return [row for row in rows if row.reverses_id is None and row.pk not in wrong]


def _settled(proposal: Proposal, fulfilment: Fulfilment | None) -> list[Field]:
    """Refunds, and the customer's confirmation."""
    if fulfilment is None:
        return []
    ticket = proposal.ticket
    fields = [Field(_("Fulfilment"), fulfilment.get_state_display())]
    fields.append(Field(_("Customer confirmed"), company_date(ticket.confirmed_at) if ticket.confirmed_at else ""))
    for refund in _refunds(fulfilment):
        parts = [money(refund.amount), refund.paid_on.isoformat(), masked(refund, "reference")]
        parts.append(_("recorded by %(name)s") % {"name": common.person(refund.recorded_by)})
        fields.append(Field(_("Refund"), common.joined(*parts), wide=True))
    return fields


def _signatures(proposal: Proposal, approval: Approval | None, fulfilment: Fulfilment | None) -> list[Signature]:
    """The boxes for signatures. The box of a person who decided in the system shows the name."""
    decided: dict[bool, ApprovalStep] = {}
    for step in approval.steps.all() if approval else ():
        if step.state == StepState.APPROVED:
            decided[step.code in (StepCode.GM_APPROVE, StepCode.OFFICE_MEETING)] = step
    goods = next((each for each in fulfilment.lines.all() if each.received_at), None) if fulfilment else None
    refund = next(iter(_refunds(fulfilment)), None)
    return [
        Signature(_("Proposed by"), str(proposal.proposed_by), approval.submitted_at if approval else None),
        _signed(_("Department manager"), decided.get(False)),
        _signed(_("General manager"), decided.get(True)),
        Signature(_("Goods received"), str(goods.received_by), goods.received_at)
        if goods
        else Signature(_("Goods received")),
        Signature(_("Refund recorded by"), str(refund.recorded_by), refund.recorded_at)
        if refund
        else Signature(_("Refund recorded by")),
    ]


def _signed(label: str, step: ApprovalStep | None) -> Signature:
    return Signature(label, str(step.decided_by) if step else "", step.decided_at if step else None)
