"""The answer with a stored file."""

from django.http import FileResponse, HttpRequest, HttpResponse

from aftersales.web.files import file_answer, part_answer

from ..models import StoredFile
from ..queries import content_of


def stored_answer(request: HttpRequest, stored: StoredFile) -> HttpResponse | FileResponse:
    """A file that the browser shows, if it may, or the part of it that is asked for, so that it plays a recording from
    any moment."""
    is_upload = stored.uploaded_by_id is not None
    answer = file_answer(content_of(stored), name=stored.name, media_type=stored.media_type, is_upload=is_upload)
    return part_answer(request, answer, stored.size)
