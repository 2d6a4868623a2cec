"""Segregation of duties: which steps of one case the same person may not do (T6, T7).

Each approval rule lists pairs of duties. A pair that is listed is kept by two people.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.utils.translation import gettext_lazy as _

PROPOSER, APPROVER, RECEIVER, INSPECTOR, PAYER = "proposer", "approver", "receiver", "inspector", "payer"
PAIRS: dict[str, tuple[str, str]] = {
    "proposer_approver": (PROPOSER, APPROVER),
    "proposer_payer": (PROPOSER, PAYER),
    "approver_payer": (APPROVER, PAYER),
    "receiver_inspector": (RECEIVER, INSPECTOR),
    "receiver_payer": (RECEIVER, PAYER),
    "inspector_payer": (INSPECTOR, PAYER),
}
DEFAULT_PAIRS = ("proposer_approver", "proposer_payer", "approver_payer")


def default_pairs() -> list[str]:
    return list(DEFAULT_PAIRS)


def apart(duty: str, *, user_id: int, held: Mapping[str, Collection[int | None]], pairs: Collection[str]) -> str | None:
    """The pair that forbids a duty to a user who has done the other one, or None. held: who has done which duty."""
    for pair in PAIRS:
        if pair in pairs and duty in PAIRS[pair]:
            other = next(one for one in PAIRS[pair] if one != duty)
            if user_id in held.get(other, ()):
                return pair
    return None


def others_of(duty: str, pairs: Collection[str]) -> set[str]:
    """The duties that are kept apart from this one."""
    listed = [PAIRS[pair] for pair in pairs if pair in PAIRS and duty in PAIRS[pair]]
    return {one for pair in listed for one in pair} - {duty}


# What a user reads. The code of a refusal is that of the pair, except for the proposer's own proposal.
MESSAGES = {
    "proposer_approver": _("You can’t decide on what you proposed or entered yourself."),
    "proposer_payer": _("The person who proposed the refund can’t record it. Ask a colleague."),
    "approver_payer": _("The person who approved this can’t record the payment. Ask a colleague."),
    "receiver_inspector": _("Goods are received and inspected by two people. Ask a colleague."),
    "receiver_payer": _("The person who received the goods can’t record the payment. Ask a colleague."),
    "inspector_payer": _("The person who inspected the goods can’t record the payment. Ask a colleague."),
}
CODES = {"proposer_approver": "own_proposal", "proposer_payer": "own_proposal"}


def code_of(pair: str) -> str:
    return CODES.get(pair, pair)
