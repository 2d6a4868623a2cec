"""PostgreSQL and Redis stop during work: answered writes are kept, pages work, and the backlog drains."""

import json
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from aftersales.bootstrap.servers import Postgres, Redis
from aftersales.office.services.idempotency import LEASE
from aftersales.staff.backends import DEMO_PASSWORD
from tests.processes import Product

pytestmark = [pytest.mark.drill, pytest.mark.postgres]
RESTARTS = 10
A_SECOND = 20
DRAINED = 120.0
NUMBERS = "import json; from complaints.models import Ticket; print(json.dumps(dict(Ticket.objects.values_list('number', 'subject'))))"
WAITING = "from aftersales.notifications.models import Notification; print(Notification.objects.filter(state='waiting').count())"


@pytest.fixture
def servers(monkeypatch):
    with Postgres() as postgres, Redis() as redis:
        monkeypatch.setenv("DATABASE_URL", postgres.url)
        monkeypatch.setenv("REDIS_URL", redis.url)
        yield postgres, redis


@pytest.fixture
def product(servers, tmp_path):
    with Product(tmp_path, servers=True) as product:
        product.manage("demo", "--customers", "20", "--tickets", "40")
        product.wait("worker", "scheduler")
        yield product


def ask(product: Product, path: str, body: dict[str, Any], token: str = "", key: str = "") -> tuple[int, Any]:
    """Status and answer; status 0 without an answer."""
    headers = (
        {"Content-Type": "application/json", "Idempotency-Key": key} if key else {"Content-Type": "application/json"}
    )
    if token:
        headers["Authorization"] = f"Token {token}"
    request = urllib.request.Request(f"{product.address}/api/v1/{path}", json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, None
    except OSError:
        return 0, None


def token_of(product: Product, name: str) -> str:
    status, answer = ask(product, "token/", {"username": name, "password": DEMO_PASSWORD})
    assert status == 201, (name, status)
    return str(answer["token"])


def log(product: Product, token: str, subject: str) -> tuple[int, str]:
    body = {"kind": "inquiry", "channel": "hotline", "subject": subject, "description": subject}
    status, answer = ask(product, "tickets/", body, token, key=subject.replace(" ", "-"))
    return status, str(answer["number"]) if status == 201 else ""


def told(product: Product, question: str) -> Any:
    return json.loads(product.manage("shell", "--no-imports", "-c", question).stdout)


def test_every_answered_write_survives_ten_restarts(servers, product, capsys):
    postgres, _redis = servers
    token, answers = token_of(product, "service"), {}

    def write(number: int) -> None:
        subject = f"drill {number}"
        answers[subject] = log(product, token, subject)

    with ThreadPoolExecutor(8) as pool:
        started, number = time.monotonic(), 0
        for _ in range(RESTARTS):
            until = time.monotonic() + 3
            while time.monotonic() < until:
                pool.submit(write, number)
                number += 1
                time.sleep(max(0.0, started + number / A_SECOND - time.monotonic()))
            postgres.stop()
            postgres.start()
    done = {subject: number for subject, (status, number) in answers.items() if status == 201}
    assert len(done) > len(answers) / 2
    kept = told(product, NUMBERS)
    assert {subject: number for subject, number in done.items() if kept.get(number) != subject} == {}
    subjects = [subject for subject in kept.values() if subject.startswith("drill ")]
    assert len(subjects) == len(set(subjects)), "written twice"
    # Requests without an answer are repeated until they get one, and find the ticket if it was made after all.
    for subject in sorted(set(answers) - set(done)):
        until = time.monotonic() + LEASE.total_seconds() + 10
        while (status := log(product, token, subject)[0]) == 409 and time.monotonic() < until:
            time.sleep(2)
        assert status == 201, subject
    again = [subject for subject in told(product, NUMBERS).values() if subject.startswith("drill ")]
    assert sorted(again) == sorted(answers)
    with capsys.disabled():
        print(
            f"\n{RESTARTS} restarts, {len(answers)} writes: {len(done)} answered and there, the others repeated once each"
        )


def test_product_works_without_redis_and_the_backlog_drains(servers, product, capsys):
    _postgres, redis = servers
    redis.kill()
    token = token_of(product, "service")
    seconds = []
    for number in range(20):
        started = time.monotonic()
        assert log(product, token, f"without {number}")[0] == 201
        seconds.append(time.monotonic() - started)
    redis.start()
    started = time.monotonic()
    while told(product, WAITING) and time.monotonic() - started < DRAINED:
        time.sleep(2)
    assert told(product, WAITING) == 0
    product.wait("worker", "scheduler", within=DRAINED)
    with capsys.disabled():
        print(
            f"\nwithout Redis a ticket took {max(seconds):.2f} s at most; drained {time.monotonic() - started:.0f} s after"
        )
