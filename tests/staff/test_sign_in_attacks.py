"""Sign-in under attack: memory, threads, locks, and the owner who must still get in."""

import secrets
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from django.contrib.auth.hashers import check_password, identify_hasher, make_password
from django.core.cache import caches
from django.test import Client
from rest_framework.test import APIClient

from aftersales.notifications.models import Notification
from aftersales.settings_environment import shared_cache
from aftersales.staff import backends
from aftersales.staff.backends import WrongPasswords, hashers
from aftersales.staff.services.people import reset_password, unlock_user
from aftersales.web.shared_cache import CountingFileCache
from tests.factories import NOW, PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache")]
ARGON2 = ["aftersales.staff.backends.hashers.SmallArgon2"]


def post(client, username="clerk", password=PASSWORD, address="192.0.2.1"):
    return client.post("/sign-in/", {"username": username, "password": password}, REMOTE_ADDR=address)


def attack(tries=10, username="clerk"):
    for n in range(tries):
        post(Client(), username, "wrong", address=f"203.0.113.{n}")


def known(username="clerk"):
    """A browser that the account has signed in with, and signed out of."""
    client = Client()
    assert post(client, username).status_code == 302
    client.post("/sign-out/")
    return client


def test_password_takes_46_mib(settings):
    settings.PASSWORD_HASHERS = ARGON2
    made = make_password(PASSWORD)
    assert "m=47104," in made
    assert identify_hasher(made).memory_cost == 46 * 1024
    assert check_password(PASSWORD, made)


def test_password_hashed_with_more_memory_is_hashed_again_at_the_next_sign_in(people, settings):
    settings.PASSWORD_HASHERS = ARGON2
    large = type("Large", (hashers.SmallArgon2,), {"memory_cost": 102400})()
    people.clerk.password = large.encode(PASSWORD, large.salt())
    people.clerk.save()
    assert post(Client()).status_code == 302
    people.clerk.refresh_from_db()
    assert "m=47104," in people.clerk.password


def test_process_judges_two_passwords_at_once(settings, monkeypatch):
    settings.PASSWORD_HASHERS = ARGON2
    running, most, guard = 0, 0, threading.Lock()

    def slow(*args, **kwargs):
        nonlocal running, most
        with guard:
            running += 1
            most = max(most, running)
        time.sleep(0.02)
        with guard:
            running -= 1
        return "argon2$"

    monkeypatch.setattr("django.contrib.auth.hashers.Argon2PasswordHasher.encode", slow)
    threads = [threading.Thread(target=make_password, args=["x"]) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 2


def test_sign_in_beyond_those_that_wait_is_told_to_come_again(people, monkeypatch):
    monkeypatch.setattr(backends, "_door", threading.BoundedSemaphore(1))
    backends._door.acquire()
    page = post(Client())
    assert (page.status_code, page["Retry-After"]) == (429, "2")
    assert "text/html" in page["Content-Type"]
    api = APIClient().post("/api/v1/token/", {"username": "clerk", "password": PASSWORD}, format="json")
    assert (api.status_code, api["Retry-After"], api.json()["code"]) == (429, "2", "busy")
    assert api["Content-Type"] == "application/problem+json"
    backends._door.release()
    assert post(Client()).status_code == 302


def test_wrong_passwords_of_an_address_are_limited_on_page_and_api_together(people, counting, monkeypatch):
    monkeypatch.setattr(WrongPasswords, "limit", 3)
    for n in range(2):
        assert post(Client(), f"nobody{n}", "x").status_code == 200
    call = {"username": "nobody3", "password": "x"}
    assert APIClient().post("/api/v1/token/", call, format="json", REMOTE_ADDR="192.0.2.1").status_code == 401
    refused = post(Client(), "nobody4", "x")
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= WrongPasswords.seconds
    again = APIClient().post("/api/v1/token/", call, format="json", REMOTE_ADDR="192.0.2.1")
    assert (again.status_code, again.json()["code"]) == (429, "throttled")
    assert 0 < int(again["Retry-After"]) <= WrongPasswords.seconds
    assert post(Client(), "nobody5", "x", address="192.0.2.2").status_code == 200


def test_right_passwords_of_one_office_are_not_limited(people, monkeypatch):
    monkeypatch.setattr(WrongPasswords, "limit", 2)
    assert [post(Client()).status_code for _ in range(5)] == [302] * 5


def test_network_of_an_ipv6_address_is_one_address(people, counting, monkeypatch):
    monkeypatch.setattr(WrongPasswords, "limit", 2)
    codes = [post(Client(), "x", "y", address=f"2001:db8::{n}").status_code for n in range(3)]
    assert codes == [200, 200, 429]


def test_address_that_is_limited_does_not_stop_a_known_browser(people, monkeypatch):
    browser = known()
    monkeypatch.setattr(WrongPasswords, "limit", 0)
    assert post(Client()).status_code == 429
    assert post(browser).status_code == 302


def test_lock_ends_when_it_says_whatever_is_tried_meanwhile(people, time_machine):
    time_machine.move_to(NOW, tick=False)
    attack()
    for minutes in (5, 10, 14):
        time_machine.move_to(NOW + timedelta(minutes=minutes), tick=False)
        locked = post(Client())
        assert (locked.status_code, locked["Retry-After"]) == (429, str(900 - minutes * 60))
        post(Client(), password="wrong", address="203.0.113.99")
    time_machine.move_to(NOW + timedelta(minutes=15, seconds=1), tick=False)
    assert post(Client()).status_code == 302


def test_owner_gets_in_with_a_known_browser_while_strangers_are_locked_out(people):
    browser = known()
    attack()
    assert post(Client()).status_code == 429
    assert post(browser).status_code == 302
    assert post(Client()).status_code == 429, "the owner's success does not give strangers new tries"


def test_known_browser_has_ten_tries_of_its_own(people):
    browser = known()
    for _ in range(10):
        post(browser, password="wrong")
    assert post(browser).status_code == 429
    assert post(Client()).status_code == 302
    unlock_user(user_id=people.clerk.pk, actor=people.admin, now=NOW)
    assert post(browser).status_code == 302


def test_browser_known_to_one_account_is_a_stranger_to_another(people):
    browser = known("manager")
    attack()
    assert post(browser).status_code == 429


def test_forged_cookie_makes_nothing_known(people):
    attack()
    for value in ("x", "W1sxLDAsImEiXV0:1aaaaa:xxxx", ""):
        browser = Client()
        browser.cookies["known_device"] = value
        assert post(browser).status_code == 429


def test_new_password_makes_all_browsers_strangers(people):
    browser = known()
    reset_password(user_id=people.clerk.pk, actor=people.admin, now=NOW)
    people.clerk.refresh_from_db()
    people.clerk.set_password(PASSWORD)
    people.clerk.save()
    attack()
    assert post(browser).status_code == 429


def test_mailed_link_lets_the_owner_in_while_strangers_are_locked_out(people):
    from aftersales.staff.queries.people import password_link

    attack()
    browser = Client()
    answer = browser.post(password_link(people.clerk), {"password": "a new password 8", "again": "a new password 8"})
    assert answer.status_code == 302
    assert post(browser, password="a new password 8").status_code == 302


def test_owner_is_told_once_a_day(people, time_machine):
    time_machine.move_to(NOW, tick=False)
    attack(tries=14)
    time_machine.move_to(NOW + timedelta(minutes=20), tick=False)
    attack(tries=12)
    told = Notification.objects.filter(template="account_locked", channel="page")
    assert [row.user_id for row in told] == [people.clerk.pk]
    assert told[0].params["address"] == "203.0.113.9"


def test_attack_on_a_name_that_nobody_has_tells_nobody(people):
    attack(username="nobody")
    assert not Notification.objects.filter(template="account_locked").exists()


def test_counters_in_files_lose_no_count(tmp_path):
    cache = CountingFileCache(str(tmp_path), {})

    def work():
        for _ in range(25):
            cache.add("tries", 0)
            cache.incr("tries")

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert cache.get("tries") == 100


@pytest.mark.postgres
def test_processes_share_the_counters_in_redis(people, counting, settings, monkeypatch):
    settings.CACHES = {**settings.CACHES, "default": shared_cache(settings.REDIS_URL, settings.DATA_DIR)}
    monkeypatch.setattr(WrongPasswords, "limit", 2)
    monkeypatch.setattr(WrongPasswords, "scope", secrets.token_hex(4))
    assert "RedisCache" in type(caches["default"]).__name__
    assert [post(Client(), "x", "y").status_code for _ in range(3)] == [200, 200, 429]
    key = f"aftersales:1:{WrongPasswords.scope}:{int(time.time() // WrongPasswords.seconds)}:192.0.2.1"
    assert redis.from_url(settings.REDIS_URL).get(key) == b"3", "another process reads the same count"


def test_address_of_a_redis_socket_is_written_as_its_client_reads_it():
    made = shared_cache("redis+socket:///run/redis.sock?virtual_host=2", Path("/x"))
    assert made["LOCATION"] == "unix:///run/redis.sock?db=2"


def test_limits_go_on_counting_without_the_shared_cache(people, counting, monkeypatch):
    monkeypatch.setattr(WrongPasswords, "limit", 2)

    def away(*args, **kwargs):
        raise OSError("No space left on device")

    caches["alone"].clear()
    monkeypatch.setattr(type(caches["default"]), "add", away)
    assert [post(Client(), "x", "y").status_code for _ in range(3)] == [200, 200, 429]
