"""Import of lists of feedback: each row becomes one ticket."""

import csv
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from aftersales.kernel.errors import NotPermitted
from aftersales.tables.importing import Pass, importer_of
from aftersales.tables.outcomes import Refusal
from complaints.importing import begin, write
from complaints.models import RiskFlag, SlaTarget, Tag, Ticket
from complaints.queries.tags import tags_of
from complaints.services.escalation import sweep
from complaints.services.importing import Feedback, log_feedback
from complaints.services.tags import create_tag, update_tag
from complaints.services.tickets import log_ticket
from tests.factories import NOW

pytestmark = pytest.mark.django_db

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "real-feedback-zh.csv"
ROWS = [
    ("手机", "1", "用了三天就黑屏，客服让我等一周。"),
    ("手机", "0", "包装很好，送货快。"),
    ("热水器", "1", "安装有点贵，其他不错"),
    ("热水器", "1", "安装有点贵，其他不错"),
]


def written(folder: Path, rows=ROWS, headings=("product_category", "negative", "text"), encoding="utf-8") -> Path:
    path = folder / "feedback.csv"
    with path.open("w", encoding=encoding, newline="") as handle:
        csv.writer(handle).writerows([headings, *rows])
    return path


def read(path: Path, chosen=None, *, trial=False):
    importer = importer_of("tickets")
    rows = list(importer.read(path, chosen))
    outcomes = Pass(importer, actor=None, now=NOW, trial=trial).take(rows)
    faults = [
        SimpleNamespace(line=row.line, column=row.headings.get(one.field, ""))
        for row, one in zip(rows, outcomes, strict=True)
        if isinstance(one, Refusal)
    ]
    return SimpleNamespace(logged=outcomes.count(True), known=outcomes.count(False), faults=faults)


def test_row_becomes_a_ticket_with_conversation_and_sla_target(people, tmp_path):
    assert read(written(tmp_path)).logged == 4
    ticket = Ticket.objects.get(description__contains="黑屏")
    assert (ticket.kind, ticket.channel, ticket.category, ticket.customer) == ("complaint", "web", "手机", None)
    assert ticket.subject == "用了三天就黑屏，客服让我等一周"
    assert ticket.owner.role == "service"
    assert [entry.kind for entry in ticket.entries.all()] == ["customer", "event"]
    assert ticket.next_due_at == ticket.sla_targets.get().due_at
    assert ticket.history.get().history_change_reason == "import"
    assert Ticket.objects.get(description__contains="送货快").kind == "opinion"


@pytest.mark.parametrize("role", ["admin", "manager"])
def test_history_conversation_and_audit_log_name_the_importer(people, tmp_path, client, role):
    importer, actor = importer_of("tickets"), getattr(people, role)
    rows = list(importer.read(written(tmp_path, ROWS[:1])))
    feedback = [begin(rows, NOW)(row) for row in rows]
    assert write(feedback, actor, NOW, "import:7") == [True]
    ticket = Ticket.objects.get()
    for row in (ticket, *ticket.entries.all(), *ticket.sla_targets.all()):
        change = row.history.get()
        assert (change.history_user, change.history_change_reason) == (actor, "import:7")
    assert ticket.opened_by == actor
    client.force_login(people.admin)
    page = client.get(reverse("audit")).content.decode()
    assert str(actor) in page
    assert ticket.number in page


def test_import_is_refused_without_permission(people):
    with pytest.raises(NotPermitted):
        log_feedback(actor=people.clerk, now=NOW, rows=[Feedback(key="k", kind="opinion", text="好")])


def test_imported_ticket_equals_a_logged_one(people):
    about = {"kind": "inquiry", "channel": "web", "category": "手机"}
    rows = [Feedback(key="k", text="两天没人回电话", customer=people.customer.number, **about)]
    log_feedback(actor=people.manager, now=NOW, rows=rows)
    log_ticket(actor=people.manager, now=NOW, description="两天没人回电话", customer=people.customer, **about)
    imported, logged = Ticket.objects.order_by("pk")
    own = {"id", "number", "import_key", "search_text", "version", "owner", "department"}
    fields = [field.name for field in Ticket._meta.concrete_fields if field.name not in own]
    assert {name: getattr(imported, name) for name in fields} == {name: getattr(logged, name) for name in fields}
    for rows in ("sla_targets", "entries"):
        same = [name.name for name in getattr(imported, rows).model._meta.concrete_fields]
        same = [name for name in same if name not in {"id", "ticket", "interaction"}]
        first, second = (list(getattr(ticket, rows).order_by("pk").values(*same)) for ticket in (imported, logged))
        assert first == second


def test_tags_of_a_row_are_given_and_new_ones_made(people, tmp_path):
    known = create_tag(actor=people.manager, now=NOW, name="VIP")
    rows = [("0", "包装很好", "vip，#包装; 华东"), ("0", "送货快", ""), ("0", "再买", "包装,包装")]
    path = written(tmp_path, rows, ("negative", "text", "标签"))
    assert read(path, trial=True).logged == 3 and Tag.objects.count() == 1, "a trial keeps nothing"
    assert read(path).logged == 3 and read(path).known == 3
    found = {ticket.description: [tag.name for tag in tags_of(ticket)] for ticket in Ticket.objects.all()}
    assert found == {"包装很好": ["VIP", "包装", "华东"], "送货快": [], "再买": ["包装"]}
    assert known.uses.get().history.get().history_change_reason == "import"
    update_tag(tag_id=known.pk, actor=people.manager, now=NOW, is_active=False)
    bad = [("0", "甲", "VIP"), ("0", "乙", "长" * 31), ("0", "丙", ",".join(map(str, range(11)))), ("0", "丁", "包装")]
    result = read(written(tmp_path, bad, ("negative", "text", "标签")))
    assert (result.logged, [(one.line, one.column) for one in result.faults]) == (
        1,
        [(2, "标签"), (3, "标签"), (4, "标签")],
    )


def test_second_run_adds_nothing(people, tmp_path):
    path = written(tmp_path)
    read(path)
    again = read(path)
    assert (again.logged, again.known, Ticket.objects.count()) == (0, 4, 4)


def test_rows_added_later_are_the_only_new_ones(people, tmp_path):
    read(written(tmp_path))
    longer = written(tmp_path, [*ROWS, ("热水器", "1", "安装有点贵，其他不错"), ("平板", "0", "屏幕清楚")])
    assert read(longer).logged == 2


def test_unknown_customer_has_no_first_reply_target(people, tmp_path):
    """Else an import would cause hundreds of breached targets ten minutes later."""
    read(written(tmp_path))
    assert set(SlaTarget.objects.values_list("code", flat=True)) == {"solution"}
    assert sweep(now=NOW + timedelta(hours=2)) == 0


def test_known_customer_has_the_targets_of_the_page(people, tmp_path):
    rows = [("1", "两天没人回电话", people.customer.number), ("1", "第二次坏了", people.customer.name)]
    assert read(written(tmp_path, rows, ("negative", "text", "customer"))).logged == 2
    ticket = Ticket.objects.first()
    assert ticket.customer == people.customer
    assert ticket.region == people.east
    assert set(ticket.sla_targets.values_list("code", flat=True)) == {"first_reply", "solution"}


def test_bad_rows_are_named_and_good_ones_are_imported(people, tmp_path):
    rows = [
        *ROWS,
        ("手机", "2", "怎么算"),
        ("手机", "1", "  "),
        ("手机", "1", "多了一格", "x"),
        ("手机", "1", "字" * 20_001),
    ]
    result = read(written(tmp_path, rows))
    assert result.logged == 4
    assert [(fault.line, fault.column) for fault in result.faults] == [
        (6, "negative"),
        (7, "text"),
        (8, ""),
        (9, "text"),
    ]


def test_row_with_an_unknown_customer_is_an_error(people, tmp_path):
    result = read(written(tmp_path, [("1", "好", "没有这家")], ("negative", "text", "customer")))
    assert [fault.column for fault in result.faults] == ["customer"]


def test_all_or_nothing_imports_nothing_with_one_bad_row(people, tmp_path):
    with pytest.raises(CommandError):
        call_command("import_tickets", str(written(tmp_path, [*ROWS, ("手机", "2", "怎么算")])), "--all-or-nothing")
    assert Ticket.objects.count() == 0


def test_dry_run_imports_nothing(people, tmp_path):
    path = written(tmp_path)
    assert read(path, trial=True).logged == 4
    assert Ticket.objects.count() == 0
    read(path)
    assert Ticket.objects.order_by("number").first().number == "TK-2026-00001"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings_are_recognised(people, tmp_path, encoding):
    read(written(tmp_path, encoding=encoding))
    assert Ticket.objects.filter(description__contains="黑屏").exists()


def test_chinese_headings_and_dates(people, tmp_path):
    headings = ("商品类别", "反馈内容", "渠道", "类型", "反馈时间", "联系人")
    rows = [
        ("手机", "屏幕碎了", "电话", "投诉", "2026/11/2 9:05", "王五"),
        ("手机", "想换颜色", "邮件", "咨询", "2026年11月3日", ""),
        ("手机", "明年再说", "电话", "投诉", "2027-01-01", ""),
    ]
    result = read(written(tmp_path, rows, headings))
    assert [(fault.line, fault.column) for fault in result.faults] == [(4, "反馈时间")]
    ticket = Ticket.objects.get(description="屏幕碎了")
    assert (ticket.kind, ticket.channel) == ("complaint", "phone")
    assert ticket.received_at.astimezone().isoformat().startswith("2026-11-02T09:05")
    assert ticket.entries.first().interaction.contact_name == "王五"


def test_headings_can_be_mapped(people, tmp_path):
    path = written(tmp_path, [("坏了", "7")], ("What they said", "ref"))
    assert read(path, chosen={"What they said": "text", "ref": "id"}).logged == 1
    corrected = written(tmp_path, [("坏了。", "7")], ("What they said", "ref"))
    assert read(corrected, chosen={"What they said": "text", "ref": "id"}).known == 1


def test_workbook_is_read_like_csv(people, tmp_path):
    book = openpyxl.Workbook()
    for row in [
        ("product_category", "negative", "text"),
        ("手机", 1, "黑屏"),
        (None, None, None),
        ("手机", 0.0, "好用"),
    ]:
        book.active.append(row)
    path = tmp_path / "feedback.xlsx"
    book.save(path)
    assert read(path).logged == 2
    assert set(Ticket.objects.values_list("kind", flat=True)) == {"complaint", "opinion"}


def test_line_breaks_within_a_cell_keep_the_line_numbers(people, tmp_path):
    path = written(tmp_path, [("手机", "1", "第一行\n第二行"), ("手机", "9", "坏行")])
    result = read(path)
    assert [fault.line for fault in result.faults] == [4]


def test_file_without_text_is_refused(people, tmp_path):
    with pytest.raises(CommandError, match="text"):
        call_command("import_tickets", str(written(tmp_path, [("1",)], ("negative",))))


def test_command_prints_the_result(people, tmp_path, capsys):
    call_command("import_tickets", str(written(tmp_path, [*ROWS, ("手机", "2", "怎么算")])))
    said = capsys.readouterr()
    assert [part for part in said.out if part.isdigit()] == ["4", "0", "1"]
    assert said.err.count("“2”") == 1
    assert "6" in said.err


def test_number_of_queries_grows_with_batches_only(people, tmp_path, django_assert_max_num_queries):
    path = written(tmp_path, [("手机", "1", f"第 {n} 条") for n in range(400)])
    with django_assert_max_num_queries(200):
        assert read(path).logged == 400


def test_threat_in_a_row_notifies_managers(people, tmp_path):
    read(written(tmp_path, [*ROWS, ("手机", "1", "再不处理我就找媒体曝光你们。")]))
    assert [flag.code for flag in RiskFlag.objects.all()] == ["threat_to_publish"]


def test_imported_tickets_are_shared_among_service_staff(people, tmp_path):
    read(written(tmp_path))
    assert Ticket.objects.filter(owner=people.clerk).count() == Ticket.objects.filter(owner=people.clerk2).count() == 2


@pytest.fixture
def long_list(tmp_path):
    """760 texts of real customers where they are at hand, else as many made up."""
    if REAL.exists():
        return REAL
    rows = [("手机", str(int(n >= 60)), f"第 {n} 位客户说：屏幕用了 {n % 30} 天就不亮了。") for n in range(760)]
    return written(tmp_path, rows)


def test_long_list_is_imported_once(people, long_list):
    assert read(long_list).logged == 760
    assert Ticket.objects.filter(kind="complaint", customer=None).count() == 700
    assert Ticket.objects.filter(kind="opinion").count() == 60
    assert read(long_list).known == 760
    assert Ticket.objects.count() == 760
