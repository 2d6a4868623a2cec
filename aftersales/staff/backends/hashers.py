"""How passwords are hashed."""

import threading
from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher

AT_ONCE = 2
_judging = threading.BoundedSemaphore(AT_ONCE)


class SmallArgon2(Argon2PasswordHasher):
    """Argon2id as OWASP recommends it for servers: 46 MiB a password instead of the 100 MiB of Django. A process hashes
    at most two at once, so that sign-ins cannot exhaust the memory. Others wait for some milliseconds.

    Not less: the C library gives memory back at once only for pieces of more than 32 MiB, and would keep smaller ones
    for each thread.
    """

    time_cost = 1
    memory_cost = 46 * 1024
    parallelism = 1

    def encode(self, *args: Any, **kwargs: Any) -> str:
        with _judging:
            return super().encode(*args, **kwargs)

    def verify(self, *args: Any, **kwargs: Any) -> bool:
        with _judging:
            return super().verify(*args, **kwargs)
