"""Seals of the audit log: every row is sealed once, and each forgery is found and named."""

import threading
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import close_old_connections, connection, transaction

from aftersales.audit.enums import AccessKind, SealKind
from aftersales.audit.models import AccessLogEntry, Seal, SealHead
from aftersales.audit.queries.seals import content_digests_of, exported_heads, head_path, sources
from aftersales.audit.queries.verification import SEAL, verify
from aftersales.audit.rules import seals as rules
from aftersales.audit.rules.faults import Fault
from aftersales.audit.services import seals as audit
from aftersales.audit.services.access import record_access
from aftersales.kernel.errors import InvalidInput
from aftersales.notifications.models import Notification
from aftersales.office.models import Holiday, SavedView
from aftersales.staff.enums import Role
from aftersales.staff.models import Department, Region
from aftersales.store.writing import delete_with_history, save_with_history
from tests.factories import NOW, customer_of, person

MINUTE = timedelta(minutes=1)
DEPARTMENT = "staff.historicaldepartment"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def department(code, **fields):
    return save_with_history(
        Department(code=code, name=fields.pop("name", "质量部"), **fields), actor=None, reason="made"
    )


def write_history(rng: Random, people) -> None:
    """Write history of every kind: created, changed, deleted and read rows."""
    for n in range(3):
        one = department(f"d{rng.randrange(10**9)}")
        one.name = f"部门 {n}"
        save_with_history(one, actor=people[n % 2], reason="renamed")
    region = save_with_history(Region(code=f"r{rng.randrange(10**9)}", name="华东"), actor=people[0], reason="made")
    day = date(2026, 1, 1) + timedelta(days=rng.randrange(5000))
    delete_with_history(
        save_with_history(Holiday(date=day, name="元旦"), actor=None), actor=people[1], reason="not announced"
    )
    view = SavedView(
        owner=people[0], page="tickets", name=f"v{region.pk}", params={"b": "二", "a": "1"}, created_at=NOW
    )
    save_with_history(view, actor=people[0])
    for n in range(2):
        record_access(actor=people[n], now=NOW, kind=AccessKind.REVEAL, subject=f"CU-{region.pk}-{n}", reason="回访")


@pytest.fixture
def chain(db):
    """Six minutes of sealed history; gives the head exported after each."""
    people, rng, heads = [person("one", Role.ADMIN), person("two", Role.AUDITOR)], Random(4), []
    for minute in range(6):
        write_history(rng, people)
        audit.seal_due(now=NOW + minute * MINUTE)
        heads.append(SealHead.objects.values_list("number", "hash").get())
    assert found(heads) is None
    return heads


def found(heads=()) -> Fault | None:
    return verify(now=NOW + timedelta(hours=1), heads=heads).fault


def sql(text: str, *params) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, params)


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


def test_seals_cover_every_history_table_and_the_access_log():
    assert {"complaints.historicalticket", "quality.historicalinvestigation_team", "audit.accesslogentry"} <= set(
        sources()
    )
    assert len(sources()) > 40


@pytest.mark.django_db
def test_sealing_again_seals_nothing():
    for n in range(5):
        department(f"d{n}")
    assert audit.seal_due(now=NOW) == 5
    assert audit.seal_due(now=NOW + MINUTE) == 0
    assert Seal.objects.count() == 1


@pytest.mark.django_db
def test_sealing_stops_at_its_limit_and_continues_next_time():
    for n in range(7):
        department(f"d{n}")
    assert [audit.seal_due(now=NOW, limit=3) for _ in range(4)] == [3, 3, 1, 0]
    assert found() is None


@pytest.mark.django_db
def test_sealing_killed_midway_leaves_no_seal(monkeypatch):
    department("one")
    with monkeypatch.context() as patch:
        patch.setattr(audit, "_close", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            audit.seal_due(now=NOW)
    assert not Seal.objects.exists()
    assert audit.seal_due(now=NOW) == 1
    assert found() is None


def insert_with_key(pk: int) -> None:
    """A row whose key was reserved long before the row is inserted."""
    Department.history.model.objects.create(
        history_id=pk, id=pk, code=f"late{pk}", name="迟到", history_date=NOW, history_type="+"
    )
    Department.objects.bulk_create([Department(pk=pk, code=f"late{pk}", name="迟到")])


@pytest.mark.django_db
def test_late_rows_are_sealed_within_a_day_and_later_ones_are_named():
    for pk in (1, 2, 6, 9):
        insert_with_key(pk)
    audit.seal_due(now=NOW)
    insert_with_key(4)
    assert found() is None, "it waits for its seal"
    assert audit.seal_due(now=NOW + MINUTE) == 1
    insert_with_key(5)
    assert audit.seal_due(now=NOW + timedelta(hours=23)) == 1
    assert found() is None
    insert_with_key(7)
    assert audit.seal_due(now=NOW + timedelta(hours=25)) == 0
    fault = verify(now=NOW + timedelta(hours=25)).fault
    assert (fault.model, fault.pk, fault.what) == (DEPARTMENT, 7, "added")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_row_committed_after_rows_with_higher_keys_is_sealed():
    inserted, sealed = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            department("slow")
            inserted.set()
            sealed.wait(60)
        close_old_connections()
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    inserted.wait(60)
    department("quick")
    assert audit.seal_due(now=NOW) == 1
    sealed.set()
    thread.join()
    assert audit.seal_due(now=NOW + MINUTE) == 1
    assert list(Seal.objects.order_by("number").values_list("count", flat=True)) == [1, 1]
    assert found() is None


@pytest.mark.django_db(transaction=True)
def test_concurrent_sealers_make_one_chain():
    for n in range(40):
        department(f"d{n}")
    start, done = threading.Barrier(2), []

    def work() -> None:
        start.wait(60)
        total = 0
        while count := audit.seal_due(now=NOW, limit=7):
            total += count
        done.append(total)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(done) == 40
    assert found(exported_heads()) is None


@pytest.mark.django_db
def test_ten_thousand_rows_are_sealed_in_few_queries(django_assert_max_num_queries):
    sql(
        "INSERT INTO office_historicalholiday (id, date, is_workday, name, version, history_date, history_type)"
        " WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)"
        " SELECT i, '2026-01-01', false, '元旦', 1, %s, '-' FROM n",
        NOW,
    )
    # Batches of two thousand, each over every table: the number of queries grows with batches, not with rows.
    with django_assert_max_num_queries(1000):
        assert audit.seal_all(now=NOW) == 10_000
    assert found() is None


# The same on every database and in every release: installations have these digests in their chains.
@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("12860.00"), "12860"),
        (Decimal("0.00"), "0"),
        (Decimal("1E+3"), "1000"),
        (Decimal("-0.50"), "-0.5"),
        (datetime(2026, 11, 18, 10, 0, 0, 5, tzinfo=ZoneInfo("Asia/Shanghai")), "2026-11-18T02:00:00.000005+00:00"),
        (datetime(2026, 11, 18, 2, 0, tzinfo=UTC), "2026-11-18T02:00:00+00:00"),
        (date(2026, 11, 18), "2026-11-18"),
        ({"b": [1.0, 2.5], "a": {"y": None}}, {"a": {"y": None}, "b": [1, 2.5]}),
        (True, True),
        (None, None),
        ("中文", "中文"),
        (b"\x00\xff", "00ff"),
    ],
)
def test_values_are_serialised_the_same_on_every_database(value, text):
    assert rules.plain(value) == text


@pytest.mark.django_db
def test_digest_of_a_row_is_the_same_on_every_database():
    SavedView.history.model.objects.create(
        history_id=77,
        id=5,
        owner_id=3,
        page="tickets",
        name="退货",
        params={"b": [1.0, "二"], "a": None},
        position=2,
        is_shared=True,
        created_at=NOW,
        history_date=NOW.astimezone(ZoneInfo("Asia/Shanghai")),
        history_type="~",
        history_change_reason=None,
        history_user_id=None,
    )
    fields = ["created_at", "history_change_reason", "history_date", "is_shared", "name", "params", "position"]
    digest = content_digests_of(SavedView.history.model, fields, [77])[77]
    assert digest.hex() == "63326cd42ac00b00a8ec4b9fde83d618bf75f613466de8802c1919c7dcd7e584"


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


@pytest.mark.parametrize(
    ("ids", "ranges"),
    [([], []), ([1], [[1, 1]]), ([1, 2, 3, 7], [[1, 3], [7, 7]]), ([-2, -1, 1], [[-2, -1], [1, 1]])],
)
def test_ranges_join_adjacent_keys(ids, ranges):
    assert rules.ranges_of(ids) == ranges
    assert list(rules.ids_of(ranges)) == ids


def test_gaps_in_keys_close_after_a_day():
    reach = rules.Reach().advanced([[3, 5], [8, 8]], NOW)
    assert (reach.top, [gap[:2] for gap in reach.gaps]) == (8, [[1, 2], [6, 7]])
    later = reach.advanced([[1, 1], [6, 7]], NOW + MINUTE)
    assert [gap[:2] for gap in later.gaps] == [[2, 2]]
    assert later.admits(2, 2, NOW + MINUTE)
    assert not later.admits(2, 2, NOW + timedelta(days=1))
    assert not later.admits(7, 7, NOW)
    assert not later.admits(8 + rules.LEAP + 1, 8 + rules.LEAP + 1, NOW)


@pytest.mark.parametrize("line", ["", "x", "2026-11-18 1", "soon 1 " + "a" * 64, "2026-11-18T02:00:00+00:00 1 abc"])
def test_malformed_head_is_refused(line):
    with pytest.raises(ValueError):
        rules.parse_head(line)
