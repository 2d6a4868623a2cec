"""Who gets past 404 on imports: administrators, and managers for the lists of their work."""

IMPORTERS = frozenset({"admin", "manager"})
ROWS: dict[str, frozenset[str] | str] = {
    "imports": IMPORTERS,
    "import_new": IMPORTERS,
    "import_run": IMPORTERS,
    "import_check": IMPORTERS,
    "import_start": IMPORTERS,
    "import_stop": IMPORTERS,
    "import_bad_rows": IMPORTERS,
    "api-import-list": IMPORTERS,
    "api-import-detail": IMPORTERS,
    "api-import-kinds": IMPORTERS,
    "api-import-check": IMPORTERS,
    "api-import-start": IMPORTERS,
    "api-import-stop": IMPORTERS,
    "api-import-errors": IMPORTERS,
}


def _run(people: object) -> dict[str, int]:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from aftersales.transfers.services.imports.asking import receive
    from tests.factories import NOW

    upload = SimpleUploadedFile("customers.csv", "客户名称\n甲\n".encode())
    return {"pk": receive(actor=people.manager, now=NOW, kind="customers", upload=upload).pk}


OBJECTS = {"import_": _run, "api-import": _run}
SHARED = {"import_run", "import_check", "import_start", "import_stop", "import_bad_rows", "api-import-detail"} | {
    f"api-import-{verb}" for verb in ("check", "start", "stop", "errors")
}
