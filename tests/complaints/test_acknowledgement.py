"""The acknowledgement is suggested in both languages."""

import pytest
from django.utils.translation import override

from complaints.presentation.acknowledgement import acknowledgements
from complaints.services import conversation
from tests.factories import NOW, cast

from . import factories as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "first"), [("en", "English"), ("zh-hans", "中文")])
def test_suggested_reply_has_both_languages_with_the_readers_first(language, first):
    ticket = make.logged(cast())
    with override(language):
        words = acknowledgements(ticket, NOW)
    assert [one["label"] for one in words][0] == first
    by = {one["lang"]: one["text"] for one in words}
    assert by["en"].startswith("Your case number is 00001.")
    assert "00001" in by["zh-Hans"]
    assert by["en"] != by["zh-Hans"]


def test_due_moment_is_written_in_each_language():
    ticket = make.logged(cast())
    with override("zh-hans"):
        english = next(one["text"] for one in acknowledgements(ticket, NOW) if one["lang"] == "en")
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in english)


def test_suggested_reply_is_gone_once_the_ticket_is_worked_on(client, time_machine):
    time_machine.move_to(NOW, tick=False)
    people = cast()
    ticket = make.logged(people)
    client.force_login(people.clerk)
    assert "s-words" in client.get(ticket.get_absolute_url()).content.decode()
    conversation.reply(ticket_id=ticket.pk, actor=people.clerk, now=NOW, channel="phone", body="正在看")
    assert "s-words" not in client.get(ticket.get_absolute_url()).content.decode()
