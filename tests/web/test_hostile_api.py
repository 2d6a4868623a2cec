"""Hostile values for verbs and lists of the API are refused or take effect, but never cause an error.

The values come from the schema: one field at a time is hostile and the others are good, so that the value also meets
the service and the database. If the good body is not refused with 400, the refusal of a hostile one names the field.
What succeeds answers as the schema says. Every operation is tried by the first role that may use it, and with a few
values by the others of FIVE. HOSTILE=1 sends every value to every field (minutes); else every other field gets one,
chosen by HOSTILE_SEED.
"""

from __future__ import annotations

import json
import os
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve, reverse
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator

from aftersales.urls import urlpatterns
from aftersales.web.policy import policy_of
from complaints.models import Fulfilment
from complaints.services import lifecycle
from tests.complaints import factories as make
from tests.factories import NOW, Cast
from tests.factories.world import Things, build, print_at_once

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

TEXTS = (
    "NaN",
    "Infinity",
    "0x10",
    "9999-12-31T23:59:59Z",
    "-Infinity",
    "１００",
    "٣",
    "-1",
    "-0",
    "0",
    "0.005",
    "1e400",
    "1" + "0" * 30,
    "9" * 10,
    "x" * 100_000,
    "a\x00b",
    "\ufffe\u202e",
    "0001-01-01",
    "9999-12-31",
    "0001-01-01T00:00",
    "9999-12-31T23:59",
    "2026-02-30",
    "12:00",
    "",
    "  ",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
)
VALUES: tuple[Any, ...] = (
    *TEXTS,
    "\ud800",
    [],
    {},
    [None],
    [[]],
    {"a": 1},
    None,
    True,
    -1,
    0,
    1.5,
    10**30,
    2**31,
    2**63,
    float("nan"),
    float("-inf"),
)
BODIES = (
    b"",
    b"\xff\xfe",
    b"{",
    b"[]",
    b"null",
    b"1",
    b'"x"',
    b"NaN",
    b'{"a": 1}',
    b"[" * 5000,
    b'{"\\u0000": "\\u0000"}',
)
ALL = bool(os.environ.get("HOSTILE"))
SEED = int(os.environ.get("HOSTILE_SEED", "1"))
VERBS = {"post", "patch", "put", "delete"}
FIVE = ("manager", "admin", "clerk", "rep", "quality_manager")
# Roles that act; the first that the policy allows is used.
ACTORS = ("manager", "admin", "clerk", "quality_manager", "quality", "warehouse", "rep", "gm", "executive", "auditor")


@dataclass
class Api:
    """One object for every address, tickets at every stage, and a signed-in client for each role."""

    things: Things
    paths: dict[str, dict[str, Any]]
    shapes: dict[str, Any]
    staged: dict[str, str]
    clients: dict[str, Client] = field(default_factory=dict)

    @property
    def people(self) -> Cast:
        return self.things.cast

    def client(self, name: str) -> Client:
        if name not in self.clients:
            self.clients[name] = Client(raise_request_exception=False)
            self.clients[name].force_login(getattr(self.people, name))
        return self.clients[name]

    def operations(self, methods: set[str]) -> Iterator[Operation]:
        """Each operation once, by the first role that may use it."""
        for path, found in self.paths.items():
            yield from (Operation(self, path, method, shape) for method, shape in found.items() if method in methods)

    def faults(self, declared: dict[str, Any], found: Any) -> list[str]:
        checker = Draft202012Validator({**declared, "components": {"schemas": self.shapes}})
        return [f"{one.json_path}: {one.message[:200]}" for one in checker.iter_errors(found)]


@dataclass
class Operation:
    """A verb at an address where it is allowed, if there is one."""

    api: Api
    path: str
    method: str
    shape: dict[str, Any]

    def __post_init__(self) -> None:
        match = resolve(re.sub(r"\{\w+\}", "1", self.path.replace("{quarter}", "2026-Q4")))
        kwargs = self.api.things.kwargs(match.url_name, sorted(match.kwargs))
        if match.url_name.startswith("api-ticket-"):
            kwargs |= {"number": self.api.staged.get(match.url_name[11:], kwargs.get("number"))} if kwargs else {}
        self.url = reverse(match.url_name, kwargs=kwargs)
        rule = policy_of(match.func)
        rule = rule[match.func.actions[self.method]] if isinstance(rule, dict) else rule
        may = [name for name in ACTORS if rule.admits(getattr(self.api.people, name))]
        self.first, self.others = may[0], [name for name in may[1:] if name in FIVE]
        self.client = self.api.client(self.first)

    def fields(self) -> dict[str, Any]:
        content = self.shape.get("requestBody", {}).get("content", {}).get("application/json", {})
        return self.opened(content.get("schema", {})).get("properties", {})

    def opened(self, shape: dict[str, Any]) -> dict[str, Any]:
        """The schema itself, where it is a reference."""
        named = shape.get("$ref") or next((part["$ref"] for part in shape.get("allOf", ()) if "$ref" in part), None)
        return self.api.shapes[named.rsplit("/", 1)[-1]] if named else shape

    def good(self, name: str, shape: dict[str, Any]) -> Any:
        """A valid value for the field."""
        if name in (known := self.known()):
            return known[name]
        shape = self.opened(shape)
        if choices := [value for part in self.either(shape) for value in part.get("enum", ()) if value]:
            return choices[0]
        kinds = {kind for part in self.either(shape) for kind in [part.get("type")] if isinstance(kind, str)}
        kinds |= set(shape["type"]) if isinstance(shape.get("type"), list) else set()
        if "array" in kinds:
            return [self.good("", shape.get("items", {}))]
        if shape.get("properties"):
            return {key: self.good(key, part) for key, part in shape["properties"].items()}
        if "boolean" in kinds:
            return True
        stamps = {"date": "2026-11-18", "date-time": "2026-12-01T10:00:00Z", "time": "09:00:00"}
        return stamps.get(shape.get("format", ""), 1 if kinds & {"integer", "number"} else "1")

    def either(self, shape: dict[str, Any]) -> list[dict[str, Any]]:
        return [shape, *(self.opened(part) for part in (*shape.get("oneOf", ()), *shape.get("anyOf", ())))]

    def known(self) -> dict[str, Any]:
        people, one = self.api.people, {"purchase": self.api.people.sold.pk, "quantity": 1}
        found = {
            "customer": people.customer.number,
            "contact": people.contact.pk,
            "purchase": people.sold.pk,
            "product": people.sold.product.code,
            "to": people.clerk2.pk,
            "owner": people.clerk2.pk,
            "channel": "phone",
            "into": self.api.staged["confirm"],
            "remedy": "refund",
            "lines": [one | {"unit_price": "100"}],
            "email": "a@b.example",
            "region": people.east.pk,
        }
        if self.path.startswith("/api/v1/fulfilments/"):
            line = self.api.things.values["line"]["pk"]
            found["lines"] = [{"line": line, "quantity": 1}]
            if "inspect" in self.path:
                found["lines"] = [{"line": line, "finding": "漂移", "disposition": "scrap"}]
        return found

    def send(self, content: bytes, who: str = "") -> Any:
        """The response; its effects are rolled back."""
        client = self.api.client(who) if who else self.client
        with transaction.atomic():
            answer = client.generic(self.method.upper(), self.url, content, content_type="application/json")
            transaction.set_rollback(True)
        return answer

    def bodies(self, pick: random.Random) -> Iterator[tuple[str, bytes]]:
        """Valid ones with one hostile value, also inside lists: its field, the body."""
        fields, usual = self.fields(), self.usual()
        for key, shape in fields.items():
            for value in few(pick):
                yield key, json.dumps(usual | {key: value}).encode()
            inner = self.opened(self.opened(shape).get("items", {})).get("properties", {})
            whole = (self.good(key, shape) or [{}])[0] if inner else {}
            for name in inner:
                for value in few(pick):
                    yield key, json.dumps(usual | {key: [whole | {name: value}]}).encode()

    def usual(self) -> dict[str, Any]:
        """A body with good values only."""
        optional = {"files", "version", "call", "request_key"}
        return {key: self.good(key, shape) for key, shape in self.fields().items() if key not in optional}

    def faults(self, answer: Any, field: str) -> list[str]:
        """What is wrong with the answer. field: the one that was hostile, if all else was good."""
        if answer.status_code >= 500:
            return ["an error"]
        if answer.status_code >= 400:
            problem = answer.json()
            named = {re.split(r"[.\[]", row["field"])[0] for row in problem.get("errors", ())}
            wrong = self.api.faults({"$ref": "#/components/schemas/Problem"}, problem)
            about_a_field = field and answer.status_code == 400 and problem["code"] != "parse_error"
            return [*wrong, *([f"names {named}"] if about_a_field and field not in named else [])]
        if answer.get("Content-Type") != "application/json":
            return []
        declared = self.shape["responses"][str(answer.status_code)]["content"]["application/json"]["schema"]
        return self.api.faults(declared, answer.json())


def few(pick: random.Random) -> list[Any]:
    return list(VALUES) if ALL else pick.sample(VALUES, pick.choice((0, 1)))


def staged(people: Cast) -> dict[str, str]:
    """By verb, a ticket in a state where it is allowed; other verbs are tried on one in verification."""
    confirming, closed = make.logged(people), make.closed(people)
    lifecycle.answer(ticket_id=confirming.pk, actor=people.clerk, now=NOW, outcome="已答复")
    verifying = make.proposed(people, lines=[make.line(people, price="100")]).ticket
    verbs = (
        "reply",
        "customer-message",
        "note",
        "pause",
        "callback",
        "reassign",
        "edit",
        "kind",
        "classify",
        "identify",
        "propose",
        "submit",
        "answer",
        "withdraw",
        "merge",
        "remind",
    )
    late = {"confirm": confirming.number, "close": confirming.number, "reopen": closed.number}
    return dict.fromkeys(verbs, verifying.number) | late


@pytest.fixture
def api(monkeypatch, time_machine) -> Api:
    time_machine.move_to(NOW, tick=False)
    print_at_once(monkeypatch)
    assert urlpatterns
    with GENERATOR_STATS.silence():
        schema = SchemaGenerator().get_schema(request=None, public=True)
    things = build()
    paths = {path: found for path, found in schema["paths"].items() if path.startswith("/api/v1/")}
    things.values["line"] = {"pk": Fulfilment.objects.first().lines.first().pk}
    return Api(things, paths, schema["components"]["schemas"], staged(things.cast))


def verbs(api: Api, pick: random.Random, wrong: list[Any]) -> Iterator[tuple[int, Any]]:
    for operation in api.operations(VERBS):
        usual = json.dumps(operation.usual()).encode()
        good = operation.send(usual)
        sent = [("", content, "") for content in (BODIES if ALL else pick.sample(BODIES, 1))]
        sent += [(key if good.status_code != 400 else "", content, "") for key, content in operation.bodies(pick)]
        for who in operation.others:
            few_of_them = sent if ALL else pick.sample(sent, min(1, len(sent)))
            sent += [("", content, who) for _key, content, asker in [("", usual, ""), *few_of_them] if not asker]
        for key, content, who in [("", usual, ""), *sent]:
            answer, asked = operation.send(content, who), (who, operation.method, operation.url, content[:300])
            if faults := operation.faults(answer, key):
                wrong.append((answer.status_code, asked, faults))
            yield answer.status_code, asked


def lists(api: Api, pick: random.Random) -> Iterator[tuple[int, Any]]:
    for operation in api.operations({"get"}):
        names = [row["name"] for row in operation.shape.get("parameters", ()) if row["in"] == "query"]
        for name in names:
            for value in TEXTS if ALL else pick.sample(TEXTS, 1):
                yield operation.client.get(operation.url, {name: value}).status_code, (operation.url, name, value[:40])


def nothings(api: Api) -> Iterator[tuple[int, Any]]:
    client = api.client("manager")
    for number in ("0", "-1", "9" * 30, "１", "x", "TK-9999-99999", "%00", "..", "a" * 300):
        for url in (
            f"/tickets/{number}/reply/",
            f"/approvals/{number}/",
            f"/api/v1/tickets/{number}/reply/",
            f"/api/v1/approvals/{number}/decide/",
            f"/api/v1/fulfilments/{number}/refund/",
            f"/api/v1/products/{number}/",
        ):
            yield client.post(url, {"body": "x"}, content_type="application/json").status_code, url


def test_api_answers_hostile_values_without_an_error(api):
    pick, wrong, answers = random.Random(SEED), list[Any](), Counter[int]()
    for code, asked in (*verbs(api, pick, wrong), *lists(api, pick)):
        assert code < 500, asked
        answers[code // 100] += 1
    assert wrong == [], wrong
    assert answers[2] > 50 and answers[4] > 200, answers
    for code, asked in nothings(api):
        assert code in {400, 404, 405}, asked
