"""The head of the chain outside the database: exported, mailed, verified each day."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from aftersales.audit.models import Seal, SealHead
from aftersales.audit.queries.seals import exported_heads, head_path
from aftersales.audit.rules import seals as rules
from aftersales.audit.services import seals as audit
from aftersales.notifications.models import Notification
from aftersales.staff.models import Department
from tests.factories import NOW

from .factories import MINUTE, department

pytestmark = pytest.mark.usefixtures("own_folder")


@pytest.mark.django_db(transaction=True)
def test_head_is_exported_after_commit_and_reveals_missing_last_seals():
    department("one")
    audit.seal_due(now=NOW)
    department("two")
    audit.seal_due(now=NOW + MINUTE)
    lines = head_path().read_text().splitlines()
    assert [line.split()[:2] for line in lines] == [
        ["2026-11-18T02:00:00+00:00", "1"],
        ["2026-11-18T02:01:00+00:00", "2"],
    ]
    audit.export_head()
    assert len(head_path().read_text().splitlines()) == 2, "it stands there already"
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert "The audit log matches its seals: 2 rows under 2 seals" in out.getvalue()
    last = Seal.objects.get(number=2)
    Department.history.filter(pk__in=rules.ids_of(last.ids)).delete()
    last.delete()
    SealHead.objects.update(number=1, hash=Seal.objects.get(number=1).hash)
    with pytest.raises(CommandError, match="audit.seal 2: tail cut") as error:
        call_command("verify_audit")
    assert error.value.returncode == 1
    assert SealHead.objects.get().fault["what"] == "tail cut"


@pytest.mark.django_db(transaction=True)
def test_broken_line_of_the_head_file_does_not_hide_the_next():
    department("one")
    audit.seal_due(now=NOW)
    with head_path().open("a") as handle:
        handle.write("2026-11-18T02:0")
    department("two")
    audit.seal_due(now=NOW + MINUTE)
    assert [number for number, _hash in exported_heads()] == [1, 2]


@pytest.mark.django_db
def test_head_is_mailed_once_a_day(settings):
    settings.AUDIT_HEAD_TO = ["auditor@example.test"]
    for minute in range(3):
        department(f"d{minute}")
        audit.seal_due(now=NOW + minute * MINUTE)
    department("tomorrow")
    audit.seal_due(now=NOW + timedelta(days=1))
    assert [notice.params["number"] for notice in Notification.objects.order_by("pk")] == [1, 4]


@pytest.mark.django_db
def test_daily_verification_notifies_administrators_and_auditors(chain):
    assert audit.verify_daily(now=NOW + timedelta(hours=1)) == 1
    assert audit.verify_daily(now=NOW + timedelta(hours=2)) == 0
    assert not Notification.objects.exists()
    row = Department.history.order_by("pk").first()
    Department.history.filter(pk=row.pk).update(code="forged")
    audit.verify_daily(now=NOW + timedelta(hours=30))
    told = {notice.user.username for notice in Notification.objects.filter(channel="page")}
    assert told == {"one", "two"}
    assert SealHead.objects.get().fault["pk"] == row.pk


@pytest.mark.parametrize("line", ["", "x", "2026-11-18 1", "soon 1 " + "a" * 64, "2026-11-18T02:00:00+00:00 1 abc"])
def test_malformed_head_is_refused(line):
    with pytest.raises(ValueError):
        rules.parse_head(line)
