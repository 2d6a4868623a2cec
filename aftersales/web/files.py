"""Answers with a stored file."""

from typing import Any

from django.http import FileResponse

# What browsers show without running anything of the file. All else is only saved, never shown.
SHOWN = frozenset({"image/jpeg", "image/png", "image/webp", "application/pdf"})


def file_answer(content: Any, *, name: str, media_type: str, is_upload: bool = True) -> FileResponse:
    """An upload is in a sandbox. Our own PDF is not, because it needs the browser's viewer."""
    answer = FileResponse(content, filename=name, content_type=media_type, as_attachment=media_type not in SHOWN)
    if is_upload:
        answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
