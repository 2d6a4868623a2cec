"""The models of surveys."""

from .call_backs import CallBack
from .calls import CallAttempt, CallCheck, Interview
from .figures import Computation, Figure, PathResult, RoundReport
from .index import IndexModel, WeightSet
from .invitations import Invitation
from .measures import Measure, QuarterNews
from .questionnaires import Choice, Indicator, Question, Questionnaire
from .responses import SLOTS, Ballot, Mixture, Response, ResponseFlag, SurveyDraft, slot_name
from .rounds import Exclusion, FrameMember, Round, Stratum, SurveyRule
from .verbatims import Verbatim, VerbatimTheme

__all__ = [
    "SLOTS",
    "Ballot",
    "CallAttempt",
    "CallCheck",
    "CallBack",
    "Choice",
    "Computation",
    "Exclusion",
    "Figure",
    "FrameMember",
    "IndexModel",
    "Indicator",
    "Interview",
    "Invitation",
    "PathResult",
    "Mixture",
    "Measure",
    "QuarterNews",
    "Question",
    "Questionnaire",
    "Response",
    "ResponseFlag",
    "Round",
    "RoundReport",
    "Stratum",
    "SurveyDraft",
    "SurveyRule",
    "Verbatim",
    "VerbatimTheme",
    "WeightSet",
    "slot_name",
]
