"""Uploads: pictures are encoded again in a process of their own, recordings are kept as they are."""

import base64
import io
import struct
import subprocess
import sys
import threading
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from aftersales.kernel.errors import InvalidInput, TooMany
from aftersales.office.rules.recordings import recording_of
from aftersales.office.services.files import named_as, store_upload
from aftersales.render import pictures
from tests.factories import NOW

pytestmark = pytest.mark.django_db

# A picture of 64 × 48 pixels, made by pillow-heif.
HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAX1tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAA"
    "ACJpbG9jAAAAAERAAAEAAQAAAAABoQABAAAAAAAAADcAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAAAA5waXRt"
    "AAAAAAABAAAA/WlwcnAAAADdaXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMA"
    "AAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5j"
    "bHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xhcAAAAEAAAAABAAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAAEHBp"
    "eGkAAAAAAwgICAAAABhpcG1hAAAAAAAAAAEAAQWBAgMFhAAAAD9tZGF0AAAAMygBrxmA94UN/+T4T7vw64h+TgYFvnH0m9mrWVxk"
    "Yq7x683f6HsdXvjBkR5Fj54TlOiygA=="
)


def saved(picture, kind, **options):
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def box(name, content=b"", length=None):
    return struct.pack(">I4s", length or 8 + len(content), name) + content


def recording(brand=b"isom", extra=b""):
    return box(b"ftyp", brand + b"\0\0\0\0") + box(b"mdat", b"x" * 50) + box(b"moov", b"y" * 20) + extra


def store(data, name, people):
    return store_upload(upload=SimpleUploadedFile(name, data), actor=people.clerk, now=NOW)


MEASURED = """
import runpy, sys
runpy.run_path(sys.argv[1], run_name="__main__")
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")), file=sys.stderr)
"""


def peak_megabytes(data):
    """The most memory that the process takes for this picture, and what it says."""
    command = [sys.executable, "-P", "-s", "-c", MEASURED, str(pictures.WORKER)]
    done = subprocess.run(command, input=data, capture_output=True, env=pictures.environment(), check=True)
    return int(done.stderr) / 1024, done.stdout.partition(b"\n")[0]


@pytest.mark.slow
@pytest.mark.parametrize("size", [(4000, 4000), (8000, 6000)])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_no_picture_takes_more_than_150_mb(kind, size):
    flat = Image.new("RGB", size, "#c8a27a")
    options = {"progressive": True, "subsampling": 0} if kind == "JPEG" else {}
    peak, _said = peak_megabytes(saved(flat, kind, **options))
    assert peak < 150


def test_photo_of_a_large_sensor_is_made_smaller(people):
    stored = store(saved(Image.new("L", (8000, 6000)), "JPEG"), "a.jpg", people)
    with Image.open(stored.file) as picture:
        assert picture.size == (4000, 3000)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_flood_of_pixels_is_refused_before_it_is_decoded(kind, people):
    data = saved(Image.new("1" if kind == "PNG" else "RGB", (12000, 12000 if kind == "PNG" else 2000)), kind)
    peak, _said = peak_megabytes(data)
    with pytest.raises(InvalidInput) as refused:
        store(data, "a.png", people)
    assert refused.value.code == {"PNG": "too_many_pixels", "WEBP": "bad_picture"}[kind]
    assert peak < 60


def test_pictures_are_decoded_one_at_a_time(monkeypatch):
    running, most, guard = 0, 0, threading.Lock()

    def ask(data):
        nonlocal running, most
        with guard:
            running += 1
            most = max(most, running)
        threading.Event().wait(0.02)
        with guard:
            running -= 1
        return "", "PNG", b""

    monkeypatch.setattr(pictures, "_ask", ask)
    threads = [threading.Thread(target=pictures.cleaned, args=[b""]) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


def test_picture_that_waits_too_long_is_told_to_come_again(monkeypatch):
    monkeypatch.setattr(pictures, "SECONDS", 0.01)
    with pictures._one, pytest.raises(TooMany) as refused:
        pictures.cleaned(b"")
    assert refused.value.wait == 10


def test_comments_places_and_profiles_are_removed(people):
    exif = Image.Exif()
    exif[0x010E], exif[0x9286] = "SECRET", b"SECRET"
    options = {"comment": b"SECRET", "exif": exif.tobytes(), "icc_profile": b"SECRET" * 30, "xmp": b"SECRET"}
    flat = Image.new("RGB", (40, 30))
    for kind, name in (("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp")):
        data = saved(flat, kind, **options)
        assert b"SECRET" in data or kind == "PNG"
        kept = store(data + b"SECRET", name, people).file.read()
        assert b"SECRET" not in kept
        with Image.open(io.BytesIO(kept)) as picture:
            assert not {"comment", "exif", "icc_profile", "xmp"} & picture.info.keys()


def test_text_in_a_png_is_removed(people):
    data = saved(Image.new("RGB", (4, 4)), "PNG")
    chunk = b"tEXtComment\0SECRET"
    text = struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
    assert b"SECRET" not in store(data[:33] + text + data[33:], "a.png", people).file.read()


def test_photo_is_upright(people):
    exif = Image.Exif()
    exif[0x0112] = 6
    stored = store(saved(Image.new("RGB", (40, 30)), "JPEG", exif=exif.tobytes()), "a.jpg", people)
    with Image.open(stored.file) as picture:
        assert picture.size == (30, 40)


def test_transparency_of_a_png_is_kept(people):
    flat = Image.new("P", (4, 4))
    with Image.open(store(saved(flat, "PNG", transparency=0), "a.png", people).file) as picture:
        assert picture.info["transparency"] == 0


def test_heic_becomes_jpeg(people):
    stored = store(HEIC, "IMG_0001.HEIC", people)
    assert (stored.name, stored.media_type) == ("IMG_0001.jpg", "image/jpeg")
    with Image.open(stored.file) as picture:
        assert (picture.format, picture.size) == ("JPEG", (64, 48))


def test_damaged_picture_is_refused(people):
    whole = saved(Image.effect_noise((400, 300), 40), "JPEG")
    for data in (whole[: len(whole) // 2], whole[:20], b"\x89PNG\r\n\x1a\n", HEIC[:200]):
        with pytest.raises(InvalidInput) as refused:
            store(data, "a.jpg", people)
        assert (refused.value.code, refused.value.field) == ("bad_picture", "files")


@pytest.mark.parametrize(
    ("brand", "name", "kept", "media_type"),
    [
        (b"isom", "VID_1.mp4", "VID_1.mp4", "video/mp4"),
        (b"mp42", "说明.MP4", "说明.MP4", "video/mp4"),
        (b"qt  ", "IMG_2.MOV", "IMG_2.MOV", "video/quicktime"),
        (b"M4A ", "call.m4a", "call.m4a", "audio/mp4"),
        (b"mp42", "recorder.m4a", "recorder.m4a", "audio/mp4"),
        (b"3gp5", "old.3gp", "old.3gp", "video/3gpp"),
        (b"isom", "trick.html", "trick.mp4", "video/mp4"),
    ],
)
def test_recording_of_a_phone_is_stored_as_it_is(people, brand, name, kept, media_type):
    data = recording(brand)
    stored = store(data, name, people)
    assert (stored.name, stored.media_type, stored.size) == (kept, media_type, len(data))
    assert stored.file.read() == data


@pytest.mark.parametrize(
    "data",
    [
        recording(b"evil"),
        recording(extra=b"<script>"),
        recording()[:-1],
        box(b"ftyp", b"isom\0\0\0\0"),
        box(b"ftyp", b"isom\0\0\0\0") + box(b"free", length=4),
        b"<html>" + recording(),
        b"\0\0\0\x18ftyp",
        b"",
        b"MZ" + b"x" * 100,
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    ],
)
def test_other_files_are_refused_whatever_their_name(people, data):
    for name in ("a.mp4", "a.jpg", "a.pdf"):
        with pytest.raises(InvalidInput) as refused:
            store(data, name, people)
        assert (refused.value.code, refused.value.field) == ("bad_type", "files")


def test_limits_of_photos_and_recordings_differ(people, settings):
    settings.UPLOAD_MAX_BYTES, settings.RECORDING_MAX_BYTES = 50, 200
    assert store(recording(), "a.mp4", people).size > 50
    with pytest.raises(InvalidInput) as refused:
        store(recording(extra=box(b"free", b"x" * 200)), "a.mp4", people)
    assert refused.value.code == "too_large"
    with pytest.raises(InvalidInput):
        store(b"%PDF-1.7" + b"x" * 100, "a.pdf", people)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader_of_recordings(data):
    tail = box(b"ftyp", b"isom\0\0\0\0") + data
    recording_of(io.BytesIO(data), len(data))
    recording_of(io.BytesIO(tail), len(tail))


@pytest.mark.parametrize(
    ("name", "suffix", "kept"),
    [("a.jpeg", "jpg", "a.jpeg"), ("a", "pdf", "a.pdf"), ("a.b.heic", "jpg", "a.b.jpg"), (".jpg", "png", ".jpg.png")],
)
def test_suffix_is_that_of_what_the_file_is(name, suffix, kept):
    assert named_as(name, suffix) == kept
