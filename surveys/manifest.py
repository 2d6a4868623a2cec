"""What this app contributes to the apps below it, as plain data."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.audit.queries.seals import Sealed
from aftersales.people.rules.figures import PersonFigure
from aftersales.search.bigram_index import SearchColumn
from aftersales.staff.enums import Role
from aftersales.store.schedule import Job
from aftersales.web.menu import MenuItem
from aftersales.web.numbers import Numbered
from aftersales.web.settings_tabs import Tab
from aftersales.web.verbs import VerbsOf

from .enums import (
    Aspect,
    CallBackResult,
    CallBackWhy,
    QuestionKind,
    RoundState,
    Segment,
    SurveyKind,
    Verdict,
    Voice,
    Wording,
)
from .exporting import LISTINGS
from .models import CallBack, Exclusion, Measure, Question, Questionnaire, Response, Round, Verbatim
from .permissions import INDEX_MODEL_READERS, SURVEY_RULE_READERS
from .personal import PERSONAL
from .presentation.columns import COLUMNS
from .queries.integrity import mixtures_differ, unpaired
from .queries.last_scores import last_scores
from .queries.person_figures import satisfied
from .services import (
    ballots,
    call_backs,
    computing,
    grading,
    inviting,
    measures,
    news,
    reporting,
    rounds,
    verbatims,
    weights,
)
from .services.invitations import mail_params
from .texts import EVENTS, NOTIFICATIONS
from .verbs import CALL_BACKS, EXCLUSIONS, MEASURES, QUESTIONNAIRES, QUESTIONS, ROUNDS

__all__ = ["COLUMNS", "LISTINGS", "NOTIFICATIONS", "PERSONAL"]

# What the audit log (aftersales/audit/texts) needs to describe entries of this app.
AUDIT: dict[str, Any] = {
    "reasons": {
        "customer erased": _("Customer erased"),
        "begun": _("Survey begun"),
        "invited": _("Invited"),
        "link sent again": _("Link resent"),
        "mixed": _("Answers mixed"),
        "ticket taken up again": _("Ticket reopened"),
        "not solved": _("Not solved"),
        "activated": _("Version activated"),
        "added": pgettext_lazy("reason", "Added"),
        "copied": _("Copied from another version"),
        "discarded": _("Version discarded"),
        "edited": pgettext_lazy("reason", "Edited"),
        "new version": _("New version"),
        "order changed": _("Order changed"),
        "replaced by another version": _("Replaced by another version"),
        "weights estimated": _("Weights estimated"),
        "computed": _("Figures computed"),
        "reported": _("Report sent"),
        "round planned": _("Round planned"),
        "round plan changed": _("Plan of the round changed"),
        "round opened": _("Frame frozen and sample drawn"),
        "round missed": _("Round missed"),
        "round closed": _("Round closed"),
        "reminded": _("Reminded"),
        "exclusion proposed": _("Exclusion proposed"),
        "exclusion agreed": _("Exclusion agreed"),
        "exclusion refused": _("Exclusion refused"),
        "refused by telephone": _("Refused by telephone"),
        "checked": _("Checked by a round"),
        "measure set up": _("Measure set up"),
        "news prepared": _("“You said, we did” prepared"),
        "round cancelled": _("Round cancelled: the next one decides"),
        "sent": _("Sent"),
        "to be checked again": _("To be checked again"),
        "wording": _("Words for customers changed"),
        "call-back opened": _("Call-back opened"),
        "call-back done": _("Call-back done"),
        "call_back_opened": _("Call-back opened"),
        "call_back_done": _("Call-back done"),
        "call-back given": _("Call-back given to somebody else"),
        "not reached": _("Could not be reached"),
    },
    "columns": {
        "invitation": {"turn": _("Whose turn in which quarter")},
        "measure": {"low": _("Lower bound"), "high": _("Upper bound")},
        "mixture": {"keys": _("Keys of the answers")},
        "question": {"slot": _("Column of the answers"), "wording": _("Words of the scale")},
        "round": {
            "changed_by_hand": _("Plan changed by hand"),
            "first_reminded_at": _("First reminder sent"),
            "second_reminded_at": _("Second reminder sent"),
            "code_version": _("Version of the program"),
        },
    },
    "details": {
        "number": _("Number"),
        "region": _("Region"),
        "state": _("Status"),
    },
    "rules": ("surveys.questionnaire", "surveys.surveyrule"),
}

# Who reads the seals must not learn who answered when.
SEALED = (Sealed(Response, rows_shown=False, by_sequence=True),)
AUDIT_CHECKS = (unpaired, mixtures_differ)
MAIL_PARAMS = (
    ("survey_invitation", mail_params),
    ("round_invitation", mail_params),
    ("round_reminder", mail_params),
    ("you_said_we_did", news.mail_params),
)
NUMBERS = (Numbered("IM", _("Measures with a target"), _("The next measure will be %(number)s."), place=42),)
SCHEDULE = (
    Job("surveys.sweep_grades", grading.sweep, every=30, place=20, in_batches=True),
    Job("surveys.sweep_ballots", ballots.sweep_ballots, every=600, place=21),
    Job("surveys.close_rounds", rounds.close_due, every=60, place=50),
    Job("surveys.plan_rounds", rounds.plan, every=3600, place=51),
    Job("surveys.open_rounds", rounds.open_due, every=60, place=52),
    Job("surveys.invite", inviting.invite_due, every=15, place=53, in_batches=True),
    Job("surveys.remind", inviting.remind, every=60, place=54, in_batches=True),
    Job("surveys.compute_rounds", computing.compute_due, every=300, place=55),
    Job("surveys.index_verbatims", verbatims.index_verbatims, every=120, place=24, in_batches=True),
    Job("surveys.check_measures", measures.check_measures, every=600, place=62, in_batches=True),
    Job("surveys.send_news", news.send_due, every=120, place=63, in_batches=True),
    Job("surveys.remind_late_call_backs", call_backs.remind_late, every=300, place=25, in_batches=True),
    Job("surveys.report_rounds", reporting.report_due, every=300, place=56),
    Job("surveys.estimate_weights", weights.estimate_due, every=3600, place=57),
)
VERBS = (
    VerbsOf(Round, ROUNDS, api="rounds"),
    VerbsOf(Exclusion, EXCLUSIONS, api="exclusions"),
    VerbsOf(Questionnaire, QUESTIONNAIRES, api="questionnaires"),
    VerbsOf(Question, QUESTIONS, api="survey-questions"),
    VerbsOf(CallBack, CALL_BACKS, api="call-backs"),
    VerbsOf(Measure, MEASURES, api="measures"),
)
SETTINGS = (
    Tab(
        "survey_rules",
        _("Survey rules"),
        SURVEY_RULE_READERS,
        place=53,
        group="handling",
        text=_("How exact the quarterly survey is, and when it runs"),
    ),
    Tab(
        "index_models",
        _("Index models"),
        INDEX_MODEL_READERS,
        place=70,
        group="handling",
        text=_("What makes customers satisfied, and how it is measured"),
    ),
    Tab(
        "weight_sets",
        _("Weights of the index"),
        INDEX_MODEL_READERS,
        place=71,
        group="handling",
        text=_("How much each question counts in the index, and since when"),
    ),
)
SEARCH = (SearchColumn(Verbatim, fill=verbatims.index_missing),)
TICKET_EVENTS = tuple(EVENTS.items())
CALLERS = frozenset({Role.SERVICE, Role.QUALITY})
MENU = (
    MenuItem("surveys", _("Satisfaction"), "smile", place=140, group="records"),
    MenuItem("rounds", _("Survey rounds"), "smile", place=241),
    MenuItem("calls", _("Telephone interviews"), "phone", place=45, group="work", only=CALLERS),
    MenuItem("responses", _("Survey responses"), "smile", place=240),
    MenuItem("verbatims", _("In the customers’ words"), "smile", place=243),
    MenuItem("measures", _("Improvement measures"), "smile", place=244),
    MenuItem("did", _("You said, we did"), "smile", place=245),
    MenuItem("grades", _("Customers by grade"), "smile", place=241),
    MenuItem(
        "call_backs", _("Call-backs after surveys"), "phone", place=46, group="work", only=frozenset({Role.SERVICE})
    ),
)
VISIT_SCORES = (last_scores,)
PERSON_FIGURES = (PersonFigure("satisfied", _("Satisfied customers after tickets"), satisfied),)
API_ENUMS = (
    ("CallBackResult", CallBackResult),
    ("CallBackWhy", CallBackWhy),
    ("MeasureVerdict", Verdict),
    ("QuestionAspect", Aspect),
    ("QuestionKind", QuestionKind),
    ("QuestionWording", Wording),
    ("RoundState", RoundState),
    ("Segment", Segment),
    ("SurveyKind", SurveyKind),
    ("Voice", Voice),
)
