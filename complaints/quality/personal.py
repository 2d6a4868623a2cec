"""The personal data in investigations and actions. Technical findings are not personal data."""

from django.utils.translation import gettext_lazy as _

from aftersales.store.personal import Kind, declare
from complaints.personal import HANDLING, TICKET

from . import models as m

WARNING = _("To warn customers of a dangerous product, and to prove to the authority that it was done.")
FOUND = ("investigation__ticket__customer",)

PERSONAL = (
    declare(
        m.Investigation,
        purpose=HANDLING,
        owners=TICKET,
        drafts="findings-{pk}",
        plain="number identification specimens whys causes cause responsibility handling decision",
        title=Kind.TEXT,
        plan=Kind.TEXT,
        on_site_findings=Kind.TEXT,
    ),
    declare(m.InvestigationFile, purpose=HANDLING, owners=FOUND, stored=Kind.FILE, caption=Kind.TEXT),
    declare(
        m.InvestigationReport,
        purpose=HANDLING,
        owners=FOUND,
        plain="language fault lease",
        snapshot=Kind.DATA,
        stored=Kind.FILE,
        signed_copy=Kind.FILE,
        signature=Kind.DATA,
    ),
    declare(
        m.Meeting,
        purpose=HANDLING,
        plain="number title place minutes cancel_reason",
        guests=Kind.TEXT,
    ),
    declare(
        m.MeetingCase,
        purpose=HANDLING,
        owners=FOUND,
        minutes=Kind.TEXT,
        nature=Kind.TEXT,
        responsible=Kind.TEXT,
        cause=Kind.TEXT,
        decision=Kind.TEXT,
    ),
    declare(
        m.Action,
        owners=TICKET,
        plain="number title evidence verification criterion batch cancel_reason figures "
        "source_key source_label source_url",
    ),
    declare(m.ActionFile),
    declare(m.Recurrence, owners=TICKET, plain="why dismiss_reason"),
    declare(m.Supplier, plain="number name name_en address"),
    declare(m.Supply, plain="batch"),
    declare(m.QualityRule),
    declare(m.CostEntry, owners=TICKET, plain="note"),
    declare(m.Claim, plain="reason answer reference"),
    declare(m.BatchRecord, plain="batch note"),
    declare(m.BatchWarning, plain="batch reason"),
    declare(
        m.Sample,
        purpose=HANDLING,
        owners=TICKET,
        plain="number seal_number batch serial description place holder disposal",
        taken_from=Kind.TEXT,
    ),
    declare(m.SampleMove, plain="from_place from_whom place holder new_seal note"),
    declare(m.SampleFile),
    declare(
        m.Objection,
        purpose=HANDLING,
        owners=TICKET,
        plain="number body body_reason verdict_text",
        statement=Kind.TEXT,
        settled_with=Kind.NAME,
        settlement=Kind.TEXT,
        document=Kind.FILE,
    ),
    declare(
        m.SuggestionReview,
        purpose=HANDLING,
        owners=TICKET,
        proposed_reason=Kind.TEXT,
        reason=Kind.TEXT,
        result=Kind.TEXT,
        message=Kind.TEXT,
        said_zh=Kind.TEXT,
        said_en=Kind.TEXT,
        did_zh=Kind.TEXT,
        did_en=Kind.TEXT,
        came_zh=Kind.TEXT,
        came_en=Kind.TEXT,
    ),
    declare(m.SuggestionTheme, plain="key"),
    declare(m.SuggestionList, purpose=HANDLING, plain="number", snapshot=Kind.DATA),
    declare(
        m.Campaign,
        plain="number title batch hazard basis plan remedy_note notice notice_en closing_note",
    ),
    declare(m.CampaignPhase),
    declare(m.CampaignSerial, plain="given serial"),
    declare(
        m.CampaignCustomer,
        purpose=WARNING,
        owners=("customer",),
        plain="pieces link_key token_hash",
        moved_on_to=Kind.TEXT,
        answer_note=Kind.TEXT,
        remedy_note=Kind.TEXT,
        unreachable_note=Kind.TEXT,
    ),
    declare(m.CampaignAttempt, purpose=WARNING, owners=("row__customer",), plain="key", note=Kind.TEXT),
    declare(m.CampaignDraw, plain="population"),
    declare(m.CampaignCheck, purpose=WARNING, owners=("row__customer",), note=Kind.TEXT),
    # The file is about all customers: an erasure takes the words of one of them out of it, and leaves the others.
    declare(m.CampaignPaper, plain="language fault lease snapshot"),
    declare(m.StoodDown, plain="reason"),
)
