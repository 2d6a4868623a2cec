"""The rows of the ticket list: every value is shown, escaped, in the reader's language."""

import re
from typing import Any

import pytest
from django.template import Context, Template
from django.test import Client
from django.utils import timezone, translation

from aftersales.store import paging
from complaints.api.serializers.ticket_list import MOMENTS, for_list, list_out
from complaints.api.serializers.tickets import TicketOut
from complaints.models import Ticket
from complaints.presentation.ticket_row import SlaTargetLine, TicketRow
from complaints.queries.tags import tags_of_many
from complaints.services.tags import tag
from complaints.views.ticket_rows import CELLS, ticket_rows
from tests.factories import NOW, cast

pytestmark = pytest.mark.once
ROW = TicketRow(
    number="TK-2026-00001",
    short_number="00001",
    url="/tickets/TK-2026-00001/",
    subject="<b>leaks</b>",
    customer="",
    kind="Complaint",
    product="V100",
    state="late",
    when="2 h late",
    stages=(SlaTargetLine("late", "First reply", "09:00", "late"),),
    stage=1,
    stage_name="Verifying",
    owner="林小满",
    mine=True,
    updated="09:00",
    pick=True,
    severity="Major",
    channel="Phone",
    logged="08:00",
)


def shown(row: TicketRow, language: str = "en") -> str:
    with translation.override(language):
        return ticket_rows([row], CELLS)


@pytest.mark.parametrize(
    "name", [name for name in TicketRow._fields if name not in {"mine", "pick", "stage", "state", "stages"}]
)
def test_every_text_is_shown_and_escaped(name: str) -> None:
    assert "&lt;i&gt;&quot;" in shown(ROW._replace(**{name: '<i>"'}))
    assert "<i>" not in shown(ROW._replace(**{name: '<i>"'}))


def test_row_shows_its_marks() -> None:
    for name, other in {"mine": False, "pick": False, "stage": 2, "stages": (), "state": "ok"}.items():
        assert shown(ROW._replace(**{name: other})) != shown(ROW), name


def test_row_is_in_the_readers_language() -> None:
    assert "To be identified" in shown(ROW)
    assert "To be identified" not in shown(ROW, "zh-hans")


@pytest.mark.parametrize("state", ["late", "due", "paused", "done", "ok"])
def test_due_date_equals_the_one_of_the_template(state: str) -> None:
    """But for white space."""
    row = ROW._replace(state=state)
    tag = '{% part "cell_due" state=one.state when=one.when number=one.number stages=one.stages %}'
    with translation.override("en"):
        by_template = Template(tag).render(Context({"one": row}))
    assert compact(by_template) in compact(shown(row))


def compact(html: str) -> str:
    return re.sub(r"\s+(?=[<>])|(?<=>)\s+", "", re.sub(r"\s+", " ", html))


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ["Asia/Shanghai", "UTC"])
def test_list_of_the_api_equals_the_serializer(zone: str) -> None:
    people, full = cast(), dict.fromkeys(MOMENTS, NOW)
    rows = [
        Ticket(
            number=f"TK-2026-0000{n}", kind="complaint", subject="漏水", channel="hotline", owner=people.clerk, **given
        )
        for n, given in enumerate(
            [
                full | {"customer": people.customer, "purchase": people.sold, "region": people.east, "state": "new"},
                dict.fromkeys(("received_at", "reported_at", "updated_at"), NOW) | {"state": "verifying"},
            ]
        )
    ]
    Ticket.objects.bulk_create(rows)
    tag(ticket_id=rows[0].pk, add=["包装"], actor=people.clerk, now=NOW)
    with timezone.override(zone):
        given = tags_of_many([ticket.pk for ticket in Ticket.objects.all()])
        expected = TicketOut(Ticket.objects.all(), many=True, context={"now": NOW, "tags": given}).data
        assert list_out(for_list(Ticket.objects.all()), NOW) == [dict(one) for one in expected]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/tickets/?page=2", "/api/v1/tickets/?page=2&page_size=1"])
def test_only_the_rows_of_a_deep_page_are_joined(
    address: str, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    """Counting and skipping rows reads the index of the order alone."""
    monkeypatch.setattr(paging, "DEEP", 0)
    people, client = cast(), Client()
    moments = dict.fromkeys(("received_at", "reported_at", "updated_at"), NOW)
    Ticket.objects.bulk_create(
        Ticket(
            number=f"TK-2026-{n:05}",
            kind="complaint",
            channel="hotline",
            state="new",
            subject="漏水",
            owner=people.clerk,
            **moments,
        )
        for n in range(60)
    )
    client.force_login(people.manager)
    with django_assert_max_num_queries(20) as read:
        answer = client.get(address)
    assert answer.status_code == 200
    asked = [query["sql"] for query in read.captured_queries if 'FROM "complaints_ticket"' in query["sql"]]
    before = [sql for sql in asked if "OFFSET" in sql or sql.startswith("SELECT COUNT")]
    assert len(before) == 2
    assert not [sql for sql in before if "JOIN" in sql]
