"""Tags: given to tickets by those who work on them, kept in one list, found and merged."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from aftersales.kernel.errors import Conflict, InvalidInput, NotPermitted
from complaints.models import Tag, Ticket, TicketTag
from complaints.presentation.history import history_of
from complaints.queries.tags import tags_of, uses_of
from complaints.queries.ticket_list import filtered
from complaints.rules.tags import LONGEST, MOST_OF_TICKET, tag_key, tag_name
from complaints.services import lifecycle, merging, tags
from tests.factories import NOW
from tests.factories.clients import api_client_of

from . import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


@pytest.fixture
def ticket(people):
    return make.logged(people)


def tag(people, ticket, *add, remove=(), actor=None):
    return tags.tag(ticket_id=ticket.pk, actor=actor or people.clerk, now=NOW, add=add, remove=remove)


def names(ticket):
    return [one.name for one in tags_of(ticket)]


def found(people, *wanted):
    return list(filtered(people.manager, {"tag": ",".join(str(one.pk) for one in wanted)}).order_by("pk"))


def update(people, row, **facts):
    return tags.update_tag(tag_id=row.pk, actor=people.manager, now=NOW, **facts)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("  包装  破损 ", "包装 破损"),
        ("＃ＡＢＣ", "ABC"),
        ("#hot", "hot"),
        ("half\u200bway", "halfway"),
        ("\u202eevil", "evil"),
        (" # ", ""),
    ],
)
def test_name_is_stored_in_one_form(text, name):
    assert tag_name(text) == name


def test_names_are_compared_without_case_and_width():
    assert tag_key("ＶＩＰ") == tag_key("#vip ") != tag_key("vip 2")


def test_names_become_tags_and_are_given_once(people, ticket):
    tag(people, ticket, "包装", "VIP")
    tag(people, ticket, "vip", "＃包装")
    assert names(ticket) == ["VIP", "包装"]
    assert Tag.objects.count() == TicketTag.objects.count() == 2
    tag(people, ticket, remove=["ｖｉｐ", "没有的"])
    assert names(ticket) == ["包装"]


def test_ticket_stays_the_version_that_others_read(people, ticket):
    tag(people, ticket, "包装")
    assert Ticket.objects.get(pk=ticket.pk).version == ticket.version
    lifecycle.update_details(ticket_id=ticket.pk, actor=people.clerk, now=NOW, version=ticket.version, severity="major")


def test_history_says_who_gave_and_removed_a_tag(people, ticket):
    tag(people, ticket, "包装")
    tag(people, ticket, remove=["包装"], actor=people.manager)
    told = [change for change in history_of(ticket) if change.model == "tickettag"]
    added, removed = sorted(told, key=lambda change: change.kind)
    assert (added.by, added.reason, [line.after for line in added.lines]) == (people.clerk, "添加标签", ["包装"])
    assert (removed.by, removed.reason) == (people.manager, "移除标签：包装")


@pytest.mark.parametrize("name", ["", " # ", "长" * (LONGEST + 1), "a,b", "a；b", "甲、乙"])
def test_bad_names_are_refused(people, ticket, name):
    with pytest.raises(InvalidInput):
        tag(people, ticket, name)
    assert not Tag.objects.exists()


def test_ticket_has_no_more_tags_than_can_be_read(people, ticket):
    tag(people, ticket, *(f"t{n}" for n in range(MOST_OF_TICKET)))
    with pytest.raises(InvalidInput):
        tag(people, ticket, "one more")
    tag(people, ticket, "one more", remove=["t0"])
    assert len(names(ticket)) == MOST_OF_TICKET


def test_list_of_tags_is_bounded(people, ticket, monkeypatch):
    monkeypatch.setattr(tags, "MOST", 1)
    tag(people, ticket, "first")
    with pytest.raises(InvalidInput):
        tag(people, ticket, "second")


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("clerk", True),
        ("clerk2", True),
        ("manager", True),
        ("quality", True),
        ("gm", False),
        ("rep", False),
        ("auditor", False),
        ("executive", False),
    ],
)
def test_those_who_work_on_a_ticket_tag_it(people, ticket, role, may):
    if may:
        tag(people, ticket, "x", actor=getattr(people, role))
    else:
        with pytest.raises(NotPermitted):
            tag(people, ticket, "x", actor=getattr(people, role))


def test_closed_tickets_are_tagged_too(people, ticket):
    lifecycle.withdraw(ticket_id=ticket.pk, actor=people.clerk, now=NOW, reason="不投诉了")
    tag(people, ticket, "误报")
    assert names(ticket) == ["误报"]


def test_merged_tickets_keep_the_tags_of_both(people, ticket):
    other = make.logged(people)
    tag(people, ticket, "包装", "华东")
    tag(people, other, "包装", "雨季")
    merging.merge(ticket_id=other.pk, into=ticket.pk, actor=people.clerk, now=NOW)
    assert set(names(ticket)) == {"包装", "华东", "雨季"}
    assert set(names(other)) == {"包装", "雨季"}


def test_renamed_tag_keeps_its_tickets_and_its_filter(people, ticket):
    tag(people, ticket, "包装")
    row = Tag.objects.get()
    update(people, row, name="外包装", version=1)
    assert names(ticket) == ["外包装"] and found(people, row) == [ticket]
    with pytest.raises(Conflict):
        update(people, row, name="内包装", version=1)
    tag(people, ticket, "VIP")
    with pytest.raises(InvalidInput):
        update(people, row, name="vip")


def test_merged_tag_is_shown_found_and_counted_as_the_other(people, ticket):
    other, third = make.logged(people), make.logged(people)
    for one, name in ((ticket, "包装"), (other, "外箱"), (third, "纸箱")):
        tag(people, one, name)
    packing, carton, box = (Tag.objects.get(name=name) for name in ("包装", "外箱", "纸箱"))
    tag(people, ticket, "外箱")
    update(people, box, merged_into=carton)
    update(people, carton, merged_into=packing)
    assert [names(one) for one in (ticket, other, third)] == [["包装"]] * 3
    assert found(people, packing) == found(people, carton) == found(people, box) == [ticket, other, third]
    assert uses_of([packing, carton]) == {packing.pk: 3}
    tag(people, make.logged(people), "纸箱")
    assert uses_of([packing]) == {packing.pk: 4}, "the old name means the tag that goes on"
    tag(people, ticket, remove=["包装"])
    assert names(ticket) == []
    update(people, Tag.objects.get(name="外箱"), is_active=True)
    assert names(other) == ["外箱"], "a merge can be taken back"


def test_tag_is_not_merged_into_itself_or_a_retired_one(people, ticket):
    tag(people, ticket, "a", "b")
    a, b = Tag.objects.order_by("key")
    with pytest.raises(InvalidInput):
        update(people, a, merged_into=a)
    update(people, b, is_active=False)
    with pytest.raises(InvalidInput):
        update(people, a, merged_into=b)


def test_retired_tag_stays_and_is_not_given_any_more(people, ticket):
    tag(people, ticket, "旧")
    update(people, Tag.objects.get(), is_active=False)
    assert names(ticket) == ["旧"]
    with pytest.raises(InvalidInput):
        tag(people, make.logged(people), "旧")


def test_only_setters_keep_the_list(people):
    with pytest.raises(NotPermitted):
        tags.create_tag(actor=people.clerk, now=NOW, name="x")


def test_list_offers_filter_and_column(people, ticket, client):
    make.logged(people, description="别的事情，请处理一下")
    tag(people, ticket, "包装<b>", "VIP")
    people.clerk.columns = {"tickets": ["subject", "tags"]}
    people.clerk.save()
    client.force_login(people.clerk)
    row = Tag.objects.get(key="vip")
    page = client.get(reverse("tickets"), {"tag": row.pk})
    assert [chip["value"] for chip in page.context["filters"]] == ["VIP"]
    html = page.content.decode()
    assert "VIP、包装&lt;b&gt;" in html and html.count("data-row") == 1
    assert client.get(reverse("tickets"), {"tag": f"{10**30},x,²"}).content.decode().count("data-row") == 0


def test_tags_of_a_list_take_one_query(people, client, django_assert_max_num_queries):
    people.clerk.columns = {"tickets": ["subject", "tags"]}
    people.clerk.save()
    client.force_login(people.clerk)
    for n in range(12):
        tag(people, make.logged(people), f"t{n}", "all")
    client.get(reverse("tickets"))
    with django_assert_max_num_queries(9):
        client.get(reverse("tickets"))


def test_fact_on_the_page_offers_all_tags_and_saves_several(people, ticket, client):
    tag(people, ticket, "包装")
    tag(people, make.logged(people), "VIP")
    client.force_login(people.clerk)
    listed = client.get(reverse("ticket_fact", args=[ticket.number, "tags"])).content.decode()
    assert listed.index("包装") < listed.index("VIP"), "those of the ticket come first"
    assert listed.count('aria-checked="true"') == 1
    url = reverse("ticket_step", args=[ticket.number, "tag"])
    answer = client.post(url, {"fact": "tags", "add": "VIP\n华东", "remove": "包装"})
    assert answer.url == f"{ticket.get_absolute_url()}#fact-tags"
    assert names(ticket) == ["VIP", "华东"]
    answer = client.post(url, {"fact": "tags", "add": "长" * 31, "remove": ""})
    assert "30" in str(list(get_messages(answer.wsgi_request))[-1])
    assert "华东" in client.get(ticket.get_absolute_url()).content.decode()


def test_many_tickets_are_tagged_at_once(people, ticket, client):
    other = make.logged(people)
    lifecycle.withdraw(ticket_id=other.pk, actor=people.clerk, now=NOW, reason="x")
    client.force_login(people.clerk)
    sent = {"verb": "tag", "ticket": [ticket.number, other.number]}
    assert "<datalist" not in client.post(reverse("tickets_bulk"), sent).content.decode()
    assert client.post(reverse("tickets_bulk"), {**sent, "sure": "yes"}).status_code == 422
    client.post(reverse("tickets_bulk"), {**sent, "sure": "yes", "add": "包装，华东", "remove": ""})
    assert set(names(ticket)) == set(names(other)) == {"包装", "华东"}
    assert "<datalist" in client.post(reverse("tickets_bulk"), sent).content.decode()


def test_api_tags_finds_and_keeps_the_list(people, ticket):
    api, manager = api_client_of(people.clerk), api_client_of(people.manager)
    url = f"/api/v1/tickets/{ticket.number}/"
    body = api.post(f"{url}tag/", {"add": ["包装", "VIP"]}, format="json").json()
    assert [one["name"] for one in body["tags"]] == ["VIP", "包装"]
    row = body["tags"][0]
    (listed,) = api.get("/api/v1/tickets/", {"tag": row["id"]}).json()["results"]
    assert listed["tags"] == body["tags"]
    assert api.post(f"{url}tag/", {"add": ["长" * 31]}, format="json").status_code == 400
    assert api.post("/api/v1/tags/", {"name": "新"}, format="json").status_code == 403
    assert manager.post("/api/v1/tags/", {"name": "新"}, format="json").status_code == 201
    assert manager.post("/api/v1/tags/", {"name": "vip"}, format="json").status_code == 400
    one = f"/api/v1/tags/{row['id']}/"
    assert manager.patch(one, {"name": "重点", "version": 1}, format="json").json()["name"] == "重点"
    assert manager.patch(one, {"name": "别的", "version": 1}, format="json").status_code == 409
    assert [tag["name"] for tag in api.get(url).json()["tags"]] == ["包装", "重点"]
    sent = {"verb": "tag", "tickets": [ticket.number], "remove": ["重点"]}
    assert api.post("/api/v1/tickets/bulk/", sent, format="json").status_code == 200
    assert names(ticket) == ["包装"]


def test_settings_page_renames_merges_and_says_who_did(people, ticket, client):
    tag(people, ticket, "a", "b")
    a, b = Tag.objects.order_by("key")
    client.force_login(people.manager)
    page = client.get(reverse("tags")).content.decode()
    assert "标签" in page and reverse("tag", args=[a.pk]) in page
    url = reverse("tag", args=[a.pk])
    data = {"name": "A1", "is_active": "on", "merged_into": "", "version": 1}
    assert client.post(url, data).status_code == 302
    assert client.post(url, {**data, "merged_into": b.pk, "version": 2}).status_code == 302
    assert names(ticket) == ["b"]
    assert "已合并到“b”" in client.get(reverse("tags")).content.decode()
    assert str(people.manager) in client.get(url).content.decode()
    assert client.post(reverse("tag_new"), {"name": "新的", "is_active": "on"}).status_code == 302
    assert Tag.objects.get(name="新的").history.get().history_user == people.manager
