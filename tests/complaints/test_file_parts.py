"""A video of a ticket is played where it stands: the page asks for parts of the file, and gets no more than it may."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories.clients import client_of
from tests.office.test_files import recording

from . import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
DATA = recording()
SIZE = len(DATA)


@pytest.fixture
def ticket(people):
    return make.logged(people, files=[SimpleUploadedFile("unboxing.mp4", DATA), SimpleUploadedFile("call.m4a", DATA)])


def asked(people, ticket, header, **more):
    headers = {"Range": header, **more} if header else more
    row = ticket.files.get(stored__media_type="video/mp4")
    return client_of(people.clerk).get(f"{ticket.get_absolute_url()}files/{row.pk}/", headers=headers)


def test_page_plays_videos_and_sound_where_they_stand(people, ticket):
    page = client_of(people.clerk, "en").get(ticket.get_absolute_url())
    html = page.content.decode()
    assert html.count("<video ") == html.count("<audio ") == 1
    assert (
        'controls preload="metadata"' in html
        and 'aria-label="unboxing.mp4"' in html
        and 'aria-label="call.m4a"' in html
    )
    assert (
        "default-src 'self'" in page["Content-Security-Policy"] and "media-src" not in page["Content-Security-Policy"]
    )


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        ("bytes=0-", 0, SIZE - 1),
        ("bytes=0-0", 0, 0),
        ("bytes=10-19", 10, 19),
        ("bytes=10-99999", 10, SIZE - 1),
        ("bytes=-5", SIZE - 5, SIZE - 1),
        ("bytes=-99999", 0, SIZE - 1),
        (f"bytes={SIZE - 1}-", SIZE - 1, SIZE - 1),
    ],
)
def test_part_is_what_was_asked_for(people, ticket, header, first, last):
    answer = asked(people, ticket, header)
    assert (answer.status_code, answer["Content-Range"]) == (206, f"bytes {first}-{last}/{SIZE}")
    assert b"".join(answer.streaming_content) == DATA[first : last + 1]
    assert answer["Content-Length"] == str(last + 1 - first)
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("video/mp4", "nosniff")
    assert "sandbox" in answer["Content-Security-Policy"] and "private" in answer["Cache-Control"]


@pytest.mark.parametrize("header", [f"bytes={SIZE}-", "bytes=99999-100000", "bytes=-0", "bytes=999999999999999-"])
def test_part_beyond_the_end_is_refused(people, ticket, header):
    answer = asked(people, ticket, header)
    assert (answer.status_code, answer["Content-Range"], answer.content) == (416, f"bytes */{SIZE}", b"")


@pytest.mark.parametrize(
    "header",
    [
        "",
        "bytes=-",
        "bytes=9-2",
        "bytes=a-b",
        "bytes=0-1,3-4",
        "lines=0-1",
        "bytes=-1-2",
        "bytes= 0-1",
        "bytes=" + "9" * 5000 + "-",
        "bytes=٣-٤",
    ],
)
def test_anything_else_gets_the_whole_file(people, ticket, header):
    answer = asked(people, ticket, header)
    assert (answer.status_code, answer["Accept-Ranges"]) == (200, "bytes")
    assert b"".join(answer.streaming_content) == DATA


def test_part_of_an_unnamed_version_is_the_whole_file(people, ticket):
    assert asked(people, ticket, "bytes=0-1", **{"If-Range": '"x"'}).status_code == 200


def test_who_may_not_see_the_ticket_gets_no_part(people, ticket):
    row = ticket.files.first()
    address = f"{ticket.get_absolute_url()}files/{row.pk}/"
    assert client_of(people.stranger).get(address, headers={"Range": "bytes=0-1"}).status_code == 404
