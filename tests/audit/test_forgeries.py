"""Forgeries of the audit log: each is found and named."""

from datetime import timedelta
from random import Random

import pytest
from django.db import connection, transaction

from aftersales.audit.models import AccessLogEntry, Seal, SealHead
from aftersales.audit.queries.seals import content_digests_of, sources
from aftersales.audit.queries.verification import SEAL
from aftersales.audit.rules import seals as rules
from tests.factories import NOW

from .factories import found, sql

pytestmark = pytest.mark.usefixtures("own_folder")


def table(label: str) -> str:
    return connection.ops.quote_name(sources()[label]._meta.db_table)


def key(label: str) -> str:
    return connection.ops.quote_name(sources()[label]._meta.pk.column)


class Tampering:
    """Ways to forge the audit log; each returns what must be named: model, key, kind, whose content."""

    def __init__(self, rng: Random, heads) -> None:
        self.rng, self.heads = rng, heads
        seals = Seal.objects.order_by("number")
        self.rows = [(seal.model, pk) for seal in seals for pk in rules.ids_of(seal.ids)]
        self.last = seals.last().number

    def some_row(self):
        return self.rng.choice(self.rows)

    def edit(self):
        label, pk = self.some_row()
        model = sources()[label]
        field = self.rng.choice([f for f in model._meta.concrete_fields if not f.primary_key])
        column, kind = connection.ops.quote_name(field.column), field.get_internal_type()
        if kind in {"DateTimeField", "DateField"}:
            value = model.objects.values_list(field.attname, flat=True).get(pk=pk)
            day = timedelta(days=1) if kind == "DateField" else timedelta(microseconds=1)
            new = field.get_db_prep_save((value or NOW) + day, connection)
            sql(f"UPDATE {table(label)} SET {column} = %s WHERE {key(label)} = %s", new, pk)
        else:
            new = {
                "BooleanField": f"NOT {column}",
                "JSONField": """'{"a": "2", "b": "二"}'""",
                "CharField": "'!'",
                "TextField": "'!'",
                "SlugField": "'!'",
            }.get(kind, f"COALESCE({column}, 0) + 1")
            sql(f"UPDATE {table(label)} SET {column} = {new} WHERE {key(label)} = %s", pk)  # noqa: S608
        return label, pk, "changed", None

    def delete(self):
        label, pk = self.some_row()
        sql(f"DELETE FROM {table(label)} WHERE {key(label)} = %s", pk)
        return label, pk, "missing", None

    def swap(self):
        label, one = self.some_row()
        other = self.rng.choice([pk for name, pk in self.rows if name == label and pk != one])
        for old, new in ((one, -1), (other, one), (-1, other)):
            sql(f"UPDATE {table(label)} SET {key(label)} = %s WHERE {key(label)} = %s", new, old)
        first, second = sorted((one, other))
        return label, first, "reordered", second

    def move(self):
        """Delete a row and give its key to another."""
        label, one = self.some_row()
        other = self.rng.choice([pk for name, pk in self.rows if name == label and pk != one])
        sql(f"DELETE FROM {table(label)} WHERE {key(label)} = %s", one)
        sql(f"UPDATE {table(label)} SET {key(label)} = %s WHERE {key(label)} = %s", one, other)
        return (label, one, "reordered", other) if one < other else (label, other, "missing", None)

    def add(self):
        label, pk = self.some_row()
        row = sources()[label].objects.get(pk=pk)
        row.pk = -self.rng.randrange(1, 10**6) if self.rng.random() < 0.5 else rules.LEAP * 10 + pk
        row.save(force_insert=True)
        return label, row.pk, "added", None

    def cut(self):
        """Delete the last seals with their rows, and reset the head."""
        keep = self.rng.randrange(1, self.last)
        for seal in Seal.objects.filter(number__gt=keep):
            ids = ", ".join(map(str, rules.ids_of(seal.ids)))
            sql(f"DELETE FROM {table(seal.model)} WHERE {key(seal.model)} IN ({ids})")
        Seal.objects.filter(number__gt=keep).delete()
        SealHead.objects.update(number=keep, hash=Seal.objects.get(number=keep).hash)
        return SEAL, keep + 1, "tail cut", None

    def change_seal(self):
        number = self.rng.randrange(1, self.last + 1)
        field = self.rng.choice(["reason", "digests", "after"])
        sql(f"UPDATE audit_seal SET {field} = 'AAAA' WHERE number = %s", number)
        return SEAL, number, "changed", None

    def drop_seal(self):
        number = self.rng.randrange(1, self.last)
        sql("DELETE FROM audit_seal WHERE number = %s", number)
        return SEAL, number, "missing", None

    def swap_seals(self):
        one = self.rng.randrange(1, self.last)
        for old, new in ((one, 0), (one + 1, one), (0, one + 1)):
            sql("UPDATE audit_seal SET number = %s WHERE number = %s", new, old)
        return SEAL, one, "reordered", None

    def rewrite(self):
        """Change a row and compute the whole chain again."""
        one = Seal.objects.order_by("number").filter(number__gt=self.rng.randrange(self.last)).first()
        pk = one.ids[0][0]
        model, changed = sources()[one.model], one.number
        name = "reason" if model is AccessLogEntry else "history_change_reason"
        model.objects.filter(pk=pk).update(**{name: "forged"})
        digests, contents = rules.unpack(one.digests), content_digests_of(model, one.fields, [pk])
        digests[0] = rules.row_digest(one.model, pk, contents[pk])
        Seal.objects.filter(pk=changed).update(digests=rules.pack(digests))
        for seal in Seal.objects.order_by("number").filter(number__gte=changed):
            if seal.number > 1:
                seal.previous = Seal.objects.get(number=seal.number - 1).hash
            seal.digest = rules.batch_digest(seal.digests, seal.after)
            seal.hash = rules.seal_hash(seal)
            seal.save()
        SealHead.objects.update(hash=Seal.objects.get(number=self.last).hash)
        return SEAL, self.first_exported(changed), "rewritten", None

    def first_exported(self, number):
        return next(head for head, _hash in self.heads if head >= number)


WAYS = ("edit", "delete", "swap", "move", "add", "cut", "change_seal", "drop_seal", "swap_seals", "rewrite")

SHARES = (60, 30, 25, 10, 10, 30, 10, 10, 5, 10)


@pytest.mark.slow
def test_verification_finds_and_names_two_hundred_forgeries(chain):
    rng = Random(200)
    ways = [way for way, count in zip(WAYS, SHARES, strict=True) for _ in range(count)]
    assert len(ways) == 200
    tampering = Tampering(rng, chain)
    wrong = []
    for way in ways:
        with transaction.atomic():
            expected = getattr(tampering, way)()
            fault = found(chain)
            transaction.set_rollback(True)
        if fault is None or (fault.model, fault.pk, fault.what, fault.other) != expected:
            wrong.append((way, expected, fault))
    assert wrong == []
    assert found(chain) is None
