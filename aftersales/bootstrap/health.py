"""Is it up? python -m aftersales.bootstrap.health web|worker|scheduler [ADDRESS], for make run and health checks."""

import json
import sys
import urllib.error
import urllib.request
from typing import Any

PARTS = ("web", "database", "worker", "scheduler")


def ask(address: str, timeout: float = 2) -> dict[str, Any] | None:
    """What /healthz says; None while nothing good answers."""
    try:
        # localhost is always among ALLOWED_HOSTS; the name of a container need not be.
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
