"""Who gets past 404 on the routes of grades, call-backs, verbatims and improvement measures."""

from typing import Any

from aftersales.store.writing import save_with_history
from surveys.models import CallBack, Measure
from surveys.verbs import CALL_BACKS, MEASURES
from tests.factories import NOW
from tests.factories import measures as make

CUSTOMER_READERS = frozenset({"service", "rep", "manager", "gm", "quality", "quality_manager", "executive", "auditor"})
SURVEY_READERS = frozenset({"service", "rep", "manager", "gm", "quality_manager", "executive", "auditor"})
READERS = SURVEY_READERS - {"service", "rep"}
WRITERS = frozenset({"manager", "quality_manager"})
CALLS = frozenset({"service", "manager", "gm", "executive", "auditor"})

# Measures are the company’s; they show figures, not customers.
SHARED = frozenset({"measure", "api-measure-detail"})

ROWS: dict[str, frozenset[str] | str] = {
    "grades": CUSTOMER_READERS,
    "grade": CUSTOMER_READERS,
    "api-grade-list": CUSTOMER_READERS,
    "api-grade-detail": CUSTOMER_READERS,
    "verbatims": READERS,
    "api-verbatim-list": READERS,
    "measures": SURVEY_READERS,
    "measure": SURVEY_READERS,
    "measure_new": WRITERS,
    "measure_step": WRITERS,
    "did": SURVEY_READERS,
    "did_pdf": SURVEY_READERS,
    "did_send": frozenset({"manager"}),
    "api-measure-list": SURVEY_READERS,
    "api-measure-list:create": WRITERS,
    "api-measure-detail": SURVEY_READERS,
    **{f"api-measure-{verb}": WRITERS for verb in MEASURES},
    "call_backs": CALLS,
    "call_back": CALLS,
    "call_back_step": CALLS,
    "api-call-back-list": CALLS,
    "api-call-back-detail": CALLS,
    **{f"api-call-back-{verb}": CALLS for verb in CALL_BACKS},
}


def _call(people: Any) -> int:
    """A call that the clerk owes."""
    about = {"why": "dissatisfied", "user": people.clerk, "opened_at": NOW, "due_at": NOW}
    row = CallBack.objects.filter(customer=people.customer).first()
    return (row or CallBack.objects.create(customer=people.customer, **about)).pk


def _measure(people: Any) -> str:
    """A measure that a round has checked, so that it can be checked again."""
    row = Measure.objects.first()
    if row is None:
        row = make.set_up(people)
        row.verdict = "early"
        save_with_history(row, actor=None, reason="checked")
        make.ask_everybody(people)
    return row.number


OBJECTS = {
    "measure": lambda people: {"number": _measure(people), "name": "word"},
    "api-measure": lambda people: {"number": _measure(people)},
    "call_back": lambda people: {"pk": _call(people), "name": "finish"},
    "api-call-back": lambda people: {"pk": _call(people)},
    "grade": lambda people: {"number": people.customer.number},
    "api-grade": lambda people: {"number": people.customer.number},
}
