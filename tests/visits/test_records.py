"""What a visit leaves behind: mood, promises, photos, the sealed signature, the record on paper."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from aftersales.kernel.errors import DomainError
from aftersales.notifications.models import Notification
from aftersales.office.models import StoredFile
from complaints.models import Ticket, TicketEntry
from customers.services.erasure import erase_customer
from tests.complaints.factories import logged
from tests.factories import NOW
from tests.factories.clients import api_client_of, client_of
from tests.factories.visits import cadence, picture, signed_visit, visit_of
from visits.documents import visit_record
from visits.models import Visit, VisitPhoto, VisitSignature
from visits.queries.signatures import is_intact
from visits.services.correcting import correct
from visits.services.visits import record_outcome

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(people):
    cadence()
    return visit_of(people.customer, rep=people.rep, due_on=NOW.date())


def record(people, visit, **more):
    return record_outcome(actor=people.rep, now=NOW, visit_id=visit.pk, **({"contact": people.contact} | more))


def photo(kind="JPEG"):
    return SimpleUploadedFile("photo.jpg", picture(kind=kind), "image/jpeg")


@pytest.mark.parametrize(
    ("mood", "outcome"), [("pleased", "fine"), ("neutral", "fine"), ("critical", "request"), ("complaint", "problem")]
)
def test_outcome_follows_from_the_mood_without_typing(people, visit, mood, outcome):
    ticket = {"ticket": "none"} if mood == "complaint" else {}
    row = record(people, visit, mood=mood, **ticket)
    assert (row.outcome, row.mood, row.ticket) == (outcome, mood, None)


def test_mood_that_is_none_and_a_ticket_without_words_are_refused(people, visit):
    for given, field in (({"mood": "angry"}, "outcome"), ({"mood": "complaint"}, "requirements")):
        with pytest.raises(DomainError) as refused:
            record(people, visit, **given)
        assert refused.value.field == field


def test_what_the_customer_said_joins_an_open_ticket_of_the_rep(people, visit):
    ticket = logged(people, owner=people.rep)
    row = record(people, visit, mood="critical", requirements="新泵也响", ticket=ticket.number)
    entry = TicketEntry.objects.get(ticket=ticket, interaction=row.interaction)
    assert (row.ticket, entry.kind, row.interaction.body) == (ticket, "customer", "新泵也响")
    assert Ticket.objects.count() == 1


def test_owner_of_the_ticket_is_told_when_somebody_else_heard_of_it(people, visit):
    ticket = logged(people, owner=people.clerk)
    row = record(people, visit, mood="critical", ticket=ticket.number)
    assert row.ticket == ticket
    assert Notification.objects.get(template="visits.about_ticket", channel="page").user == people.clerk


def test_ticket_of_another_customer_is_refused(people, visit):
    with pytest.raises(DomainError) as refused:
        record(people, visit, mood="critical", ticket="TK-2026-99999")
    assert (refused.value.code, refused.value.field) == ("unknown_kind", "ticket")


def test_photos_lose_where_they_were_taken(people, visit):
    out = BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Camera of the rep"
    Image.new("RGB", (20, 20)).save(out, "JPEG", exif=exif)
    record(people, visit, mood="pleased", photos=[SimpleUploadedFile("a.jpg", out.getvalue())])
    with Image.open(VisitPhoto.objects.get().stored.file) as kept:
        assert not kept.getexif()


@pytest.mark.parametrize("field", ["photos", "signature"])
def test_files_that_are_no_pictures_are_refused(people, visit, field):
    pdf = SimpleUploadedFile("a.pdf", b"%PDF-1.4 x")
    given = {"photos": [pdf]} if field == "photos" else {"signature": pdf, "signed_name": "张三", "statement": "x"}
    with pytest.raises(DomainError) as refused:
        record(people, visit, mood="pleased", **given)
    assert refused.value.field == field
    assert Visit.objects.get(pk=visit.pk).is_planned


def test_signature_is_sealed_and_a_changed_letter_is_found(people, visit):
    record(people, visit, mood="pleased", signature=photo("PNG"), signed_name="张三", statement="没有意见")
    row = VisitSignature.objects.get()
    assert is_intact(row) and row.history.get().seal == row.seal and len(row.seal) == 64
    VisitSignature.objects.update(statement="没有意见。")
    assert not is_intact(VisitSignature.objects.get())


def test_typed_name_is_sealed_too_and_a_drawing_needs_a_name(people, visit):
    with pytest.raises(DomainError) as refused:
        record(people, visit, mood="pleased", signature=photo(), statement="x")
    assert refused.value.field == "signed_name"
    record(people, visit, mood="pleased", signed_name="张三", statement="没有意见")
    row = VisitSignature.objects.get()
    assert (row.picture, is_intact(row)) == (None, True)


def test_api_takes_photos_and_signature_in_one_request(people, visit):
    body = {
        "mood": "pleased",
        "photos": [photo(), photo()],
        "signature": photo("PNG"),
        "signed_name": "张三",
        "statement": "没有意见",
        "key": "7b0f2b52-6f0e-4c9f-9a3e-0d8f3f1c2a11",
    }
    answer = api_client_of(people.rep).post(f"/api/v1/visits/{visit.pk}/record/", body, format="multipart")
    assert answer.status_code == 200, answer.json()
    assert (answer.json()["signed_by"], len(answer.json()["seal"])) == ("张三", 64)
    assert VisitPhoto.objects.count() == 2


def test_page_of_the_visit_shows_photo_signature_and_seal(people):
    row = signed_visit(people.customer, rep=people.rep, promised="给一份配件清单")
    client = client_of(people.rep, "en")
    page = client.get(row.get_absolute_url()).content.decode()
    assert "给一份配件清单" in page and row.signature.seal[:32] in page and "Unchanged since" in page
    for url in (reverse("visit_photo", args=[row.pk, row.photos.get().pk]), reverse("visit_signature", args=[row.pk])):
        answer = client.get(url)
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
        assert "sandbox" in answer["Content-Security-Policy"]
        assert client_of(people.stranger).get(url).status_code == 404


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("Visit record", "Promised to the customer")), ("zh-hans", ("回访记录", "答应客户的事"))],
)
def test_record_on_paper_says_everything_in_both_languages(people, language, words):
    row = signed_visit(people.customer, rep=people.rep, promised="给一份配件清单", requirements="回电 138 0000 2406")
    html = visit_record.html(row, language)
    for word in (*words, "张三", "给一份配件清单", row.signature.seal[:32], row.signature.statement):
        assert word in html, word
    assert html.count("data:image/jpeg;base64,") == 2
    assert "138 0000 2406" not in html


def test_record_is_a_pdf_and_a_planned_visit_has_none(people, visit):
    client = client_of(people.rep, "en")
    assert client.get(reverse("visit_record", args=[visit.pk])).status_code == 404
    row = signed_visit(people.customer, rep=people.rep)
    answer = client.get(reverse("visit_record", args=[row.pk]), {"lang": "zh"})
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF-")


def test_correction_changes_the_customer_and_says_from_where(people):
    row = signed_visit(people.customer, rep=people.rep)
    correct(actor=people.rep, now=NOW, visit_id=row.pk, address="样例路 9 号")
    people.customer.refresh_from_db()
    assert people.customer.address == "样例路 9 号"
    assert people.customer.history.first().history_change_reason == f"follow-up {row.planned_on}"
    with pytest.raises(DomainError) as refused:
        correct(actor=people.rep, now=NOW, visit_id=row.pk)
    assert refused.value.code == "nothing_changed"


def test_erased_customer_leaves_no_picture(people):
    signed_visit(people.customer, rep=people.rep)
    erase_customer(actor=people.manager, now=NOW, customer_id=people.customer.pk, reason="x", regardless=True)
    assert not StoredFile.objects.filter(erased_at=None).exists()
    row = VisitSignature.objects.get()
    assert "张三" not in (row.name, row.statement) and not is_intact(row)


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", ("保养", "购买记录")), ("en", ("Maintenance", "Purchase"))]
)
def test_record_of_maintenance_says_what_was_maintained(people, language, words):
    visit = signed_visit(people.customer, rep=people.rep, kind="maintenance", purchase=people.sold)
    said = visit_record.html(visit, language)
    assert all(word in said for word in (*words, "HX-250"))
