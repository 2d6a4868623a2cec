"""Which users may see rounds and the rules of surveys, and what they may do with them. The pages of rounds show totals
only: which customers were left out, and why, is for who runs or audits them."""

from aftersales.staff.enums import Role
from aftersales.staff.models import User

from ..enums import ExclusionState, RoundState
from ..models import Exclusion, Round
from .surveys import READERS

ROUND_READERS = READERS - {Role.REP}  # reps are limited to their own region, rounds are about all
EXCLUSION_READERS = frozenset({Role.MANAGER, Role.GM, Role.QUALITY_MANAGER, Role.AUDITOR})
LETTER_WRITERS = frozenset({Role.MANAGER, Role.QUALITY_MANAGER})
ROUND_PLANNERS = frozenset({Role.MANAGER, Role.QUALITY_MANAGER})
EXCLUSION_DECIDERS = frozenset({Role.MANAGER, Role.GM})
SURVEY_RULE_READERS = frozenset({Role.MANAGER, Role.GM, Role.QUALITY_MANAGER, Role.ADMIN, Role.AUDITOR})
SURVEY_RULE_WRITERS = frozenset({Role.MANAGER})


def can_change_plan(user: User, row: Round) -> bool:
    """Whether the user may change margin and dates: until the frame is frozen."""
    return row.state == RoundState.PLANNED and user.role in ROUND_PLANNERS


def can_send_test_mail(user: User, row: Round) -> bool:
    """Whether the user may have the mail of the round sent to them, while it can still be stopped."""
    return row.state == RoundState.PLANNED and user.role in ROUND_PLANNERS


def can_propose_exclusion(user: User, row: Round) -> bool:
    return row.state == RoundState.PLANNED and user.role in ROUND_PLANNERS


def can_decide_exclusion(user: User, exclusion: Exclusion) -> bool:
    """Whether the user may agree to or refuse an exclusion: never who proposed it, and never after the freeze."""
    waiting = exclusion.state == ExclusionState.PROPOSED and exclusion.round.state == RoundState.PLANNED
    return waiting and user.role in EXCLUSION_DECIDERS and user.pk != exclusion.proposed_by_id


def can_change_survey_rules(user: User) -> bool:
    return user.role in SURVEY_RULE_WRITERS
