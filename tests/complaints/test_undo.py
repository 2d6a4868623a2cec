"""A reply, closing and submitting can be undone for some seconds: until then nothing of it has happened."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from aftersales.kernel.errors import Conflict, RuleViolation
from aftersales.notifications.models import Notification
from aftersales.office.models import Draft, StoredFile
from aftersales.staff.models import User
from complaints.models import HeldFile, HeldStep, Ticket
from complaints.services import conversation, held, lifecycle
from tests.factories import NOW

from . import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "empty_cache", "eight_seconds")]
DUE = NOW + timedelta(seconds=8)
PDF = b"%PDF-1.4 said"


@pytest.fixture
def eight_seconds(settings):
    settings.UNDO_SECONDS = 8


def held_reply(people, ticket, body="明天上午十点到", **more):
    content = {"channel": "email", "body": body, **more.pop("content", {})}
    return held.hold(ticket_id=ticket.pk, verb="reply", content=content, actor=people.clerk, now=NOW, **more)


def replies(ticket):
    return list(ticket.entries.filter(kind="reply").order_by("pk"))


def mails():
    return Notification.objects.filter(template="ticket_reply").count()


def facts(ticket):
    return Ticket.objects.filter(pk=ticket.pk).values().get()


@pytest.fixture
def ticket(people):
    people.contact.email = "qc@customer.example"
    people.contact.save()
    return make.logged(people, channel="web")


def test_until_it_is_due_nothing_has_happened_and_then_it_happens_once(people, ticket):
    before = facts(ticket)
    step = held_reply(people, ticket)
    assert held.run_due(now=DUE - timedelta(seconds=1)) == 0
    assert (facts(ticket), replies(ticket), mails()) == (before, [], 0)
    assert held.run_due(now=DUE) == 1
    assert held.run_due(now=DUE) == 0
    [entry] = replies(ticket)
    assert (entry.at, entry.author, entry.interaction.body) == (NOW, people.clerk, "明天上午十点到")
    assert mails() == 1
    assert facts(ticket)["first_replied_at"] == NOW, "it counts from when it was sent"
    step.refresh_from_db()
    assert (step.state, step.content) == ("done", {})


def test_dead_worker_loses_nothing_and_doubles_nothing(people, ticket, monkeypatch):
    held_reply(people, ticket)

    def die(**_arguments):
        conversation.add_note(ticket_id=ticket.pk, actor=people.clerk, now=NOW, body="x")
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setitem(held.HELD, "reply", die)
        with pytest.raises(KeyboardInterrupt):
            held.run_due(now=DUE)
    assert replies(ticket) == [] and not ticket.entries.filter(kind="note").exists()
    assert held.run_due(now=DUE + timedelta(hours=2)) == 1
    assert len(replies(ticket)) == 1 and mails() == 1


def test_undone_reply_is_a_draft_again(people, ticket):
    before = facts(ticket)
    held_reply(people, ticket)
    step = held.undo(ticket_id=ticket.pk, actor=people.clerk, now=NOW)
    assert (step.state, step.content) == ("undone", {})
    assert held.run_due(now=DUE) == 0
    assert (facts(ticket), replies(ticket), mails()) == (before, [], 0)
    assert Draft.objects.get(user=people.clerk).content["body"] == "明天上午十点到"


def test_what_was_written_since_stays_behind_it_in_the_draft(people, ticket):
    held_reply(people, ticket)
    key = f"ticket-{ticket.pk}-reply"
    Draft.objects.create(user=people.clerk, key=key, content={"body": "另外"}, saved_at=NOW)
    held.undo(ticket_id=ticket.pk, actor=people.clerk, now=NOW)
    assert Draft.objects.get(key=key).content["body"] == "明天上午十点到\n\n另外"


def test_next_draft_survives_the_sending(people, ticket):
    held_reply(people, ticket)
    Draft.objects.create(user=people.clerk, key=f"ticket-{ticket.pk}-reply", content={"body": "另外"}, saved_at=NOW)
    held.run_due(now=DUE)
    assert Draft.objects.get().content == {"body": "另外"}


def test_only_the_writer_can_undo_and_only_in_time(people, ticket):
    held_reply(people, ticket)
    with pytest.raises(Conflict):
        held.undo(ticket_id=ticket.pk, actor=people.clerk2, now=NOW)
    held.run_due(now=DUE)
    with pytest.raises(Conflict):
        held.undo(ticket_id=ticket.pk, actor=people.clerk, now=DUE)
    assert len(replies(ticket)) == 1


def test_what_the_rules_refuse_is_refused_at_once(people, ticket):
    with pytest.raises(RuleViolation):
        held.hold(ticket_id=ticket.pk, verb="close", content={}, actor=people.clerk, now=NOW)
    seen = ticket.entries.order_by("-pk").first().pk
    conversation.reply(ticket_id=ticket.pk, actor=people.clerk2, now=NOW, channel="phone", body="已告知")
    with pytest.raises(Conflict):
        held_reply(people, ticket, content={"seen": seen})
    assert not HeldStep.objects.exists()


def test_reply_that_a_colleague_overtook_is_not_sent_but_kept_and_told(people, ticket):
    seen = ticket.entries.order_by("-pk").first().pk
    step = held_reply(people, ticket, content={"seen": seen})
    conversation.reply(ticket_id=ticket.pk, actor=people.clerk2, now=NOW, channel="phone", body="已告知")
    held.run_due(now=DUE)
    step.refresh_from_db()
    assert step.state == "refused" and step.reason
    assert len(replies(ticket)) == 1 and mails() == 0
    assert Draft.objects.get(user=people.clerk).content["body"] == "明天上午十点到"
    assert Notification.objects.filter(template="step_refused", user=people.clerk).exists()


def test_deactivated_user_sends_nothing(people, ticket):
    held_reply(people, ticket)
    User.objects.filter(pk=people.clerk.pk).update(is_active=False)
    held.run_due(now=DUE)
    assert replies(ticket) == [] and HeldStep.objects.get().state == "refused"


def test_sent_twice_it_waits_once_and_another_text_is_refused(people, ticket):
    first = held_reply(people, ticket)
    assert held_reply(people, ticket) == first
    with pytest.raises(Conflict):
        held_reply(people, ticket, body="别的")
    assert HeldStep.objects.count() == 1


def test_files_go_along_and_come_back_after_undoing(people, ticket):
    upload = SimpleUploadedFile("检验.pdf", PDF, "application/pdf")
    first = held_reply(people, ticket, files=[upload])
    held.undo(ticket_id=ticket.pk, actor=people.clerk, now=NOW)
    assert Draft.objects.get().content["kept"] == first.pk
    second = held_reply(people, ticket, kept=first.pk)
    held.run_due(now=DUE)
    [file] = replies(ticket)[0].files.all()
    assert (file.stored.name, StoredFile.objects.count(), HeldFile.objects.count()) == ("检验.pdf", 1, 0)
    assert second.files.count() == 0


def test_files_of_others_do_not_go_along(people, ticket):
    first = held_reply(people, ticket, files=[SimpleUploadedFile("a.pdf", PDF, "application/pdf")])
    held.undo(ticket_id=ticket.pk, actor=people.clerk, now=NOW)
    content = {"channel": "phone", "body": "好"}
    held.hold(ticket_id=ticket.pk, verb="reply", content=content, actor=people.clerk2, now=NOW, kept=first.pk)
    held.run_due(now=DUE)
    assert not replies(ticket)[0].files.exists() and first.files.count() == 1


def test_submitting_is_held_back_and_undone(people):
    proposal = make.proposed(people)
    ticket = proposal.ticket
    held.hold(ticket_id=ticket.pk, verb="submit", content={}, actor=people.clerk, now=NOW)
    held.undo(ticket_id=ticket.pk, actor=people.clerk, now=NOW)
    held.run_due(now=DUE)
    assert not proposal.approvals.exists()
    held.hold(ticket_id=ticket.pk, verb="submit", content={}, actor=people.clerk, now=NOW)
    held.run_due(now=DUE)
    assert proposal.approvals.get().submitted_at == NOW


def test_page_holds_back_only_what_its_script_can_undo(people, ticket, client):
    client.force_login(people.clerk)
    url = reverse("ticket_step", args=[ticket.number, "reply"])
    answer = client.post(url, {"body": "**好**", "channel": "phone", "hold": "1"})
    assert answer.url == ticket.get_absolute_url() and replies(ticket) == []
    page = client.get(answer.url).content.decode()
    assert 'data-held="8"' in page and "<strong>好</strong>" in page
    undo = reverse("ticket_undo", args=[ticket.number])
    assert client.post(undo).url.endswith("?write=reply#write")
    assert "**好**" in client.get(ticket.get_absolute_url()).content.decode()
    assert client.post(undo).url == ticket.get_absolute_url(), "too late"
    client.post(url, {"body": "好", "channel": "phone"})
    assert len(replies(ticket)) == 1


def test_closing_from_the_page_can_be_undone(people, client):
    ticket = make.logged(people)
    lifecycle.answer(ticket_id=ticket.pk, actor=people.clerk, now=NOW, outcome="已说明")
    lifecycle.confirm(ticket_id=ticket.pk, actor=people.clerk, now=NOW, solved=True)
    client.force_login(people.clerk)
    close = reverse("ticket_step", args=[ticket.number, "close"])
    client.post(close, {"hold": "1"})
    page = client.get(ticket.get_absolute_url()).content.decode()
    assert "data-held" in page and "btn-primary" in page and f'action="{close}"' not in page
    assert facts(ticket)["state"] == "confirming"
    client.post(reverse("ticket_undo", args=[ticket.number]))
    held.run_due(now=DUE)
    assert facts(ticket)["state"] == "confirming"
    client.post(close, {"hold": "1"})
    held.run_due(now=DUE)
    assert facts(ticket)["state"] == "closed"


def test_who_does_not_see_the_ticket_undoes_nothing(people, ticket, client):
    client.force_login(people.stranger)
    assert client.post(reverse("ticket_undo", args=[ticket.number])).status_code == 404
