"""Floods of sign-ins and of pixels: how much memory the product takes, and how long others wait."""

import io
import os
import threading
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from aftersales.kernel.errors import TooMany
from aftersales.render import pictures
from tests.processes import Product

pytestmark = [pytest.mark.drill, pytest.mark.sqlite]
SECONDS = 14
CONNECTIONS = 24


def memory(pid: int) -> float:
    """Megabytes of a process and all below it."""
    total, waiting = 0.0, [pid]
    while waiting:
        current = Path(f"/proc/{waiting.pop()}")
        try:
            lines = dict(line.split(":", 1) for line in (current / "status").read_text().splitlines() if ":" in line)
            total += int(lines.get("VmRSS", "0").split()[0]) / 1024
            for task in (current / "task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
        except (OSError, ValueError):  # ended just now
            continue
    return total


class Peak:
    """The most memory during a block."""

    def __init__(self, pid: int) -> None:
        self.pid, self.most, self.over = pid, 0.0, threading.Event()

    def __enter__(self) -> "Peak":
        self.thread = threading.Thread(target=self._watch)
        self.thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.over.set()
        self.thread.join()

    def _watch(self) -> None:
        while not self.over.wait(0.05):
            self.most = max(self.most, memory(self.pid))


def ask(address: str, body: bytes | None = None, **headers: str) -> int:
    try:
        request = urllib.request.Request(address, body, {"Content-Type": "application/json", **headers})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.parametrize("rotating", [False, True], ids=["one address", "ever-new addresses"])
def test_flood_of_sign_ins(tmp_path, rotating, capsys):
    with Product(tmp_path, BEHIND_PROXY="1") as product:
        product.kill("worker")
        product.wait("web")
        pid = product.children["web"].process.pid
        for _ in range(20):
            ask(f"{product.address}/sign-in/")
        before, until, codes, waits = memory(pid), time.monotonic() + SECONDS, [], []

        def attack(number: int) -> None:
            tries = 0
            while time.monotonic() < until:
                tries += 1
                address = f"10.{number}.{tries // 250}.{tries % 250}" if rotating else "10.0.0.1"
                body = b'{"username": "x%d-%d", "password": "wrong"}' % (number, tries)
                codes.append(ask(f"{product.address}/api/v1/token/", body, **{"X-Forwarded-For": address}))

        with Peak(pid) as peak, ThreadPoolExecutor(CONNECTIONS) as pool:
            running = [pool.submit(attack, number) for number in range(CONNECTIONS)]
            while time.monotonic() < until:
                started = time.monotonic()
                assert ask(f"{product.address}/healthz") == 200
                waits.append(time.monotonic() - started)
                time.sleep(0.2)
            for one in running:
                one.result()
        after = memory(pid)
    with capsys.disabled():
        print(
            f"\nsign-ins: {len(codes)} tries, {codes.count(401)} judged, {codes.count(429)} refused; "
            f"{before:.0f} MB → {peak.most:.0f} MB → {after:.0f} MB; others wait {max(waits):.2f} s at most"
        )
    assert set(codes) <= {401, 429}
    assert peak.most - before < 250
    assert max(waits) < 5


def refuses(data: bytes) -> bool:
    """Whether the picture has to wait because too many others do."""
    try:
        pictures.cleaned(data)
    except TooMany:
        return True
    return False


def test_flood_of_pixels(capsys):
    flat = Image.new("RGB", (4000, 4000), "#c8a27a")
    floods = []
    for kind, options in (("PNG", {}), ("JPEG", {"quality": 95})):
        out = io.BytesIO()
        flat.save(out, kind, **options)
        floods.append(out.getvalue())
    del flat
    before = memory(os.getpid())
    with Peak(os.getpid()) as peak, ThreadPoolExecutor(6) as pool:
        refused = sum(pool.map(refuses, floods * 6))
    after = memory(os.getpid())
    with capsys.disabled():
        print(
            f"\npixels: 12 pictures, six at once, {refused} told to wait: {before:.0f} MB → {peak.most:.0f} MB → {after:.0f} MB"
        )
    assert peak.most - before < 200  # one decoder of less than 150 MB, and the files themselves
    assert after - before < 60
