"""Survey responses after a ticket is closed: a little better every quarter, worse where an SLA target was breached."""

from __future__ import annotations

from datetime import datetime, timedelta
from zlib import crc32

from complaints.models import Ticket
from surveys.enums import SurveyKind
from surveys.models import Invitation, Questionnaire, Response
from surveys.queries import current_questionnaire, hash_of
from surveys.rules.quarters import quarter_of
from surveys.services.invitations import LIFETIME, token_of

from ..world import World
from . import texts
from .conversation import Thread
from .lifecycle import Lifecycle
from .rows import Rows

ANSWERED = 0.56
# One customer in so many is asked after a ticket of a quarter; the others are left to the round of that quarter,
# because nobody is asked twice. In the present quarter there are fewer yet.
ONE_IN, ONE_IN_NOW = 4, 9
# A contact is asked once a quarter, and these tell their story then.
ASKED_IN_STORIES = ("鹿鸣示例烘焙", "北斗样例实验室")
# How many of twenty answer 5, 4, 3, 2 and 1: by quarters ago, and where an SLA target was breached. Values are drawn
# without replacement, so that the figures of a small company show a trend too.
HANDS = ((10, 6, 2, 1, 1), (9, 7, 2, 1, 1), (8, 7, 3, 1, 1), (8, 6, 3, 2, 1), (7, 6, 4, 2, 1))
LATE_HAND = (2, 4, 6, 5, 3)


class Answers:
    def __init__(self, world: World) -> None:
        self.world, self.rng = world, world.rng
        self.decks: dict[tuple[int, ...], list[int]] = {}
        self.questionnaire = current_questionnaire(SurveyKind.TICKET)
        self.asked: set[tuple[str, str]] = set()
        self.this = quarter_of(world.today)

    def make(self, rows: Rows, ticket: Ticket, lifecycle: Lifecycle, conversation: Thread) -> None:
        """The invitation for a closed ticket, and for about half of them the response."""
        customer = lifecycle.customer
        if lifecycle.closed is None or customer is None or self.questionnaire is None:
            return
        if customer.name in ASKED_IN_STORIES or not self._is_asked(customer.number, lifecycle.closed):
            return
        invitation = rows.add(
            Invitation(
                kind=SurveyKind.TICKET,
                questionnaire=self.questionnaire,
                customer=customer,
                contact=ticket.contact,
                ticket=ticket,
                region=ticket.region,
                tier=customer.tier,
                created_at=lifecycle.closed,
                expires_at=lifecycle.closed + LIFETIME,
            )
        )
        at = lifecycle.closed + timedelta(hours=self.rng.randint(1, 110))
        if self.rng.random() < ANSWERED and at < self.world.now:
            invitation.answered_at = at
            conversation.event("feedback", at, by=None, **self._answer(rows, invitation, lifecycle, at))

    def _is_asked(self, number: str, closed: datetime) -> bool:
        """Whether a customer is asked after this ticket: some customers, and each once a quarter."""
        quarter = quarter_of(self.world.calendar.date_of(closed))
        one_in = ONE_IN_NOW if quarter == self.this else ONE_IN
        if crc32(f"{number} {quarter}".encode()) % one_in or (number, quarter) in self.asked:
            return False
        self.asked.add((number, quarter))
        return True

    def _answer(self, rows: Rows, invitation: Invitation, lifecycle: Lifecycle, at: datetime) -> dict[str, str]:
        rng, day = self.rng, self.world.calendar.date_of(at)
        csat = self._draw(
            LATE_HAND if lifecycle.is_late else HANDS[min((self.world.now - at).days // 91, len(HANDS) - 1)]
        )
        nps = min(10, max(0, csat * 2 + rng.choice((-2, -1, 0, 0, 0, 1))))
        pool = texts.WORDS_GOOD if csat >= 4 else texts.WORDS_BAD
        rows.add(
            Response(
                questionnaire=invitation.questionnaire,
                invitation=invitation,
                quarter=quarter_of(day),
                answered_on=day,
                answers={"solved": True, "csat": csat, "nps": nps},
                csat=csat,
                nps=nps,
                solved=True,
                comment=rng.choice(pool) if rng.random() < 0.35 else "",
                region=invitation.region,
                tier=invitation.tier,
                language="en" if lifecycle.said.isascii() else "zh-hans",
            )
        )
        return {"csat": str(csat), "solved": "yes"}

    def _draw(self, hand: tuple[int, ...]) -> int:
        """The next value; a new deck when the last one is used up."""
        deck = self.decks.setdefault(hand, [])
        if not deck:
            deck += [points for points, times in zip((5, 4, 3, 2, 1), hand, strict=True) for _ in range(times)]
            self.rng.shuffle(deck)
        return deck.pop()

    @staticmethod
    def seal(invitations: list[Invitation]) -> None:
        """Set key and token after the tickets have their ids."""
        first = min((one.created_at for one in invitations), default=None)
        Questionnaire.objects.filter(kind=SurveyKind.TICKET, is_current=True, used_at=None).update(used_at=first)
        for invitation in invitations:
            invitation.key = f"ticket:{invitation.ticket.pk}:1" if invitation.ticket else ""
            invitation.token_hash = hash_of(token_of(invitation))
