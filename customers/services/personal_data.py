"""The personal data of one customer (A4): which rows hold it, a copy to hand over, and revealing a phone number."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import FileField, Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from aftersales.audit.enums import AccessKind
from aftersales.audit.services.access import record_access
from aftersales.kernel.errors import InvalidInput, ensure
from aftersales.kernel.lists import chunks
from aftersales.office.models import StoredFile
from aftersales.staff.models import Actor, User
from aftersales.store.personal import Declared, Kind, declared
from aftersales.store.writing import lock

from ..documents import copy_page
from ..models import Contact, Customer, Reveal
from ..permissions import can_erase, can_reveal, visible_to


@dataclass(frozen=True)
class PersonalRows:
    """The rows of one model that belong to a customer. ids: primary keys. about: the declaration of the model's
    data."""

    about: Declared
    ids: list[int]

    def rows(self, chunk: list[int]) -> QuerySet[Any]:
        return self.about.model._default_manager.filter(pk__in=chunk)

    def read(self) -> list[Model]:
        return [row for chunk in chunks(self.ids) for row in self.rows(chunk)]


def personal_rows_of(customer: Customer) -> Iterator[PersonalRows]:
    """The rows of each declared model of any app that refer to the customer."""
    for about in declared():
        if not about.owners:
            continue
        rows = about.model._default_manager.filter(_owned(about, customer))
        yield PersonalRows(about, sorted(set(rows.order_by().values_list("pk", flat=True))))


def history_rows_of(found: PersonalRows, customer: Customer, former: list[int]) -> QuerySet[Any] | None:
    """History of these rows, of deleted rows, and of customers merged into this one; None if the model has no
    history."""
    history = getattr(found.about.model, "history", None)
    if history is None:
        return None
    model: type[Model] = history.model
    key = found.about.model._meta.pk.attname
    everybody = [customer.pk, *former]
    where = Q(**{f"{key}__in": everybody}) if "" in found.about.owners else Q(**{f"{key}__in": found.ids})
    names = {field.name for field in model._meta.concrete_fields}
    for path in found.about.owners:
        if path and path in names:
            where |= Q(**{f"{path}__in": everybody})
    return model._default_manager.filter(where)


def _owned(about: Declared, customer: Customer) -> Q:
    where = Q()
    for path in about.owners:
        where |= Q(**{path: customer}) if path else Q(pk=customer.pk)
    return where


@transaction.atomic
def copy_personal_data(*, actor: Actor, now: datetime, customer_id: int) -> IO[bytes]:
    """An open ZIP file, positioned at its start: copy.html in the actor's language, data.json {model: [row]} with
    every stored (not computed) field, and files/."""
    ensure(can_erase(actor))
    customer = lock(Customer, pk=customer_id)
    record_access(actor=actor, now=now, kind=AccessKind.DOSSIER, subject=customer.number)
    out = TemporaryFile()  # noqa: SIM115  (the caller reads and closes it)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        files: set[int] = set()
        data: dict[str, Any] = {"customer": customer.number, "made": now.isoformat(timespec="seconds")}
        found = [(rows.about, rows.read()) for rows in personal_rows_of(customer)]
        data |= {about.model._meta.label: _as_data(about, rows, files) for about, rows in found}
        archive.writestr("copy.html", copy_page(customer, found, now))
        archive.writestr("data.json", json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
        for chunk in chunks(sorted(files)):
            for stored in StoredFile.objects.filter(pk__in=chunk, erased_at=None):
                suffix = str(stored.file.name).rpartition(".")[2]
                with stored.file.open("rb") as content, archive.open(f"files/{stored.pk}.{suffix}", "w") as member:
                    for part in content.chunks():
                        member.write(part)
    out.seek(0)
    return out


def _as_data(about: Declared, rows: Iterable[Model], files: set[int]) -> list[dict[str, Any]]:
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


@transaction.atomic
def reveal_phone(*, actor: User, now: datetime, customer_id: int, contact_id: int | None = None, reason: str) -> str:
    """The full number of a customer or contact. It records who read it and why."""
    customer = lock(visible_to(actor), pk=customer_id)
    ensure(can_reveal(actor, customer))
    if not reason.strip():
        raise InvalidInput(_("Enter why you need the number."), code="reason_missing", field="reason")
    contact = None if contact_id is None else lock(Contact, pk=contact_id, customer=customer)
    phone = contact.phone if contact else customer.phone
    Reveal.objects.create(customer=customer, contact=contact, user=actor, at=now, reason=reason)
    detail = f"phone, contact {contact.pk}" if contact else "phone"
    record_access(actor=actor, now=now, kind=AccessKind.REVEAL, subject=customer.number, detail=detail, reason=reason)
    return phone
