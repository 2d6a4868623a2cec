"""Wherever files are listed, a video and a recording are played where they stand, and any part of them is sent."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from complaints.quality import services as quality
from complaints.services.conversation import add_note
from tests.certification import factories as certified
from tests.complaints import factories as tickets
from tests.factories import NOW
from tests.factories.clients import client_of
from tests.quality import factories as make
from tests.reports.library import note

from .test_files import recording

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "settings_read_anew")]
DATA = recording()


def uploads():
    return [SimpleUploadedFile("spark.mp4", DATA), SimpleUploadedFile("call.m4a", DATA)]


def action(people):
    row = make.given(people)
    write = {"actor": row.owner, "now": NOW}
    return quality.complete_action(action_id=row.pk, evidence="见视频", uploads=uploads(), **write).get_absolute_url()


def investigation(people):
    row = make.opened(people)
    given = {"caption": "上电瞬间", "uploads": uploads(), "actor": people.quality_manager, "now": NOW}
    quality.add_photos(investigation_id=row.pk, **given)
    return row.get_absolute_url()


def sample(people):
    return make.sealed(people, uploads=uploads()).get_absolute_url()


def approval(people):
    made = tickets.submitted(people)
    add_note(ticket_id=made.proposal.ticket_id, body="见视频", files=uploads(), actor=people.clerk, now=NOW)
    return made.get_absolute_url()


def market_note(people):
    return note(people.manager, files=uploads()).get_absolute_url()


def evidence(people):
    row = certified.begun(people)
    one = certified.item(row, "5.1.3")
    given = {"text": "录像", "dated": NOW.date(), "uploads": uploads(), "actor": people.manager, "now": NOW}
    certified.items.add_evidence(item_id=one.pk, **given)
    return reverse("self_evaluation_item", args=[row.number, "5.1.3"])


@pytest.mark.parametrize("make_page", [action, investigation, sample, approval, market_note, evidence])
def test_listed_files_are_played_where_they_stand(people, make_page):
    client = client_of(people.gm if make_page is approval else people.quality_manager, "en")
    html = client.get(make_page(people)).content.decode()
    assert html.count("<video ") >= 1 and html.count("<audio ") >= 1
    assert 'aria-label="spark.mp4"' in html and 'aria-label="call.m4a"' in html
    (address, *_more) = re.findall(r'<video class="s-clip-play" src="([^"]+)"', html)
    answer = client.get(address, headers={"Range": "bytes=10-19"})
    assert (answer.status_code, b"".join(answer.streaming_content)) == (206, DATA[10:20])
