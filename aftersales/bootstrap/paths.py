"""Paths of the checkout."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
REQUIREMENTS = ROOT / "requirements"
NODE_MODULES = ROOT / "node_modules"
BUILD = ROOT / "build"
VENDOR = BUILD / "static" / "vendor"
TYPE = BUILD / "static" / "type"
FONTS = BUILD / "fonts"
FONTS_CONF = FONTS / "fonts.conf"
COVERAGE = FONTS / "coverage.json"
COLLECTED = BUILD / "collected"
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")  # of this machine, if it has one
STAMPS = BUILD / "stamps"
