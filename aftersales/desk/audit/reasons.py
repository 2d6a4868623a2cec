"""Why something changed, in words: services write codes, people write what they think."""

from __future__ import annotations

import re
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from aftersales.web.moments import moment
from complaints.enums import PromiseCode, Remedy, RiskCode, StepCode
from complaints.texts.history import REASONS as OF_TICKETS
from complaints.texts.history import WITHOUT_REST
from complaints.texts.setup import REASONS as OF_SET_UP

OWN: dict[str, Any] = {
    "acknowledged": pgettext_lazy("reason", "Taken note of"),
    "agreed with the customer": _("Agreed with the customer"),
    "announced": pgettext_lazy("reason", "Announced"),
    "another main contact": _("Another main contact"),
    "arrived": _("Arrived"),
    "assigned": _("Assigned"),
    "call": pgettext_lazy("reason", "Called"),
    "call_back_agreed": _("Call back agreed"),
    "contact": _("Contact noted"),
    "concluded": _("Question closed"),
    "demand": _("Annual demand"),
    "demand before": _("Annual demand"),
    "demand of": _("Annual demand of a year"),
    "joined the panel": _("Member added"),
    "left the panel": _("Left the panel"),
    "opinion": _("Opinion kept"),
    "tier changed": _("Tier changed"),
    "until": _("Ended"),
    "qualification ended": _("Qualification ended"),
    "qualification ends soon": _("Qualification ends soon"),
    "checklist dismissed": _("First steps put away"),
    "removed": pgettext_lazy("reason", "Removed"),
    "contact corrected": _("Contact corrected"),
    "corrected": _("Corrected"),
    "customer": _("From the customer"),
    "customer erased": _("Customer erased"),
    "decided": _("Decided"),
    "defaults": _("What the house started with"),
    "deleted": _("Deleted"),
    "demo": _("Demo company"),
    "dispatched": _("Sent to the customer"),
    "done": _("Done"),
    "effective": _("Effective"),
    "entered": _("Entered"),
    "erased": _("Erased"),
    "erased before the backup was restored": _("Was erased before the backup was restored"),
    "escalated": _("Promise broken, manager told"),
    "escalated_gm": _("Still open long after the deadline, general manager told"),
    "asked": pgettext_lazy("reason", "Asked for"),
    "exported": pgettext_lazy("reason", "Exported"),
    "password chosen": _("Password chosen"),
    "evidence": _("Evidence added"),
    "fell due": _("Fell due"),
    "filed": pgettext_lazy("reason", "Filed"),
    "files": _("Files added"),
    "findings": _("Findings written"),
    "finish": _("Served"),
    "first administrator": _("First administrator"),
    "given": _("Given"),
    "goods_late": _("Goods are late"),
    "goods_received": _("Goods received"),
    "goods_waived": _("Need not come back"),
    "graded": pgettext_lazy("reason", "Graded"),
    "greet": _("Greeted"),
    "identified": _("Customer identified"),
    "import": _("Imported"),
    "ineffective": _("Not effective"),
    "inspected_differs": _("Goods inspected: not as was stated"),
    "investigation_closed": _("Quality investigation closed"),
    "investigation_decided": _("Quality investigation decided"),
    "investigation_handed_over": _("Quality investigation handed over"),
    "lapsed": _("Lapsed"),
    "nobody_decides": _("Nobody may decide it"),
    "passed_upward": _("Passed upward"),
    "investigation_opened": _("Quality investigation opened"),
    "investigation_reopen": _("Quality investigation reopened"),
    "investigation_reported": _("Quality investigation reported"),
    "investigation_rework": _("Quality investigation goes on"),
    "invited": _("Invited"),
    "join_received": _("Joined with"),
    "join_undone": _("Joining undone"),
    "joined": _("Joined"),
    "kept as long as declared": _("Erased after the time that is declared"),
    "kind_changed": _("Kind changed"),
    "language": _("Language changed"),
    "leave": _("Left"),
    "link sent again": _("Link sent again"),
    "merged into": _("Put together into"),
    "merged with": _("Put together with"),
    "missed": _("Missed"),
    "moved": _("Moved"),
    "not solved": _("Not solved"),
    "opened": pgettext_lazy("reason", "Opened"),
    "print again": _("Printed again"),
    "printed": _("Printed"),
    "public holidays": _("Public holidays"),
    "purchase added": _("Purchase added"),
    "purchase corrected": _("Purchase corrected"),
    "reassigned": _("Given to somebody else"),
    "recorded": pgettext_lazy("reason", "Recorded"),
    "refused": _("Refused"),
    "reopen": _("Reopened"),
    "reported": _("Reported"),
    "rework": _("Goes on"),
    "risk_acknowledged": _("Risk acknowledged"),
    "saved": _("Saved"),
    "set": _("Set"),
    "signed": _("Signed"),
    "signed in": _("Signed in"),
    "step_approved": _("Step approved"),
    "strange_serials": _("Serial numbers that the purchase does not name"),
    "team": _("Team changed"),
    "the day is over": _("The day is over"),
    "theme": _("Appearance changed"),
    "ticket taken up again": _("Ticket taken up again"),
    "voided": _("Approval void"),
    **{code.value: code.label for code in RiskCode},
    **{f"risk_{code.value}": code.label for code in RiskCode},
}
KNOWN: dict[str, Any] = {**OF_SET_UP, **OF_TICKETS, **OWN}
ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d", re.ASCII)
# Behind these stands a number of the record.
JOINS = frozenset({"merged into", "merged with", "joined into", "joined by"})


CODES = {one.value: one.label for kind in (PromiseCode, Remedy, StepCode) for one in kind}


def word_of(value: Any) -> str:
    """A detail of an event: codes and moments in words."""
    text = str(value)
    at = parse_datetime(text) if ISO.match(text) else None
    return moment(at) if at else str(CODES.get(text, text))


def reason_of(text: str) -> str:
    """A stored reason in the reader's language; what somebody wrote is shown as it was written."""
    said, written = _parts(text)
    return gettext("%(what)s: %(why)s") % {"what": said, "why": written} if said and written else said or written


def code_of(text: str) -> str:
    """The reason without what people wrote, for those who do not read that."""
    return _parts(text)[0]


def _parts(text: str) -> tuple[str, str]:
    """What a service says, and what somebody wrote."""
    code, _colon, rest = text.partition(":")
    first = code.partition(" ")[0]
    join = next((known for known in JOINS if code.startswith(f"{known} ")), None)
    if text in KNOWN:
        return str(KNOWN[text]), ""
    if join:
        return f"{KNOWN[join]} {code[len(join) + 1 :]}", rest.strip()
    if first in WITHOUT_REST or text.startswith("instead of "):
        return str(KNOWN[first]), ""
    return (str(KNOWN[code]), rest.strip()) if code in KNOWN else ("", text)
