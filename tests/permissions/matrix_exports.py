"""Who gets past 404 on exports: everybody on their own; the list needs the policy of its page."""

from aftersales.staff.enums import Role
from aftersales.transfers.verbs import EXPORTS

NOUNS = (
    "exports",
    "export_new",
    "export",
    "export_decide",
    "export_take",
    "api-export-list",
    "api-export-detail",
    "api-export-download",
)
ROWS: dict[str, frozenset[str] | str] = {
    **dict.fromkeys(NOUNS, "everyone"),
    **{f"api-export-{verb}": frozenset(Role.values) for verb in EXPORTS},
}


def _export(people: object) -> dict[str, int]:
    from aftersales.transfers.services.exports import begin_export
    from tests.factories import NOW

    return {"pk": begin_export(actor=people.clerk, now=NOW, page="customers", params={}, file_format="csv").pk}


OBJECTS = {"export": _export, "api-export": _export}
SHARED = {"api-export-detail"}
