"""The page on which an administrator prints one-time passwords for many accounts."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from aftersales.staff.enums import Role
from aftersales.staff.queries.people import without_own_password
from aftersales.web.fields import WordsField
from aftersales.web.once import leads_to
from aftersales.web.policy import policy
from aftersales.web.settings_pages import edit_page

from .services.password_sheet import print_passwords

NAME = "passwords.pdf"


class PasswordSheetForm(forms.Form):
    """The usernames of the accounts that get a one-time password."""

    usernames = WordsField(
        label=gettext_lazy("Usernames"),
        max_length=30_000,
        help_text=gettext_lazy("One per line. The passwords these accounts have now stop working, and sessions end."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["usernames"].widget.attrs["rows"] = 12


@policy("user.password_sheet", roles=frozenset({Role.ADMIN}))
@require_http_methods(["GET", "POST"])
def password_sheet(request: HttpRequest) -> HttpResponse:
    """At first it names the accounts whose owner has never signed in, such as imported ones."""
    user: Any = request.user
    waiting = without_own_password(user).values_list("username", flat=True)[:300]
    form = PasswordSheetForm(request.POST if request.method == "POST" else None, initial={"usernames": list(waiting)})
    printed: list[bytes] = []

    def act(data: dict[str, Any]) -> None:
        printed.append(print_passwords(actor=user, now=timezone.now(), **data))

    page = edit_page(
        request,
        form,
        act,
        tab="users",
        title=_("Print one-time passwords"),
        text=_("The sheet is made once, with a slip for each user. They choose their own password at first sign-in."),
        button=_("Print"),
        done=_("One-time passwords printed"),
        back_url=reverse("users"),
        stop=True,
    )
    # Printed again, the passwords of the first sheet would no longer open the accounts.
    return leads_to(sheet_answer(printed[0]), reverse("users")) if printed else page


def sheet_answer(content: bytes) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{NAME}"'
    add_never_cache_headers(answer)
    return answer
