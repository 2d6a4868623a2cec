"""Make the pictures of the guide (static/guide): the page where each role starts, in both languages.

    DATA_DIR=/path/to/demo .venv/bin/python manage.py runserver --noreload 8000
    .venv/bin/python -m bench.guide_pictures http://127.0.0.1:8000

The demo company must be loaded. Each picture has about 20 KB.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

from aftersales.bootstrap.system import program

PAGES = {
    "service": "/tickets/?state=open",
    "rep": "/visits/",
    "manager": "/approvals/",
    "gm": "/approvals/",
    "quality": "/",
    "quality_manager": "/",
    "executive": "/reports/",
    "colleague": "/",
    "admin": "/settings/",
    "auditor": "/audit/",
}
FOLDER = Path(__file__).resolve().parents[1] / "static" / "guide"
SIZE, QUALITY = (720, 450), 55


def main(base: str) -> None:
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=str(program("chromium-headless-shell")), args=["--no-sandbox"])
        for role, url in PAGES.items():
            page = browser.new_context(base_url=base, viewport={"width": 1280, "height": 800}).new_page()
            _sign_in(page, role)
            for language in ("en", "zh"):
                _choose(page, language)
                page.goto(url)
                _save(page.screenshot(), FOLDER / f"{role}-{language}.webp")
        browser.close()


def _sign_in(page: Any, role: str) -> None:
    page.goto("/")
    page.fill("[name=username]", role)
    page.fill("[name=password]", "demo-aftersales")
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda address: "sign-in" not in address)


def _choose(page: Any, language: str) -> None:
    if not page.evaluate("document.documentElement.lang").lower().startswith(language):
        with page.expect_navigation():
            page.locator("#nav form[action*=language] button").click()


def _save(picture: bytes, path: Path) -> None:
    Image.open(io.BytesIO(picture)).convert("RGB").resize(SIZE).save(path, "WEBP", quality=QUALITY)


if __name__ == "__main__":
    main(sys.argv[1])
