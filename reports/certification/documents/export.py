"""The export of a self-evaluation as a ZIP file: the sealed document, and the script that computes its score again."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

from ..rules.export import canonical

_SCRIPT = Path(__file__).with_name("recompute.py")
_README = """Self-evaluation {number}, {standard_en}. It is no certificate.
seal {seal}

evaluation.json  the catalogue, points, findings, counts, samples and the score, sealed
recompute.py     computes the score again and finds what was changed; needs Python 3.10 and nothing else:

    python recompute.py evaluation.json --seal {seal}

Compare the seal above with the one in the dossier.

自评 {number}，{standard}。这是自评，不是证书。
封存码 {seal}

evaluation.json  条款、分值、认定、计数、抽样和得分，已封存
recompute.py     重新计算得分并查出改动；只需要 Python 3.10，命令见上

请将上面的封存码与卷宗上的封存码核对。
"""


def packed(document: dict[str, Any]) -> bytes:
    """The ZIP file. The same content always gives the same bytes."""
    files = {
        "evaluation.json": canonical(document),
        "recompute.py": _SCRIPT.read_bytes(),
        "README.txt": _README.format(**{key: document[key] for key in _README_KEYS}).encode(),
    }
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            # A fixed date, so that the bytes depend on nothing but the content.
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


_README_KEYS = ("number", "standard", "standard_en", "seal")
