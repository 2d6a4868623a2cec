"""Redactions of sealed history: only those that belong to a recorded erasure or retention pass."""

from datetime import timedelta

import pytest
from django.db import transaction

from aftersales.audit.enums import AccessKind, SealKind
from aftersales.audit.models import Seal, SealHead
from aftersales.audit.queries.seals import content_digests_of
from aftersales.audit.queries.verification import verify
from aftersales.audit.rules import seals as rules
from aftersales.audit.services import seals as audit
from aftersales.audit.services.access import record_access
from aftersales.kernel.errors import InvalidInput
from aftersales.staff.enums import Role
from aftersales.staff.models import Department
from tests.factories import NOW, customer_of, person

from .factories import DEPARTMENT, MINUTE, department, found

pytestmark = pytest.mark.usefixtures("own_folder")


@pytest.fixture
def erased(db):
    """The number of a customer whose data is erased."""
    return customer_of(None, number="CU-2026-00077", erased_at=NOW).number


@pytest.mark.django_db
def test_redaction_passes_verification_and_belongs_to_a_recorded_erasure(chain, erased):
    clerk, model = person("privacy", Role.ADMIN), Department.history.model
    rows = model.objects.order_by("pk")
    same, first, second, gone = rows[1].pk, rows[0].pk, rows[3].pk, rows[4].pk
    facts = {"kind": AccessKind.ERASURE, "subject": erased, "actor": clerk, "now": NOW + 9 * MINUTE}
    with transaction.atomic():
        model.objects.filter(pk__in=[first, second]).update(name="–")
        Department.objects.filter(pk=rows[3].id).update(name="–")
        model.objects.filter(pk=gone).delete()
        keys = {model: [first, second, gone, same]}
        done = audit.reseal_redacted(rows=keys, reason="letter of 3 May", **facts)
    assert done == 3, "what did not change is not named"
    seal = Seal.objects.get(kind=SealKind.REDACTION)
    assert (seal.model, seal.actor, seal.run.subject, seal.run.count) == (DEPARTMENT, clerk, erased, 3)
    assert list(rules.ids_of(seal.ids)) == [first, second, gone]
    assert found(chain) is None
    with transaction.atomic():
        model.objects.filter(pk=first).update(name="again")
        audit.reseal_redacted(rows={model: [first]}, reason="letter of 4 May", **facts)
    report = verify(now=NOW + timedelta(hours=1))
    assert (report.fault, report.redacted, report.erasures, report.retentions) == (None, 4, 2, 0)
    model.objects.filter(pk=first).update(name="forged")
    fault = found(chain)
    assert (fault.model, fault.pk, fault.what) == (DEPARTMENT, first, "changed")


@pytest.mark.django_db
def test_redaction_needs_a_reason_and_a_seal(chain, erased):
    model, facts = Department.history.model, {"kind": AccessKind.ERASURE, "subject": erased, "actor": None, "now": NOW}
    with pytest.raises(InvalidInput):
        audit.reseal_redacted(rows={model: [1]}, reason=" ", **facts)
    fresh = department("fresh").history.get()
    before = Seal.objects.count()
    assert audit.reseal_redacted(rows={model: [fresh.pk]}, reason="DSR", **facts) == 0
    assert Seal.objects.count() == before


def _forge(subject, run=None, **more):
    """A redaction of changed history, as somebody makes it who knows how."""
    model = Department.history.model
    pk = model.objects.order_by("pk").first().pk
    model.objects.filter(pk=pk).update(name="forged")
    head = SealHead.objects.get()
    if run is None and subject:
        run = record_access(
            actor=None, now=NOW + 9 * MINUTE, kind=more["kind"], subject=subject, count=more.get("count", 1)
        )
    fields = audit.fields_of(model)
    seal = Seal(
        kind=SealKind.REDACTION,
        model=DEPARTMENT,
        fields=fields,
        ids=[[pk, pk]],
        reason="erased",
        run=run,
        digests=rules.pack([audit.standing_digests(DEPARTMENT, [pk])[pk]]),
        after=rules.pack([rules.row_digest(DEPARTMENT, pk, content_digests_of(model, fields, [pk])[pk])]),
    )
    audit._append(head, seal, NOW + 9 * MINUTE)
    head.save()
    return pk


@pytest.mark.parametrize(
    ("subject", "more"),
    [
        ("", {}),  # no run
        ("CU-2026-00078", {"kind": AccessKind.ERASURE}),  # a customer whose data is not erased
        ("CU-2026-00077", {"kind": AccessKind.REVEAL}),  # something else
        ("CU-2026-00077", {"kind": AccessKind.ERASURE, "count": 2}),  # it says another number of rows
        ("complaints.call", {"kind": AccessKind.RETENTION}),  # another table
        ("staff.department", {"kind": AccessKind.RETENTION}),  # without a retention period
        ("nonsense", {"kind": AccessKind.RETENTION}),
    ],
)
def test_forged_redaction_is_named(chain, erased, subject, more):
    customer_of(None, number="CU-2026-00078")
    pk = _forge(subject, **more)
    fault = found()
    assert (fault.model, fault.pk, fault.what) == (DEPARTMENT, pk, "no run")


def test_redaction_added_to_a_real_run_is_named(chain, erased):
    model = Department.history.model
    row = model.objects.order_by("pk")[1]
    with transaction.atomic():
        model.objects.filter(pk=row.pk).update(name="–")
        Department.objects.filter(pk=row.id).update(name="–")
        audit.reseal_redacted(
            rows={model: [row.pk]},
            kind=AccessKind.ERASURE,
            subject=erased,
            actor=None,
            now=NOW + 9 * MINUTE,
            reason="letter",
        )
    assert found() is None
    _forge("", run=Seal.objects.get(kind=SealKind.REDACTION).run)
    assert found().what == "no run"
