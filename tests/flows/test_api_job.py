"""A return from the call to its closing through the API, by its schema alone: every body that is sent is one that the
schema allows, and every answer is as the schema declares."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import resolve
from django.utils import timezone
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator

from aftersales.urls import urlpatterns
from tests.factories import Cast
from tests.factories.clients import api_client_of

pytestmark = pytest.mark.django_db
TICKETS, APPROVALS, FULFILMENTS = (f"/api/v1/{noun}/" for noun in ("tickets", "approvals", "fulfilments"))


class Api:
    """Calls operations by name, as a generated client does."""

    def __init__(self, cast: Cast) -> None:
        assert urlpatterns
        with GENERATOR_STATS.silence():
            self.schema = SchemaGenerator().get_schema(request=None, public=True)
        self.cast = cast
        self.operations = {
            resolve(re.sub(r"\{\w+\}", "1", path.replace("{quarter}", "2026-Q1"))).view_name: methods
            for path, methods in self.schema["paths"].items()
        }

    def post(self, who: str, address: str, **body: Any) -> Any:
        operation = self.operations[resolve(address).view_name]["post"]
        asked = operation["requestBody"]["content"]["application/json"]["schema"] if body else {}
        assert self.faults(asked, body) == [], address
        answer = api_client_of(getattr(self.cast, who)).post(address, body, format="json")
        declared = operation["responses"].get(str(answer.status_code)) or operation["responses"]["4XX"]
        assert self.faults(next(iter(declared["content"].values()))["schema"], answer.json()) == [], address
        return answer

    def faults(self, schema: dict[str, Any], value: Any) -> list[str]:
        whole = {**schema, "components": self.schema["components"]}
        return [f"{one.json_path}: {one.message[:200]}" for one in Draft202012Validator(whole).iter_errors(value)]

    def done(self, who: str, address: str, **body: Any) -> Any:
        answer = self.post(who, address, **body)
        assert answer.status_code in {200, 201}, (address, answer.json())
        return answer.json()


def test_return_runs_through_the_api_as_its_schema_says(team):
    api, sold = Api(team), team.sold.pk
    logged = api.done(
        "clerk",
        TICKETS,
        kind="return",
        channel="phone",
        customer=team.customer.number,
        purchase=sold,
        description="设定 37 ℃，实测来回跳",
    )
    ticket = f"{TICKETS}{logged['number']}/"
    api.done("clerk", f"{ticket}reply/", body="明天上门取货", channel="phone")
    lines = [{"purchase": sold, "quantity": 1}]
    api.done("clerk", f"{ticket}propose/", remedy="refund", lines=lines, reason="同车另有两箱受压")

    refused = api.post("clerk", f"{ticket}submit/")
    assert (refused.status_code, refused.json()["code"]) == (422, "incomplete")
    assert {row["field"] for row in refused.json()["errors"]} == {"batch", "problem_found"}
    assert all(row["detail"] for row in refused.json()["errors"])

    api.done("clerk", f"{ticket}edit/", batch="B2603-17", problem_found="温度漂移 ±2.4 ℃")
    submitted = api.done("clerk", f"{ticket}submit/")
    approval = f"{APPROVALS}{submitted['approvals'][-1]['id']}/"
    for who in ("manager", "gm"):
        step = api_client_of(getattr(team, who)).get(approval).json()["step"]["id"]
        decided = api.done(who, f"{approval}decide/", verdict="approve", step=step, reason="属实")
    assert decided["state"] == "approved"

    fulfilment = f"{FULFILMENTS}{api_client_of(team.warehouse).get(ticket).json()['fulfilment']}/"
    line = api_client_of(team.warehouse).get(fulfilment).json()["lines"][0]["id"]
    api.done("warehouse", f"{fulfilment}receive/", condition="外箱压痕", lines=[{"line": line, "quantity": 1}])
    judged = {"line": line, "finding": "传感器漂移", "disposition": "sample"}
    api.done("warehouse", f"{fulfilment}inspect/", lines=[judged])
    api.done("warehouse", f"{fulfilment}refund/", amount="12860.00", paid_on=f"{timezone.localdate()}", reference="R-1")
    api.done("clerk", f"{ticket}confirm/", solved=True, comment="退款到账")
    assert api.done("clerk", f"{ticket}close/")["state"] == "closed"
