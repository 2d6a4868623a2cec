"""Everything that is kept of one customer, to hand over (A4): copy.html to read, data.json, and the files."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import FileField, Model

from aftersales.audit.enums import AccessKind
from aftersales.audit.services.access import record_access
from aftersales.kernel.lists import chunks
from aftersales.office.models import StoredFile
from aftersales.staff.models import Actor
from aftersales.store.personal import Declared, Kind

from ..documents import copy_page
from ..models import Customer
from ..permissions import can_erase, require
from .holdings import Holding, holdings


@transaction.atomic
def copy_of(*, actor: Actor, now: datetime, customer: Customer) -> IO[bytes]:
    """A ZIP, at its start: copy.html in the language of who makes it, data.json {model: [row]} with every field that is
    not made from others, and files/."""
    require(can_erase(actor))
    record_access(actor=actor, now=now, kind=AccessKind.DOSSIER, subject=customer.number)
    out = TemporaryFile()  # noqa: SIM115  (the caller reads and closes it)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        files: set[int] = set()
        data: dict[str, Any] = {"customer": customer.number, "made": now.isoformat(timespec="seconds")}
        kept = [(holding.about, _held(holding)) for holding in holdings(customer)]
        data |= {about.model._meta.label: _rows(about, rows, files) for about, rows in kept}
        archive.writestr("copy.html", copy_page(customer, kept, now))
        archive.writestr("data.json", json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
        for chunk in chunks(sorted(files)):
            for stored in StoredFile.objects.filter(pk__in=chunk, erased_at=None):
                suffix = str(stored.file.name).rpartition(".")[2]
                with stored.file.open("rb") as content, archive.open(f"files/{stored.pk}.{suffix}", "w") as member:
                    for part in content.chunks():
                        member.write(part)
    out.seek(0)
    return out


def _held(holding: Holding) -> list[Model]:
    return [row for chunk in chunks(holding.ids) for row in holding.rows(chunk)]


def _rows(about: Declared, rows: Iterable[Model], files: set[int]) -> list[dict[str, Any]]:
    made = {field for field, kind in about.fields.items() if kind == Kind.KEY}
    attached = [field for field, kind in about.fields.items() if kind == Kind.FILE]
    found = []
    for row in rows:
        files.update(pk for name in attached if (pk := getattr(row, f"{name}_id")))
        found.append({name: value for name, value in _values(row).items() if name not in made})
    return found


def _values(row: Model) -> dict[str, Any]:
    return {
        field.name: field.value_from_object(row)
        for field in row._meta.concrete_fields
        if not isinstance(field, FileField)
    }
