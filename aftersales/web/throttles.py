"""Limits by network address. All processes count in one cache, the default one."""

from __future__ import annotations

import math
import time
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any, ClassVar

from django.core.cache import caches
from django.utils.translation import gettext_lazy as _
from redis.exceptions import RedisError
from rest_framework.throttling import BaseThrottle

from aftersales.kernel.errors import TooMany


class Throttle(BaseThrottle):
    """At most `limit` requests of an address in each window of `seconds`. API views list it as their throttle; pages
    call `require`."""

    scope: ClassVar[str]
    limit: ClassVar[int]
    seconds: ClassVar[int] = 60

    def allow_request(self, request: Any, view: Any = None) -> bool:
        return self.count(request) <= self.limit

    def wait(self) -> float:
        """Seconds until the next window."""
        return max(1, math.ceil(self.seconds - time.time() % self.seconds))

    def require(self, request: Any) -> None:
        """Count the request, and raise TooMany above the limit."""
        if not self.allow_request(request):
            raise TooMany(
                _("Too many attempts from your network. Try again later."), code="throttled", wait=int(self.wait())
            )

    def count(self, request: Any, by: int = 1) -> int:
        """Add to the count of the address; returns the sum."""
        window = int(time.time() // self.seconds)
        return _counted(f"{self.scope}:{window}:{address_of(request)}", self.seconds, by)


def ip_of(request: Any) -> str | None:
    """The address that the request comes from, according to our own proxy; None if it is not readable."""
    try:
        return str(ip_address((BaseThrottle().get_ident(request) or "").strip()))
    except ValueError:
        return None


def address_of(request: Any) -> str:
    """The address that a limit is for. Of an IPv6 address only the network: one computer has as many as it likes."""
    address = ip_address(ip_of(request) or "0.0.0.0")
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or ip_network((address, 64), strict=False))
    return str(address)


def _counted(key: str, seconds: int, by: int) -> int:
    """If the shared cache is away or the disk is full, this process counts alone."""
    for name in ("default", "alone"):
        cache = caches[name]
        try:
            cache.add(key, 0, timeout=seconds)
            return int(cache.incr(key, by))
        except (OSError, RedisError, ValueError):  # ValueError: it has expired just now
            continue
    return by
