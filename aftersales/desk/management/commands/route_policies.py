from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.urls import URLPattern, URLResolver, get_resolver

from aftersales.web.policy import Policy, policy_of


class Command(BaseCommand):
    help = "Every route with its policy: who may see the noun behind it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *args: Any, json: bool, **options: Any) -> None:
        rows = [row for path, entry in patterns() for row in rows_of(path, entry)]
        if json:
            self.stdout.write(as_json(rows))
            return
        widths = [max(len(row[key]) for row in rows) for key in ("route", "name", "policy")]
        for row in rows:
            line = zip((row["route"], row["name"], row["policy"]), widths, strict=True)
            self.stdout.write("  ".join([*(text.ljust(width) for text, width in line), who(row)]))


def as_json(rows: list[dict[str, Any]]) -> str:
    return json.dumps(rows, indent=1, ensure_ascii=False)


def patterns(resolver: Any = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every route of the resolver, with its full path."""
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, path)
        else:
            yield path, entry


def rows_of(path: str, entry: URLPattern) -> Iterator[dict[str, Any]]:
    """One row for a route; for an API route, one for each of its methods."""
    found = policy_of(entry.callback)
    rules = found if isinstance(found, dict) else {"": found}
    # The framework adds HEAD to GET after the first request.
    known = (getattr(entry.callback, "actions", None) or {}).items()
    methods = {action: method for method, action in known if method != "head"}
    for action, rule in rules.items():
        yield {
            "route": f"/{path}",
            "name": entry.name or "",
            "method": methods.get(action, "").upper(),
            "policy": rule.name if rule else "",
            "public": bool(rule and rule.public),
            "roles": roles_of(rule),
        }


def roles_of(rule: Policy | None) -> list[str] | None:
    """Sorted; None for every signed-in user, empty for no role."""
    if rule is None:
        return []
    return None if rule.roles is None else sorted(rule.roles)


def who(row: dict[str, Any]) -> str:
    if row["public"]:
        return "public"
    if row["roles"] is None:
        return "signed in"
    return ", ".join(row["roles"]) or "NOBODY: no policy"
