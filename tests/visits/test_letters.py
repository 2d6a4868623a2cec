"""Letters and e-mails to customers: each visit once, who does not want it gets none, the PDF has their words."""

import io
import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils.translation import override
from pypdf import PdfReader

from aftersales.kernel.errors import InvalidInput, NotPermitted, RuleViolation
from aftersales.notifications.models import Notification
from aftersales.notifications.services.notifications import deliver_due
from aftersales.office.queries import company
from customers.models import Contact, Interaction, OptOut
from tests.factories import NOW, customer_of
from tests.factories.clients import api_client_of
from tests.factories.visits import visit_of
from visits.models import LetterTemplate, Visit, VisitLetter
from visits.queries.letters import due_letters, values_of
from visits.queries.lists import with_customer
from visits.rules.letters import filled
from visits.services.letters import save_template, send_letters

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
TODAY = date(2026, 11, 18)
TEXTS = {
    "subject": "致 {customer}",
    "body": "尊敬的{contact}：\n回访应在 {due_on} 前完成。{rep}",
    "subject_en": "To {customer}",
    "body_en": "Dear {contact}, by {due_on}. {rep}",
}


def template(channel="letter", **more):
    return save_template(actor=None, now=NOW, name=f"回访{channel}", channel=channel, **{**TEXTS, **more})


def due(people, n, channel="letter", **more):
    customer = customer_of(people.east, rep=people.rep, number=f"CU-{n:05}", name=f"厂家{n}", **more)
    return visit_of(customer, rep=people.rep, due_on=TODAY, channel=channel)


def send(people, row, language="zh-hans"):
    return send_letters(actor=people.manager, now=NOW, template=row, language=language)


def test_each_due_visit_is_written_to_once_and_recorded(people):
    visits = [due(people, n) for n in range(2)]
    later = due(people, 5)
    Visit.objects.filter(pk=later.pk).update(planned_on=TODAY + timedelta(days=1))
    batch = send(people, template())
    assert batch.count == VisitLetter.objects.count() == 2
    said = Interaction.objects.filter(channel="letter", direction="out")
    assert sorted(said.values_list("customer__name", flat=True)) == ["厂家0", "厂家1"]
    assert "尊敬的张三：\n回访应在 11\u00a0月\u00a018\u00a0日\u00a0周三 前完成。rep" in said.first().body
    assert {visit.history.count() for visit in visits} == {1}  # a letter is no outcome
    with pytest.raises(RuleViolation):
        send(people, batch.template)


def test_emails_go_out_once_with_the_words_only_in_the_mail(people):
    due(people, 1, "email")
    send(people, template("email"), "en")
    row = Notification.objects.get(template="visits.letter")
    assert "厂家" not in str(row.params)
    assert [deliver_due(now=NOW), deliver_due(now=NOW)] == [1, 0]
    (sent,) = [one for one in mail.outbox if one.to == ["zhangsan@example.test"]]
    assert (sent.subject, "Dear 张三, by Wed\u00a018\u00a0Nov. rep" in sent.body) == ("To 厂家1", True)


@pytest.mark.parametrize("channel", ["letter", "email"])
def test_who_does_not_want_it_or_has_no_address_gets_nothing(people, channel):
    visits = [due(people, n, channel) for n in range(5)]
    against = {"purpose": "visit", "since": NOW}
    OptOut.objects.create(customer=visits[0].customer, channel=channel, **against)
    OptOut.objects.create(
        customer=visits[1].customer, contact=visits[1].customer.main_contact, channel="any", **against
    )
    other = "email" if channel == "letter" else "letter"
    OptOut.objects.create(customer=visits[2].customer, channel=other, **against)
    visits[3].customer.address = ""
    visits[3].customer.erased_at = NOW if channel == "email" else None
    visits[3].customer.save()
    Contact.objects.filter(customer=visits[4].customer).update(email="")
    wanted = {visits[2].pk} | ({visits[4].pk} if channel == "letter" else set())
    assert set(due_letters(people.manager, channel, TODAY).values_list("pk", flat=True)) == wanted
    assert send(people, template(channel)).count == len(wanted)


@pytest.mark.parametrize("body", ["{customers}", "{", "}", "{{customer}}", "{customer.rep}", "{}"])
def test_only_listed_placeholders_are_accepted(body):
    with pytest.raises(InvalidInput) as refused:
        template(body_en=body)
    assert refused.value.field == "body_en"
    assert not LetterTemplate.objects.exists()


def test_values_with_braces_are_taken_as_they_are(people):
    visit = due(people, 1)
    visit.customer.name = "{contact}厂"
    visit.customer.save()
    send(people, template())
    assert VisitLetter.objects.get().subject == "致 {contact}厂"


def test_templates_have_versions_and_what_was_sent_keeps_its_own(people):
    due(people, 1)
    row = template()
    batch = send(people, row)
    save_template(actor=people.manager, now=NOW, template_id=row.pk, version=1, subject="改了")
    batch.refresh_from_db()
    assert (batch.template_version, batch.template.version, batch.template.history.count()) == (1, 2, 2)
    assert VisitLetter.objects.get().subject == "致 厂家1"
    for actor in (people.rep, people.clerk):
        with pytest.raises(NotPermitted):
            save_template(actor=actor, now=NOW, template_id=row.pk, subject="x")
    with pytest.raises(NotPermitted):
        send_letters(actor=people.gm, now=NOW, template=row, language="en")


def test_mail_merge_is_one_pdf_with_a_page_for_each_customer(client, people):
    for n in range(3):
        due(people, n)
    batch = send(people, template())
    client.force_login(people.manager)
    answer = client.get(reverse("letter_batch", args=[batch.pk]))
    assert answer["Content-Type"] == "application/pdf"
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages]
    assert len(pages) == 3
    for n, text in enumerate(pages):
        # each is a letter of its own: with the letterhead, without the pages of the others or the name of the template
        assert (
            text.count(company().name) >= 2
            and not re.search(r"第\s*\d+\s*页|Page \d", text)
            and batch.template.name not in text
        )
        assert all(word in text for word in (f"厂家{n}", "样例路", "张三", "11 月 18 日"))
    client.force_login(people.stranger)
    assert client.get(reverse("letter_batch", args=[batch.pk])).status_code == 404


def test_pages_edit_a_template_and_send_by_it(client, people):
    client.force_login(people.manager)
    due(people, 1)
    new = reverse("letter_template_new")
    bad = client.post(new, {"name": "信", "channel": "letter", **TEXTS, "body": "{x}"})
    assert (bad.status_code, "{x}" in bad.content.decode()) == (400, True)
    made = client.post(new, {"name": "信", "channel": "letter", "is_active": "on", **TEXTS}, follow=True)
    assert "致 厂家1" in made.content.decode()  # the preview
    row = LetterTemplate.objects.get()
    address = reverse("visit_letters")
    assert "厂家1" in client.get(address).content.decode()
    assert client.post(address, {"template": row.pk, "language": "en"}).status_code == 302
    assert client.post(address, {"template": row.pk, "language": "en"}).status_code == 422
    assert reverse("letter_batch", args=[row.batches.get().pk]) in client.get(address).content.decode()


def test_api_makes_changes_and_sends(people):
    manager, rep = api_client_of(people.manager), api_client_of(people.rep)
    due(people, 1)
    body = {"name": "信", "channel": "letter", "is_active": True, **TEXTS}
    made = manager.post("/api/v1/letter-templates/", body)
    assert made.status_code == 201
    one = f"/api/v1/letter-templates/{made.json()['id']}/"
    changed = manager.post(f"{one}change/", {**body, "subject": "新 {customer}", "version": 1}).json()
    assert (changed["version"], changed["subject"]) == (2, "新 {customer}")
    assert manager.post(f"{one}change/", {**body, "version": 1}).status_code == 409
    assert rep.post(f"{one}change/", body).status_code == 403
    sent = rep.post("/api/v1/letter-batches/", {"template": made.json()["id"], "language": "en"})
    assert (sent.status_code, sent.json()["count"]) == (201, 1)
    assert rep.get("/api/v1/letter-batches/").json()["results"][0]["template_version"] == 2


@pytest.mark.parametrize(
    ("language", "expected"), [("zh-hans", "厂家7，厂家7：售后服务"), ("en", "厂家7，厂家7：Aftersales")]
)
def test_letter_has_no_gap_without_contact_and_rep(people, language, expected):
    visit = due(people, 7)
    visit.customer.contacts.all().delete()
    Visit.objects.filter(pk=visit.pk).update(rep=None)
    row = with_customer(Visit.objects.filter(pk=visit.pk)).get()
    with override(language):
        assert filled("{customer}，{contact}：{rep}", values_of(row, language)) == expected
