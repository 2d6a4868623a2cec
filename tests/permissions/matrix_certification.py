"""Who gets past 404 on self-evaluations and the standards. What they may do there is decided by the services:
managers of the department and of quality assess, the general manager closes, executives and auditors only read."""

from typing import Any

from reports.certification.verbs import SELF_EVALUATION_ITEMS, SELF_EVALUATIONS, STANDARDS

READERS = frozenset({"manager", "gm", "quality_manager", "executive", "auditor"})

ROWS: dict[str, frozenset[str] | str] = {
    "self_evaluations": READERS,
    "self_evaluation_new": READERS,
    "self_evaluation": READERS,
    "self_evaluation_dossier": READERS,
    "self_evaluation_export": READERS,
    **{f"self_evaluation_{verb}": READERS for verb in SELF_EVALUATIONS},
    "self_evaluation_item": READERS,
    "self_evaluation_item_file": READERS,
    **{f"self_evaluation_item_{verb.replace('-', '_')}": READERS for verb in SELF_EVALUATION_ITEMS},
    "standards": READERS,
    "standard": READERS,
    "api-self_evaluation-list": READERS,
    "api-self_evaluation-detail": READERS,
    **{f"api-self_evaluation-{verb}": READERS for verb in SELF_EVALUATIONS},
    "api-self_evaluation_item-list": READERS,
    "api-self_evaluation_item-detail": READERS,
    **{f"api-self_evaluation_item-{verb}": READERS for verb in SELF_EVALUATION_ITEMS},
    "api-standard-list": READERS,
    "api-standard-detail": READERS,
    **{f"api-standard-{verb}": READERS for verb in STANDARDS},
}


def _evaluation(people: Any) -> dict[str, Any]:
    from reports.certification.models import SelfEvaluation
    from tests.certification import factories

    return {"number": (SelfEvaluation.objects.first() or factories.closed(people)).number}


def _item(people: Any) -> dict[str, Any]:
    from reports.certification.models import ItemEvidence

    number = _evaluation(people)["number"]
    one = ItemEvidence.objects.select_related("row__item").get(row__evaluation__number=number)
    return {"number": number, "code": one.row.item.code, "pk": one.pk}


def _api_item(people: Any) -> dict[str, Any]:
    from reports.certification.models import ItemEvidence

    _evaluation(people)
    return {"pk": ItemEvidence.objects.first().row_id}


OBJECTS = {
    "self_evaluation": _evaluation,
    "self_evaluation_item": _item,
    "api-self_evaluation": _evaluation,
    "api-self_evaluation_item": _api_item,
    "standard": lambda people: {"code": _standard(people)},
    "api-standard": lambda people: {"code": _standard(people)},
}


def _standard(people: Any) -> str:
    from tests.certification import factories

    return factories.standard().code


# The figures are the whole company's.
SHARED = frozenset(
    {
        "self_evaluation",
        "self_evaluation_dossier",
        "self_evaluation_export",
        "self_evaluation_item",
        "self_evaluation_item_file",
        "standard",
        "api-self_evaluation-detail",
        "api-self_evaluation_item-detail",
        "api-standard-detail",
    }
)
