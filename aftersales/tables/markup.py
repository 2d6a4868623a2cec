"""Reads XML from untrusted files as a stream: no entities, nothing is fetched, the length of a tag is limited."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import IO, Any
from xml.parsers import expat

from aftersales.kernel.errors import gettext_noop

from .faults import TableError

BLOCK = 1 << 16
MAX_TAG = 1 << 20  # bytes, with its attributes
DAMAGED = gettext_noop("This isn’t an Excel workbook, or it’s damaged.")


def stream(
    source: IO[bytes],
    start: Callable[[str, dict[str, str]], Any],
    end: Callable[[str], Any] = lambda name: None,
    text: Callable[[str], Any] = lambda text: None,
) -> Iterator[None]:
    """Call the handlers with names without their namespace; yields after every block."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = lambda name, attributes: start(_local(name), attributes)
    parser.EndElementHandler = lambda name: end(_local(name))
    parser.CharacterDataHandler = text
    fed = 0
    while block := source.read(BLOCK):
        parser.Parse(block, False)
        fed += len(block)
        if fed - parser.CurrentByteIndex > MAX_TAG:
            raise TableError(DAMAGED)
        yield
    parser.Parse(b"", True)
    yield


def tags(source: IO[bytes]) -> Iterator[tuple[str, dict[str, str]]]:
    """Every tag with its attributes, both without namespaces."""
    found: list[tuple[str, dict[str, str]]] = []
    for _block in stream(source, lambda name, attributes: found.append((name, attributes))):
        yield from ((name, {_local(key): value for key, value in attributes.items()}) for name, attributes in found)
        found.clear()


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _refuse(*declared: Any) -> None:
    raise TableError(DAMAGED)
