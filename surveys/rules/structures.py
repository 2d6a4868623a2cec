"""A structural model of satisfaction: what measures what, and what acts on what (S2, S3). Needs no NumPy."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TypeVar

from aftersales.kernel.errors import InvalidInput, gettext_noop

DRAWN_FROM = 20_000  # people, at most, whom the bootstrap draws from
Path = tuple[str, str]
Named = TypeVar("Named", bound=Hashable)


def bootstrap_seed(seed: str) -> int:
    """The seed of the draws of a round, from the hexadecimal seed of its sample."""
    return int(seed[:8] or "0", 16)


class ModelError(InvalidInput):
    """The model, or the answers to it, can't be estimated. code, message and params say why."""

    def __init__(self, message: str, *, code: str, **params: object) -> None:
        super().__init__(message, code=code, params=params)


@dataclass(frozen=True)
class Model:
    """blocks: the items of each latent variable. paths: (cause, effect). scales: the lowest and the highest answer of
    each item."""

    blocks: Mapping[str, Sequence[str]]
    paths: Sequence[Path]
    scales: Mapping[str, tuple[float, float]]

    @property
    def items(self) -> list[str]:
        return [item for block in self.blocks.values() for item in block]

    @property
    def latents(self) -> list[str]:
        return list(self.blocks)

    def causes(self, latent: str) -> list[str]:
        """The latent variables with a path to this one, in the order of the blocks."""
        return [cause for cause in self.blocks if (cause, latent) in set(self.paths)]


def checked(model: Model) -> Model:
    """The model, if it can be estimated. Raises ModelError that says what is wrong."""
    for latent, block in model.blocks.items():
        if not block:
            raise ModelError(gettext_noop("“%(latent)s” has no items."), code="empty_block", latent=latent)
    if double := _double(model.items):
        raise ModelError(gettext_noop("The item “%(item)s” is listed twice."), code="item_twice", item=double)
    for item in model.items:
        low, high = model.scales.get(item, (0.0, 0.0))
        if not (isfinite(low) and isfinite(high) and low < high):
            raise ModelError(
                gettext_noop("The scale of “%(item)s” must go from a number to a higher one."),
                code="bad_scale",
                item=item,
            )
    check_paths(model.latents, model.paths)
    return model


def check_paths(latents: Sequence[str], paths: Sequence[Path]) -> None:
    """Raise ModelError unless the paths join all the latent variables, each of them known, without a cycle."""
    if double := _double(latents):
        raise ModelError(
            gettext_noop("The latent variable “%(latent)s” is listed twice."), code="latent_twice", latent=double
        )
    for cause, effect in paths:
        if unknown := next((name for name in (cause, effect) if name not in latents), None):
            raise ModelError(
                gettext_noop("The path %(cause)s → %(effect)s names “%(latent)s”, which is no latent variable."),
                code="unknown_latent",
                cause=cause,
                effect=effect,
                latent=unknown,
            )
    if double_path := _double(paths):
        raise ModelError(
            gettext_noop("The path %(cause)s → %(effect)s is listed twice."),
            code="path_twice",
            cause=double_path[0],
            effect=double_path[1],
        )
    if circle := _circle(latents, paths):
        raise ModelError(gettext_noop("The paths go in a circle: %(way)s."), code="cycle", way=" → ".join(circle))
    if lonely := _unjoined(latents, paths):
        raise ModelError(
            gettext_noop("No path joins “%(latent)s” to the rest of the model."), code="unjoined", latent=lonely
        )


def reachable(model: Model) -> list[Path]:
    """The pairs of latent variables of which the first acts on the second, directly or through others."""
    return [
        (cause, effect)
        for cause in model.latents
        for effect in model.latents
        if effect in _reached(cause, _next(model.paths))
    ]


def _double(names: Iterable[Named]) -> Named | None:
    seen: set[Named] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return None


def _next(paths: Iterable[Path]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for cause, effect in paths:
        found.setdefault(cause, []).append(effect)
    return found


def _reached(start: str, after: Mapping[str, Sequence[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(after.get(start, ()))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += after.get(name, ())
    return found


def _circle(latents: Sequence[str], paths: Sequence[Path]) -> list[str]:
    """A way from a latent variable back to itself; empty if there is none."""
    after = _next(paths)
    start = next((latent for latent in latents if latent in _reached(latent, after)), None)
    if start is None:
        return []
    way = [start]
    while True:
        onward = [name for name in after[way[-1]] if name == start or start in _reached(name, after)]
        if start in onward:
            return [*way, start]
        way.append(next(name for name in onward if name not in way))


def _unjoined(latents: Sequence[str], paths: Sequence[Path]) -> str | None:
    """The first latent variable that no way along paths, in any direction, joins to the first one."""
    if len(latents) < 2:
        return next(iter(latents), "")
    both_ways = _next([*paths, *((effect, cause) for cause, effect in paths)])
    joined = _reached(latents[0], both_ways)
    return next((latent for latent in latents[1:] if latent not in joined), None)
