"""What a web process loads."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.once


def test_web_process_starts_without_numpy_and_scipy(tmp_path: Path) -> None:
    code = (
        "import sys, aftersales.wsgi, aftersales.urls, aftersales.celery; from django.urls import resolve; resolve('/');"
        "print(sorted({'numpy', 'scipy'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(settings.BASE_DIR),
        env={"DATA_DIR": str(tmp_path), "PATH": "/usr/bin:/bin", "DEBUG": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
