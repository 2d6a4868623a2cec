"""Letters and e-mails to customers: what is due, the templates, and the printed batches."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_http_methods

from aftersales.store.paging import page_of
from aftersales.web.policy import policy
from aftersales.web.views import submit, visible_or_404

from ..documents import letters as paper
from ..enums import LetterChannel
from ..forms.letters import LetterTemplateForm, SendLettersForm
from ..models import LetterTemplate
from ..permissions import RECORDERS, TEMPLATE_EDITORS, can_edit_templates
from ..queries.letters import batches, due_letters, letters_of, templates, values_of
from ..rules.letters import filled
from ..services.letters import save_template, send_letters

SHOWN = 5


@policy("letter.send", roles=RECORDERS)
@require_http_methods(["GET", "POST"])
def visit_letters(request: HttpRequest) -> HttpResponse:
    """What is due in writing, and the batches so far. POST sends what is due by the channel of the template."""
    if request.method != "POST":
        return _page(request)
    form = SendLettersForm(request.POST)
    return submit(
        request,
        form,
        lambda data: send_letters(actor=request.user, now=timezone.now(), **data),
        done=lambda batch: _("Customers written to: %(count)s") % {"count": batch.count},
        goto=reverse("visit_letters"),
        again=lambda bound, status: _page(request, bound, status),
    )


def _page(request: HttpRequest, form: Any = None, status: int = 200) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "channels": [_channel(request, channel, today) for channel in LetterChannel],
        "templates": templates()[:50],
        "form": form,
        "page": page_of(request, batches()),
        "may_edit": can_edit_templates(request.user),
    }
    return render(request, "visits/letters.html", context, status=status)


def _channel(request: HttpRequest, channel: LetterChannel, today: Any) -> dict[str, Any]:
    due = due_letters(request.user, channel, today)
    return {
        "name": channel.value,
        "label": channel.label,
        "count": due.order_by().count(),
        "first": [visit.customer.name for visit in due[:SHOWN]],
        "form": SendLettersForm(
            channel=channel, initial={"language": settings.LANGUAGE_CODE}, auto_id=f"id_{channel}_%s"
        ),
    }


@policy("letter.print", roles=RECORDERS)
@require_GET
def letter_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """The letters of a batch as one PDF."""
    batch = visible_or_404(batches().filter(channel=LetterChannel.LETTER), pk=pk)
    letters = list(letters_of(request.user, batch))
    if not letters:
        raise Http404
    answer = HttpResponse(paper.pdf(batch, letters), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="letters-{batch.pk}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@policy("letter_template.edit", roles=TEMPLATE_EDITORS)
@require_http_methods(["GET", "POST"])
def letter_template_new(request: HttpRequest) -> HttpResponse:
    return _edit(request, None)


@policy("letter_template.edit", roles=TEMPLATE_EDITORS)
@require_http_methods(["GET", "POST"])
def letter_template(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, visible_or_404(LetterTemplate.objects.all(), pk=pk))


def _edit(request: HttpRequest, row: LetterTemplate | None) -> HttpResponse:
    form = LetterTemplateForm(request.POST or None, target=row, user=request.user)

    def again(bound: Any, status: int = 200) -> HttpResponse:
        context = {"form": bound, "row": row, "previews": _previews(request, row) if row else []}
        return render(request, "visits/letter_template.html", context, status=status)

    if request.method != "POST":
        return again(form)
    return submit(
        request,
        form,
        lambda _data: save_template(actor=request.user, now=timezone.now(), **form.arguments()),
        done=_("Template saved"),
        goto=lambda saved: saved.get_absolute_url(),
        again=again,
    )


def _previews(request: HttpRequest, row: LetterTemplate) -> list[dict[str, Any]]:
    """The template filled for the first customer who is due, else for nobody."""
    visit = due_letters(request.user, row.channel, timezone.localdate()).first()
    found = []
    for language, name in settings.LANGUAGES:
        with override(language):
            values = values_of(visit, language) if visit else None
        subject, body = (filled(text, values) if values else text for text in row.text_in(language))
        found.append({"language": name, "subject": subject, "body": body})
    return found
