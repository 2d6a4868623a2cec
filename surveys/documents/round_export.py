"""The export of a round as a ZIP file: the sealed document, and the script that computes its figures again (S6)."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

from aftersales.kernel.errors import InvalidInput, gettext_noop

from ..rules.export import Export, canonical, sealed_document

MAX_BYTES = 500_000_000
_SCRIPT = Path(__file__).with_name("recompute.py")
_README = """Satisfaction survey {quarter}
seal {seal}

round.json      the answers without names, the weights, the model and the figures, sealed
recompute.py    computes the figures again and finds what was changed; needs Python and NumPy:

    python recompute.py round.json --seal {seal}

Compare the seal above with the one that was published.

满意度调查 {quarter}
封存码 {seal}

round.json      不含姓名的回答、权重、模型和各项指标，已封存
recompute.py    重新计算各项指标并查出改动；需要 Python 和 NumPy，命令见上

请将上面的封存码与公布的封存码核对。
"""


def build_export(export: Export) -> bytes:
    """The ZIP file. The same content always gives the same bytes."""
    return packed(sealed_document(export))


def packed(document: dict[str, Any]) -> bytes:
    files = {
        "round.json": canonical(document),
        "recompute.py": _SCRIPT.read_bytes(),
        "README.txt": _README.format(quarter=document["quarter"], seal=document["seal"]).encode(),
    }
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            # A fixed date, so that the bytes depend on nothing but the content.
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def verify(data: bytes, seal: str = "") -> list[str]:
    """What is wrong with an export, in English; empty if everything agrees. seal: the published one.

    Uses the script that ships with exports, not the code that computed the figures. Raises InvalidInput if the file is
    no export. Needs NumPy, so call it inside tasks only.
    """
    import numpy as np

    from .recompute import faults_of

    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            if archive.getinfo("round.json").file_size > MAX_BYTES:
                raise ValueError("too large")
            document = json.loads(archive.read("round.json"))
        found: list[str] = faults_of(document, seal)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, np.linalg.LinAlgError) as error:
        raise _no_export() from error
    except (zipfile.BadZipFile, RecursionError, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise _no_export() from error
    return found


def _no_export() -> InvalidInput:
    return InvalidInput(gettext_noop("The file is no export of a survey round."), code="no_export", field="file")
