"""Installs everything that a fresh checkout needs to run."""

import os
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from aftersales.bootstrap import environment, system
from aftersales.bootstrap.paths import PYTHON, ROOT
from aftersales.bootstrap.steps import alone, digest, once


def environment_first(arguments: Sequence[str], *, tests: bool) -> None:
    """Create or update the virtual environment, and continue in it, whatever Python started us."""
    with alone():
        system.ensure((*system.RUN, *system.TEST) if tests else system.RUN)
        environment.ensure(tests=tests)
    if not environment.inside():
        sys.stdout.flush()
        os.execv(PYTHON, [str(PYTHON), "-m", "aftersales.bootstrap", *arguments])


def build() -> None:
    """Build what is made from packages and sources: fonts, scripts, compiled translations."""
    from aftersales.bootstrap import assets, fonts, webfonts

    with alone():
        assets.node_modules()
        with ThreadPoolExecutor() as pool:
            for done in [pool.submit(work) for work in (assets.vendor, fonts.build, webfonts.build, messages)]:
                done.result()


def messages() -> None:
    """Compile the translations, which are not in git. Babel does it, so that gettext is not needed."""
    from aftersales.web.messages import compile_po

    for po in sorted((ROOT / "locale").rglob("django.po")):
        name = f"texts {po.parts[-3]}"
        once(name, digest([po]), [po.with_suffix(".mo")], partial(compile_po, po))
