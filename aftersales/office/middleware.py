"""A request that is sent twice has one effect: a form of a page by its hidden key, a POST to the API by its
Idempotency-Key."""

import hashlib
import re
import time
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.exceptions import AuthenticationFailed

from aftersales.kernel.errors import DomainError, InvalidInput
from aftersales.staff.api.authentication import TokenAuthentication
from aftersales.staff.models import User
from aftersales.web.api.defaults import PROBLEM, problem_body
from aftersales.web.once import FIELD

from .services.forms_once import Sent, claim_form, keep_address
from .services.idempotency import Answer, Claim, claim_key, give_up, keep_answer

PREFIX = "/api/v1/"
KEY = re.compile(r"[\x21-\x7e]{1,100}")
# These answers mean that nothing was done and another try may succeed, so the key can be used again.
PASSING = frozenset({401, 408, 429})


# How long a repeat waits for the first request, in steps.
STEP_SECONDS, STEPS = 0.1, 150
# What a browser sends with a form besides its content.
NOT_CONTENT = frozenset({FIELD, "csrfmiddlewaretoken"})


class FormOnceMiddleware:
    """A form of a page takes effect once (aftersales/web/once.py). A repeat is led to where the first one led; with
    another content it is refused, and may be sent again as a new form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        claim: Claim | None = getattr(request, "form_claim", None)
        if claim is None:
            return response
        if address := response.get("Location") or getattr(response, "leads_to", ""):
            keep_address(claim=claim, address=address)
        elif response.status_code != 500:
            # After an unexpected error nobody knows, so the claim stays.
            give_up(claim=claim)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        user: Any = request.user
        if request.method != "POST" or request.path.startswith("/api/") or getattr(view, "reads", False):
            return None
        if not user.is_authenticated or not KEY.fullmatch(key := request.POST.get(FIELD, "")):
            return None
        found = _claimed(user, key, _typed(request))
        if isinstance(found, Sent):
            return _sent_before(request, found)
        request.form_claim = found  # type: ignore[attr-defined]
        return None


def _claimed(user: User, key: str, fingerprint: str) -> Claim | Sent:
    """The claim, or what became of the first request, which may take a moment to finish."""
    for _step in range(STEPS):
        found = claim_form(actor=user, key=key, fingerprint=fingerprint, now=timezone.now())
        if isinstance(found, Claim) or not found.is_running or not found.same:
            return found
        time.sleep(STEP_SECONDS)
    return found


def _sent_before(request: HttpRequest, sent: Sent) -> HttpResponse:
    if sent.same and sent.address:
        messages.info(request, _("This form was already sent. It was not processed again."))
        return HttpResponseRedirect(sent.address)
    typed = [(name, value) for name, values in request.POST.lists() if name not in NOT_CONTENT for value in values]
    context = {"sent": sent, "typed": typed, "address": request.get_full_path(), "files": bool(request.FILES)}
    return render(request, "errors/sent_before.html", context, status=409)


def _typed(request: HttpRequest) -> str:
    """A digest of what was typed into the form."""
    content = sorted((name, values) for name, values in request.POST.lists() if name not in NOT_CONTENT)
    return _digest([request.get_full_path(), content, _files(request)])


class IdempotencyMiddleware:
    """Must be the innermost middleware, so that it stores only the answers of views."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.headers.get("Idempotency-Key")
        if key is None or request.method != "POST" or not request.path.startswith(PREFIX):
            return self.get_response(request)
        user = _caller(request)
        if user is None:
            return self.get_response(request)
        try:
            return self._once(request, user, key)
        except DomainError as error:
            return _problem(error)

    def _once(self, request: HttpRequest, user: User, key: str) -> HttpResponse:
        if not KEY.fullmatch(key):
            raise InvalidInput(
                _("An Idempotency-Key must have at most 100 printable ASCII characters."), code="bad_idempotency_key"
            )
        claim = claim_key(actor=user, key=key, fingerprint=fingerprint(request), now=timezone.now())
        if isinstance(claim, Answer):
            return _again(claim)
        try:
            response = self._act(request, claim)
        except BaseException:
            give_up(claim=claim)
            raise
        if not _is_stored(response):
            give_up(claim=claim)
        return response

    def _act(self, request: HttpRequest, claim: Claim) -> HttpResponse:
        """Commit the effect and the stored answer together."""
        with transaction.atomic():
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            elif _is_stored(response):
                keep_answer(claim=claim, status=response.status_code, body=response.content.decode())
        return response


def _caller(request: HttpRequest) -> User | None:
    """The user of the session or token. It is not checked here; the view refuses one that is not valid."""
    try:
        if by_token := TokenAuthentication().authenticate(request):
            return by_token[0]
    except AuthenticationFailed:
        return None
    user: Any = request.user
    return user if user.is_authenticated else None


def fingerprint(request: HttpRequest) -> str:
    """A digest of the request. For a form it covers fields and files, because the boundary differs in every repeat."""
    asked: list[Any] = [request.get_full_path(), request.content_type]
    if request.content_type == "multipart/form-data":
        asked += [sorted(request.POST.lists()), _files(request)]
    else:
        asked.append(hashlib.sha256(request.body).hexdigest())
    return _digest(asked)


def _digest(asked: list[Any]) -> str:
    return hashlib.sha256(repr(asked).encode()).hexdigest()


def _files(request: HttpRequest) -> list[Any]:
    return [(name, [_file(file) for file in files]) for name, files in sorted(request.FILES.lists())]


def _file(upload: Any) -> tuple[str, str]:
    found = hashlib.file_digest(upload.file, "sha256").hexdigest()
    upload.seek(0)
    return upload.name, found


def _is_stored(response: HttpResponse) -> bool:
    """Whether the answer may be stored. A response that shows a secret once says that it must not be."""
    secret = "no-store" in response.get("Cache-Control", "")
    return response.status_code < 500 and response.status_code not in PASSING and not secret


def _again(answer: Answer) -> HttpResponse:
    kind = PROBLEM if answer.status >= 400 else "application/json"
    response = HttpResponse(answer.body, status=answer.status, content_type=kind)
    response["Idempotency-Replayed"] = "true"
    return response


def _problem(error: DomainError) -> HttpResponse:
    body = problem_body(error.status, str(error), error.code, detail=str(error), errors=[])
    return JsonResponse(body, status=error.status, content_type=PROBLEM)
