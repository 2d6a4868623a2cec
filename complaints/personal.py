"""The personal data in tickets, and in the proposals, fulfilments and calls that belong to them."""

from django.utils.translation import gettext_lazy as _

from aftersales.store.personal import Kind, declare

from . import models as m

HANDLING = _("To handle the customer’s request and document how it was handled.")
REACHING = _("To identify callers and visitors while they call or wait.")
TICKET = ("ticket__customer",)
PROPOSAL = ("proposal__ticket__customer",)
FULFILMENT_FIELDS = ("fulfilment__proposal__ticket__customer",)
HALF_A_YEAR, THREE_MONTHS = 180, 90

PERSONAL = (
    declare(
        m.Ticket,
        purpose=HANDLING,
        owners=("customer",),
        drafts="ticket-{pk}-",
        plain="number category grade batch import_key",
        subject=Kind.TEXT,
        description=Kind.TEXT,
        problem_found=Kind.TEXT,
        class_reason=Kind.TEXT,
        investigate_reason=Kind.TEXT,
        alternatives_told=Kind.TEXT,
        search_text=Kind.KEY,
    ),
    declare(m.TicketEntry, purpose=HANDLING, owners=TICKET, plain="event", body=Kind.TEXT, params=Kind.DATA),
    declare(m.TicketFile, purpose=HANDLING, owners=TICKET, stored=Kind.FILE),
    declare(m.HeldStep, purpose=HANDLING, owners=TICKET, plain="verb", content=Kind.DATA, reason=Kind.TEXT),
    declare(m.HeldFile, purpose=HANDLING, owners=("step__ticket__customer",), stored=Kind.FILE),
    declare(m.TicketGuest, plain="reason"),
    declare(m.TicketPause, purpose=HANDLING, owners=TICKET, reason=Kind.TEXT),
    declare(m.SlaTarget, plain="unit calendar lease"),
    declare(m.Reminder, purpose=HANDLING, owners=TICKET, plain="lease", note=Kind.TEXT),
    declare(m.RiskFlag, purpose=HANDLING, owners=TICKET, plain="phrase", facts=Kind.DATA, reason=Kind.TEXT),
    declare(
        m.Proposal,
        purpose=HANDLING,
        owners=("ticket__customer",),
        reason=Kind.TEXT,
        problem=Kind.TEXT,
        no_return_reason=Kind.TEXT,
        deviation_reason=Kind.TEXT,
    ),
    declare(m.BindingDecision, purpose=HANDLING, owners=TICKET, plain="meeting about", words=Kind.TEXT),
    declare(m.ProposalLine, purpose=HANDLING, owners=PROPOSAL, description=Kind.TEXT, price_reason=Kind.TEXT),
    declare(m.Approval, owners=PROPOSAL, plain="content_hash basis_hash parts"),
    declare(
        m.ApprovalStep,
        purpose=HANDLING,
        owners=("approval__proposal__ticket__customer",),
        reason=Kind.TEXT,
        minutes=Kind.TEXT,
        attendees=Kind.TEXT,
    ),
    declare(m.Fulfilment, purpose=HANDLING, owners=PROPOSAL, shipped_with=Kind.TEXT),
    declare(
        m.FulfilmentLine,
        purpose=HANDLING,
        owners=FULFILMENT_FIELDS,
        waived_reason=Kind.TEXT,
        condition=Kind.TEXT,
        finding=Kind.TEXT,
    ),
    declare(m.ReturnedUnit, plain="serial replacement_serial"),
    declare(
        m.GoodsRecord,
        purpose=HANDLING,
        owners=FULFILMENT_FIELDS,
        plain="serials",
        note=Kind.TEXT,
        reason=Kind.TEXT,
    ),
    declare(
        m.Refund,
        purpose=HANDLING,
        owners=FULFILMENT_FIELDS,
        plain="request_key",
        reference=Kind.TEXT,
        reason=Kind.TEXT,
    ),
    declare(
        m.Visitor,
        purpose=REACHING,
        owners=("customer", "ticket__customer"),
        plain="counter",
        retention=THREE_MONTHS,
        dated="arrived_at",
        name=Kind.NAME,
        note=Kind.TEXT,
    ),
    declare(
        m.Call,
        purpose=REACHING,
        owners=("customer", "ticket__customer"),
        plain="call_id extension",
        retention=HALF_A_YEAR,
        dated="rang_at",
        phone=Kind.PHONE,
        phone_digits=Kind.KEY,
    ),
    declare(
        m.MissedCall,
        purpose=REACHING,
        owners=("call__customer", "call__ticket__customer"),
        retention=HALF_A_YEAR,
        dated="missed_at",
        note=Kind.TEXT,
    ),
    declare(m.WaitChange, plain="words words_en"),
    declare(m.AuthorityRule, plain="steps separate_duties"),
    declare(m.SlaPolicy, plain="channels kinds unit"),
    declare(m.RiskRule, plain="parameters"),
    declare(m.CannedReply, plain="name name_en body body_en kinds channels"),
    # Their page says that they name no people.
    declare(m.Tag, plain="name key"),
    declare(m.AssignmentRule, plain="category"),
)
PERSONAL_CODES = (
    "number",
    "other",
    "ticket",
    "from",
    "sla_target",
    "due",
    "at",
    "since",
    "until",
    "code",
    "kind",
    "before",
    "after",
    "remedy",
    "step",
    "quality_class",
    "level",
    "state",
    "channel",
    "severity",
    "tier",
    "version",
    "disposition",
    "meeting",
)
