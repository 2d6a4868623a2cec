"""Who gets past 404 on imports: administrators and managers."""

from aftersales.transfers.verbs import IMPORTS

IMPORTERS = frozenset({"admin", "manager"})
ROWS: dict[str, frozenset[str] | str] = {
    "imports": IMPORTERS,
    "import_new": IMPORTERS,
    "import_run": IMPORTERS,
    "import_check": IMPORTERS,
    "import_start": IMPORTERS,
    "import_pause": IMPORTERS,
    "import_resume": IMPORTERS,
    "import_stop": IMPORTERS,
    "import_bad_rows": IMPORTERS,
    "api-import-list": IMPORTERS,
    "api-import-detail": IMPORTERS,
    "api-import-kinds": IMPORTERS,
    **{f"api-import-{verb}": IMPORTERS for verb in IMPORTS},
    "api-import-errors": IMPORTERS,
}


def _run(people: object) -> dict[str, int]:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from aftersales.transfers.services.imports.asking import receive
    from tests.factories import NOW

    upload = SimpleUploadedFile("customers.csv", "客户名称\n甲\n".encode())
    return {"pk": receive(actor=people.manager, now=NOW, kind="customers", upload=upload).pk}


OBJECTS = {"import_": _run, "api-import": _run}
SHARED = {
    "import_run",
    "import_check",
    "import_start",
    "import_pause",
    "import_resume",
    "import_stop",
    "import_bad_rows",
    "api-import-detail",
} | {f"api-import-{verb}" for verb in ("check", "start", "stop", "errors")}
