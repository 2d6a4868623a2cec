import subprocess
import sys
import threading
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from pypdf import PdfReader

from aftersales.render import pdf
from aftersales.render.pdf import RenderError, render_pdf

pytestmark = pytest.mark.once
PAGE = '<html lang="{lang}"><head><title>{title}</title></head><body>{body}</body></html>'


def read(content: bytes) -> PdfReader:
    return PdfReader(BytesIO(content))


def words(content: bytes) -> str:
    return "".join(page.extract_text() for page in read(content).pages)


def fonts(content: bytes) -> list[str]:
    named = read(content).pages[0]["/Resources"]["/Font"].values()
    return [font.get_object()["/DescendantFonts"][0]["/FontDescriptor"]["/FontName"] for font in named]


def test_pdf_holds_the_chinese_text_in_its_own_fonts() -> None:
    content = render_pdf("<p>客户反映：热水器漏水，<b>要求退货</b>。</p>")
    assert "客户反映：热水器漏水，要求退货。" in words(content)
    assert len(fonts(content)) == 2
    assert all("Noto-Sans-SC" in name for name in fonts(content))


def test_pdf_has_title_and_language() -> None:
    reader = read(render_pdf(PAGE.format(lang="zh-Hans", title="退换货审批单", body="x")))
    assert reader.metadata and reader.metadata.title == "退换货审批单"
    assert reader.trailer["/Root"]["/Lang"] == "zh-Hans"
    assert reader.metadata.creation_date is None


def test_pdf_is_reproducible() -> None:
    page = PAGE.format(lang="en", title="Form", body="<p>Same 相同</p>" * 50)
    assert render_pdf(page) == render_pdf(page)


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/hostname",
        "FILE:///etc/hostname",
        "http://127.0.0.1:{port}/x.png",
        "https://127.0.0.1:{port}/x.png",
        "ftp://127.0.0.1:{port}/x.png",
        "//127.0.0.1:{port}/x.png",
        "/etc/hostname",
        "static:../manage.py",
        "static:/etc/hostname",
        "static:css/../../aftersales/settings.py",
        "static:%2e%2e/manage.py",
    ],
)
@pytest.mark.parametrize(
    "use",
    [
        '<img src="{}">',
        '<link rel="stylesheet" href="{}">',
        '<link rel="attachment" href="{}">',
        "<style>@import '{}'; @font-face {{ font-family: x; src: url('{}') }} p {{ font-family: x; background: url('{}') }}</style><p>x",
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="{}" width="9" height="9"/><use href="{}#a"/></svg>',
        '<object data="{}"></object><embed src="{}">',
    ],
)
def test_pdf_reads_no_file_and_requests_no_host(address: str, use: str, listener: "Listener") -> None:
    target = address.format(port=listener.port)
    content = render_pdf(use.replace("{}", target).replace("{{", "{").replace("}}", "}") + "<p>end")
    assert not read(content).attachments
    assert not listener.asked


class Listener:
    """A local host that records requests."""

    def __init__(self) -> None:
        import socket

        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.asked: list[object] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        try:
            while True:
                connection, peer = self.socket.accept()
                self.asked.append(peer)
                connection.close()
        except OSError:
            return


@pytest.fixture(scope="module")
def listener():
    listener = Listener()
    yield listener
    listener.socket.close()


def test_pdf_uses_static_files_and_data() -> None:
    square = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' height='9'/></svg>"
    plain = render_pdf("<p>x")
    assert len(render_pdf('<img src="static:img/icon.svg"><p>x')) > len(plain)
    assert len(render_pdf(f'<img src="{square}"><p>x')) > len(plain)


def test_too_many_pages_are_refused() -> None:
    with pytest.raises(RenderError) as refused:
        render_pdf("<p style='break-after: page'>x</p>" * 4, max_pages=3)
    assert refused.value.fault == "pages"


def test_too_much_html_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_HTML_BYTES", 10)
    with pytest.raises(RenderError) as refused:
        render_pdf("<p>more than ten bytes")
    assert refused.value.fault == "size"


@pytest.mark.slow
def test_endless_rendering_is_stopped_and_the_next_document_is_made() -> None:
    with pytest.raises(RenderError) as refused:
        render_pdf("<table><tr><td>x<td>y</table>" * 20_000, timeout=1)
    assert refused.value.fault == "time"
    assert "next" in words(render_pdf("<p>next"))


def test_documents_that_take_too_much_memory_are_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MEGABYTES", 100)
    with pytest.raises(RenderError) as refused:
        render_pdf("<p>some <b>words</b></p>" * 20_000)
    assert refused.value.fault in {"memory", "failed", "time"}
    monkeypatch.undo()
    assert "next" in words(render_pdf("<p>next"))


def test_concurrent_documents_do_not_mix() -> None:
    drawn: dict[int, str] = {}
    threads = [
        threading.Thread(target=lambda n=n: drawn.update({n: words(render_pdf(f"<p>document {n}"))})) for n in range(5)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {n: f"document {n}" in text for n, text in drawn.items()} == dict.fromkeys(range(5), True)


def test_dead_render_process_is_replaced() -> None:
    render_pdf("<p>x")
    worker = pdf._idle.queue[-1]
    worker.stop()
    assert "again" in words(render_pdf("<p>again"))


def test_requesting_a_pdf_imports_neither_weasyprint_nor_chart_engine() -> None:
    code = "import sys, aftersales.render.pdf, aftersales.render.charts; print(sorted({'weasyprint', 'vl_convert'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(settings.BASE_DIR), capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_render_process_has_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "secret")
    monkeypatch.setenv("DATABASE_URL", "secret")
    assert "secret" not in pdf._environment().values()
