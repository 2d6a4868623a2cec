"""The consequences of a change of settings, as sentences (aftersales/web/settings_pages.py)."""

from collections.abc import Sequence

from rest_framework.response import Response

from ..settings_pages import PreviewLine


def effects(lines: Sequence[PreviewLine]) -> Response:
    return Response({"effects": [{"text": line.text, "warns": bool(line.tone)} for line in lines]})
