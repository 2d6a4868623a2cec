"""How the parts of an index model are written, and what makes it one (S2, S3)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from aftersales.kernel.errors import InvalidInput, gettext_noop

from .structures import ModelError, check_paths

MAX_LATENTS, MAX_PATHS = 20, 100
_LATENT = re.compile(r"(?P<code>[A-Z][A-Z0-9]{0,11})\s+(?P<zh>[^/／]{1,100}?)\s*[/／]\s*(?P<en>.{1,100})", re.ASCII)
_PATH = re.compile(r"(?P<cause>[A-Z0-9]{1,12})\s*(?:→|->|＞|>|\s)\s*(?P<effect>[A-Z0-9]{1,12})", re.ASCII)
Latent = dict[str, str]


def latent_of(line: str) -> Latent:
    """A latent variable as it is typed: SAT 顾客满意 / Customer satisfaction."""
    found = _LATENT.fullmatch(line.strip())
    if found is None:
        raise InvalidInput(
            gettext_noop("“%(line)s” isn’t written like this: SAT 顾客满意 / Customer satisfaction"),
            code="bad_latent",
            field="latents",
            params={"line": line[:60]},
        )
    return {name: text.strip() for name, text in found.groupdict().items()}


def path_of(line: str) -> list[str]:
    """A path as it is typed: EXP → SAT, EXP -> SAT or EXP SAT."""
    found = _PATH.fullmatch(line.strip())
    if found is None:
        raise InvalidInput(
            gettext_noop("“%(line)s” isn’t written like this: EXP → SAT"),
            code="bad_path",
            field="paths",
            params={"line": line[:60]},
        )
    return [found["cause"], found["effect"]]


def latent_lines(latents: Iterable[Latent]) -> list[str]:
    return [f"{latent['code']} {latent['zh']} / {latent['en']}" for latent in latents]


def path_lines(paths: Iterable[list[str]]) -> list[str]:
    return [" → ".join(path) for path in paths]


def check_structure(latents: list[Latent], paths: list[list[str]], target: str) -> None:
    """Raise InvalidInput, with the field, unless this is a model: known latent variables, joined, without a circle, and
    the overall index one of them that something acts on."""
    if len(latents) > MAX_LATENTS or len(paths) > MAX_PATHS:
        raise InvalidInput(
            gettext_noop("A model has at most %(latents)s latent variables and %(paths)s paths."),
            code="too_many",
            field="latents" if len(latents) > MAX_LATENTS else "paths",
            params={"latents": MAX_LATENTS, "paths": MAX_PATHS},
        )
    codes = [latent["code"] for latent in latents]
    try:
        check_paths(codes, [(cause, effect) for cause, effect in paths])
    except ModelError as error:
        field = "latents" if error.code == "latent_twice" else "paths"
        raise InvalidInput(error.message, code=error.code, field=field, params=error.params) from error
    if target not in {effect for _cause, effect in paths}:
        raise InvalidInput(
            gettext_noop("The overall index must be a latent variable with a path to it."),
            code="bad_target",
            field="target",
        )
