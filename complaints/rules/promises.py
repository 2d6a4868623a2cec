"""What each event of a ticket does to each promise made to the customer (T2, T3).

A promise is an SLA target. ANSWER and SOLUTION are one target with the code "solution", of which a ticket has one at a
time: file 003 clause 4.2.3 promises an answer within 3 days for extrinsic and a solution within 1 week for intrinsic
problems. EFFECTS is the whole table. Services apply it and decide nothing themselves.
"""

from __future__ import annotations

from enum import StrEnum

from .sla_targets import FIRST_REPLY, SOLUTION

CALLBACK = "callback"


class Promise(StrEnum):
    """What was promised."""

    FIRST_REPLY = FIRST_REPLY
    CALLBACK = CALLBACK  # a call at an agreed time
    ANSWER = "answer"  # an extrinsic problem: tell the customer what is done about it
    SOLUTION = SOLUTION


class Event(StrEnum):
    """What happens to a ticket."""

    RECEIVED = "received"
    ANSWERED_AT_ONCE = "answered_at_once"  # on the telephone, at the counter
    REPLIED = "replied"
    RESOLUTION_TOLD = "resolution_told"  # a reply after the decision
    ANSWERED = "answered"  # solved by a reply
    CALLBACK_AGREED = "callback_agreed"
    CUSTOMER_WROTE = "customer_wrote"
    KIND_CHANGED = "kind_changed"
    CLASSIFIED = "classified"
    DETAILS_CHANGED = "details_changed"  # severity, grade, batch, product
    IDENTIFIED = "identified"
    REASSIGNED = "reassigned"
    PAUSED = "paused"
    RESUMED = "resumed"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    REFUSED = "refused"
    FULFILLED = "fulfilled"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    CLOSED = "closed"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"  # into another ticket
    MERGE_RECEIVED = "merge_received"
    HISTORY_IMPORTED = "history_imported"
    CALENDAR_CHANGED = "calendar_changed"


class Effect(StrEnum):
    """What becomes of a promise. Only open promises are met, ended, swapped, stopped or counted again."""

    NONE = ""
    START = "start"  # from when the matter arrived
    MEET = "meet"
    END = "end"  # not owed any more, neither met nor breached
    RENEW = "renew"  # owed anew from now; a first reply only if none was ever given
    SWAP = "swap"  # the policy for the new facts takes over, from the same start
    STOP = "stop"  # the clock stands still
    RUN = "run"  # the clock goes on, later by the paused time
    RECKON = "reckon"  # the same start, counted again


_, START, MEET, END, RENEW, SWAP, STOP, RUN, RECKON = Effect
ORDER = (Promise.FIRST_REPLY, Promise.CALLBACK, Promise.ANSWER, Promise.SOLUTION)
# fmt: off
EFFECTS: dict[Event, tuple[Effect, Effect, Effect, Effect]] = {
    #                        first reply  callback  answer   solution
    Event.RECEIVED:         (START,       _,        START,   START),
    Event.ANSWERED_AT_ONCE: (MEET,        _,        _,       _),
    Event.REPLIED:          (MEET,        MEET,     _,       _),
    Event.RESOLUTION_TOLD:  (MEET,        MEET,     MEET,    _),
    Event.ANSWERED:         (MEET,        MEET,     MEET,    MEET),
    Event.CALLBACK_AGREED:  (_,           RENEW,    _,       _),
    Event.CUSTOMER_WROTE:   (_,           _,        _,       _),  # ends a pause: see RESUMED
    Event.KIND_CHANGED:     (SWAP,        _,        SWAP,    SWAP),
    Event.CLASSIFIED:       (SWAP,        _,        SWAP,    SWAP),
    Event.DETAILS_CHANGED:  (_,           _,        _,       _),
    Event.IDENTIFIED:       (_,           _,        _,       _),
    Event.REASSIGNED:       (_,           _,        _,       _),
    # We wait for the customer only after we replied, so a pause never stops the first reply; an agreed time stands.
    Event.PAUSED:           (_,           _,        STOP,    STOP),
    Event.RESUMED:          (_,           _,        RUN,     RUN),
    # Decisions inside the company tell the customer nothing, and goods or money alone are no answer.
    Event.SUBMITTED:        (_,           _,        _,       _),
    Event.APPROVED:         (_,           _,        _,       _),
    Event.REFUSED:          (_,           _,        _,       _),
    Event.FULFILLED:        (_,           _,        _,       MEET),
    Event.CONFIRMED:        (_,           _,        MEET,    MEET),
    Event.DISPUTED:         (_,           _,        RENEW,   RENEW),
    Event.CLOSED:           (END,         END,      MEET,    MEET),
    Event.REOPENED:         (RENEW,       _,        RENEW,   RENEW),
    Event.WITHDRAWN:        (END,         END,      END,     END),
    Event.MERGED:           (END,         END,      END,     END),
    Event.MERGE_RECEIVED:   (_,           _,        _,       _),
    Event.HISTORY_IMPORTED: (_,           _,        _,       _),
    Event.CALENDAR_CHANGED: (RECKON,      _,        RECKON,  RECKON),
}
# fmt: on


def code_of(promise: Promise) -> str:
    """The code of the SLA target in which a promise is kept."""
    return SOLUTION if promise is Promise.ANSWER else promise.value


def effects_of(event: Event, *, quality_class: str) -> dict[str, Effect]:
    """What an event does to the SLA targets of a ticket of this quality class, by code. Targets without effect are
    left out."""
    absent = Promise.SOLUTION if quality_class == "extrinsic" else Promise.ANSWER
    pairs = zip(ORDER, EFFECTS[event], strict=True)
    return {code_of(promise): effect for promise, effect in pairs if effect and promise is not absent}


def stands_still(code: str) -> bool:
    """Whether a pause stops the clock of this target."""
    return any(
        effect is Effect.STOP and code_of(promise) == code
        for promise, effect in zip(ORDER, EFFECTS[Event.PAUSED], strict=True)
    )
