"""Which users may see the rows of surveys, and what they may do with them."""

from .call_backs import CALL_BACK_GIVERS, CALL_BACK_READERS, SEE_EVERY_CALL_BACK, can_call, can_give, visible_call_backs
from .calls import INTERVIEWERS, can_interview
from .index_models import INDEX_MODEL_KEEPERS, INDEX_MODEL_READERS, can_keep_index_models
from .measures import MEASURE_WRITERS, NEWS_SENDERS, VERBATIM_READERS, can_measure, can_send_news
from .questionnaires import EDITORS, can_edit_questionnaires
from .rounds import (
    EXCLUSION_DECIDERS,
    EXCLUSION_READERS,
    LETTER_WRITERS,
    ROUND_PLANNERS,
    ROUND_READERS,
    SURVEY_RULE_READERS,
    SURVEY_RULE_WRITERS,
    can_change_plan,
    can_change_survey_rules,
    can_decide_exclusion,
    can_propose_exclusion,
    can_send_test_mail,
)
from .surveys import HONESTY_READERS, READERS, RESULT_MANAGERS, SENDERS, can_reissue, own_region, seen_flags

__all__ = [
    "CALL_BACK_GIVERS",
    "CALL_BACK_READERS",
    "EDITORS",
    "EXCLUSION_DECIDERS",
    "EXCLUSION_READERS",
    "HONESTY_READERS",
    "INDEX_MODEL_KEEPERS",
    "INDEX_MODEL_READERS",
    "INTERVIEWERS",
    "LETTER_WRITERS",
    "MEASURE_WRITERS",
    "NEWS_SENDERS",
    "READERS",
    "RESULT_MANAGERS",
    "ROUND_PLANNERS",
    "ROUND_READERS",
    "SEE_EVERY_CALL_BACK",
    "SENDERS",
    "SURVEY_RULE_READERS",
    "SURVEY_RULE_WRITERS",
    "VERBATIM_READERS",
    "can_call",
    "can_change_plan",
    "can_change_survey_rules",
    "can_decide_exclusion",
    "can_edit_questionnaires",
    "can_give",
    "can_interview",
    "can_keep_index_models",
    "can_measure",
    "can_propose_exclusion",
    "can_reissue",
    "can_send_news",
    "can_send_test_mail",
    "own_region",
    "seen_flags",
    "visible_call_backs",
]
