"""The health check: python -m aftersales.bootstrap.health web|worker|scheduler [ADDRESS]. make run uses it too."""

import json
import sys
import urllib.error
import urllib.request
from typing import Any

PARTS = ("web", "database", "worker", "scheduler")


def ask(address: str, timeout: float = 2) -> dict[str, Any] | None:
    """The answer of /healthz; None if there is no good answer."""
    try:
        # localhost is in ALLOWED_HOSTS, the name of a container may not be.
        request = urllib.request.Request(f"{address}/healthz", headers={"Host": "localhost"})
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            return dict(json.load(answer))
    except (OSError, ValueError, urllib.error.URLError):
        return None


def main(part: str, address: str = "http://127.0.0.1:8000") -> int:
    body = ask(address)
    return 0 if body and body.get(part) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
