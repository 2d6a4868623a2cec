"""Splitting lists."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def chunks(items: Iterable[T], size: int = 500) -> Iterator[list[T]]:
    """Lists of at most `size` items, in order. Databases limit the number of values in one statement."""
    rows = iter(items)
    while batch := list(islice(rows, size)):
        yield batch
