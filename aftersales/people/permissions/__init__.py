"""Who sees training, interviews, recognition and evaluations, and who may do what."""

from .interviews import (
    LEADERS,
    PARTIES,
    SUPERIORS,
    can_arrange,
    can_lead,
    can_speak,
    visible_interviews,
)
from .recognitions import DECIDERS, can_comment, can_decide, can_propose, visible_recognitions
from .rules import EVALUATORS, RULE_VIEWERS, can_conclude, can_note
from .trainings import (
    SEE_ALL_TRAINING,
    STAFF,
    TRAINED,
    TRAINERS,
    can_certify,
    can_keep_courses,
    can_train,
    visible_attendances,
    visible_due,
)

__all__ = [
    "DECIDERS",
    "EVALUATORS",
    "LEADERS",
    "PARTIES",
    "RULE_VIEWERS",
    "SEE_ALL_TRAINING",
    "STAFF",
    "SUPERIORS",
    "TRAINED",
    "TRAINERS",
    "can_arrange",
    "can_certify",
    "can_comment",
    "can_conclude",
    "can_decide",
    "can_keep_courses",
    "can_lead",
    "can_note",
    "can_propose",
    "can_speak",
    "can_train",
    "visible_attendances",
    "visible_due",
    "visible_interviews",
    "visible_recognitions",
]
