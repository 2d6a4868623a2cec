"""Pages of users, departments, regions and outlets, for the administrator."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_http_methods

from aftersales.kernel.errors import RuleViolation
from aftersales.store.paging import page_of
from aftersales.tables.exporting import export_button
from aftersales.web.figures import sentences
from aftersales.web.once import leads_to
from aftersales.web.policy import policy
from aftersales.web.settings_pages import ListRow, PreviewLine, edit_page, list_page, state_of
from aftersales.web.views import visible_or_404

from ..enums import Role
from ..forms.offboarding import SuccessorsForm, rows_of
from ..forms.people import PLACE_FORMS, FindPeople, NewUserForm, UserForm
from ..models import User
from ..permissions import PEOPLE_READERS, can_administer
from ..queries.people import accounts, changes_of, is_mailed
from ..rules.offboarding import OpenWork, going
from ..services import people, places
from ..signals import open_work_of
from ..verbs import USERS

ADMINS = frozenset({Role.ADMIN})


@policy("user.set_up", roles=PEOPLE_READERS)
@require_GET
def users(request: HttpRequest) -> HttpResponse:
    """All accounts."""
    form = FindPeople(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    page = page_of(request, accounts(asked.pop("q", ""), **asked))
    rows = [
        ListRow(
            str(row),
            (row.username, row.get_role_display(), row.department or row.region or ""),
            reverse("user", args=[row.pk]),
            _state(row),
            not row.is_active,
        )
        for row in page
    ]
    may_add = can_administer(request.user)
    return list_page(
        request,
        "users",
        rows=rows,
        page=page,
        new=_("New user"),
        new_url=reverse("user_new") if may_add else "",
        heads=[_("Name"), _("Username"), _("Role"), _("Department or region")],
        search=form,
        links=[(reverse("password_sheet"), _("Print one-time passwords"))] if may_add else [],
        export=export_button(request.user, "users", request.GET.dict(), page),
        empty=_("No users found"),
    )


def _state(row: User) -> tuple[str, str]:
    if not row.is_active:
        return _("Deactivated"), ""
    return (_("One-time password"), "due") if row.must_change_password else (_("Active"), "done")


@policy("user.new", roles=ADMINS)
@require_http_methods(["GET", "POST"])
def user_new(request: HttpRequest) -> HttpResponse:
    """Create an account. Its first password is chosen by a mailed link, or shown here once."""
    form = NewUserForm(request.POST or None)

    def act(data: dict[str, Any]) -> tuple[User, str]:
        return people.create_user(actor=request.user, now=timezone.now(), **data)

    texts: dict[str, Any] = {"title": _("New user"), "button": _("Create account"), "done": _("Account created")}
    return _show_password(request, act, lambda act: edit_page(request, form, act, tab="users", **texts))


def _show_password(request: HttpRequest, act: Callable, answer: Callable[[Callable], HttpResponse]) -> HttpResponse:
    """The answer; if the service made a one-time password, the page that shows it, which can't be shown again."""
    results: list[tuple[User, str]] = []

    def keep_result(data: dict[str, Any]) -> User:
        results.append(act(data))
        return results[0][0]

    response = answer(keep_result)
    if not results or not results[0][1]:
        return response
    account, password = results[0]
    facts = [(_("Name"), account), (_("Username"), account.username), (_("Role"), account.get_role_display())]
    page = render(request, "staff/one_time.html", {"account": account, "facts": facts, "password": password})
    add_never_cache_headers(page)
    return leads_to(page, reverse("user", args=[account.pk]))


@policy("user.edit", roles=PEOPLE_READERS)
@require_http_methods(["GET", "POST"])
def user(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: its details, its verbs and its history."""
    row = visible_or_404(accounts(), pk=pk)
    form = UserForm(request.POST if request.method == "POST" else None, target=row, user=request.user)
    works = _work_to_reassign(request, row)
    form.ask(works, request.user)

    def act(_data: dict[str, Any]) -> User:
        if works and "note" not in request.POST:
            raise RuleViolation(
                _("Some open work can’t stay with this role. Choose who takes over."),
                code="work_asked",
                field="role",
            )
        return people.update_user(actor=request.user, now=timezone.now(), **form.arguments())

    verbs = [(name, verb) for name, verb in USERS.items() if verb.allowed(request.user, row)]
    return edit_page(
        request,
        form,
        act,
        tab="users",
        title=str(row),
        text=row.username,
        button=_("Save"),
        done=_("Account saved"),
        may_change=can_administer(request.user),
        changes=changes_of(row),
        notes=_notes(works, request.user),
        links=[(reverse("user_step", args=[row.pk, name]), str(verb.label)) for name, verb in verbs],
    )


def _work_to_reassign(request: HttpRequest, row: User) -> list[OpenWork]:
    """The work that can't stay with the role that is posted."""
    role = request.POST.get("role", row.role)
    if role == row.role or role not in Role.values or not row.is_active or not can_administer(request.user):
        return []
    return going(open_work_of(row), role)


def _notes(works: Sequence[OpenWork], reader: Any) -> list[PreviewLine]:
    """Notes on work that has no field for a successor: it ends by itself, or something else must be done first."""
    return [
        PreviewLine(
            format_html(
                "{} {}",
                sentences(_("%(what)s: %(count)s.") % {"what": work.label, "count": work.count}, str(work.text)),
                rows_of(work, reader),
            ),
            "late" if work.is_needed else "",
        )
        for work in works
        if not work.roles
    ]


# The explanation above the button of each verb.
TEXTS: dict[str, Any] = {
    "reset-password": gettext_lazy("The current password stops working immediately, and all devices are signed out."),
    "sign-out": gettext_lazy("All sessions and tokens of this account end."),
    "unlock": gettext_lazy("The correct password works again immediately."),
    "disable": gettext_lazy("The user can no longer sign in; sessions and tokens end at once. Existing records stay."),
    "reassign": gettext_lazy("This account is deactivated but still owns work that hasn’t been reassigned."),
    "enable": gettext_lazy("The old password works again."),
}


@policy("user.step", roles=ADMINS)
@require_http_methods(["GET", "POST"])
def user_step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """The page of a verb, which asks for confirmation."""
    if name not in USERS:
        raise Http404
    verb, row = USERS[name], visible_or_404(accounts(), pk=pk)
    form = verb.form(request.POST if request.method == "POST" else None, target=row, user=request.user)
    works: list[OpenWork] = []
    if isinstance(form, SuccessorsForm):
        works = going(open_work_of(row), None)
        form.ask(works, request.user)

    def act(_data: dict[str, Any]) -> tuple[User, str]:
        result = verb.perform(form, actor=request.user, now=timezone.now())
        return result if isinstance(result, tuple) else (result, "")

    def answer(act: Callable) -> HttpResponse:
        return edit_page(
            request,
            form,
            act,
            tab="users",
            title=_("%(what)s: %(who)s") % {"what": verb.label, "who": row},
            button=str(verb.submit or verb.label),
            done=str(verb.done),
            text=_text_of(row, name, works),
            stop=verb.stop,
            back_url=reverse("user", args=[row.pk]),
            notes=_notes(works, request.user),
        )

    return _show_password(request, act, answer)


def _text_of(row: User, name: str, works: Sequence[OpenWork]) -> str:
    text = str(TEXTS[name])
    if name == "reset-password":
        mailed, by_hand = (
            _("A link to set a new password will be emailed."),
            _("A one-time password is shown here. Give it to the user in person."),
        )
        return sentences(text, mailed if is_mailed(row) else by_hand)
    if name == "disable" and works:
        return sentences(text, _("Open work is reassigned to others."))
    return text


KINDS: dict[str, tuple[Any, Any]] = {
    "department": (gettext_lazy("Departments"), gettext_lazy("New department")),
    "region": (gettext_lazy("Regions"), gettext_lazy("New region")),
    "outlet": (gettext_lazy("Service outlets"), gettext_lazy("New outlet")),
}


def _kind(kind: str) -> str:
    if kind not in KINDS:
        raise Http404
    return kind


@policy("place.list", roles=PEOPLE_READERS)
@require_GET
def place_list(request: HttpRequest, kind: str = "department") -> HttpResponse:
    """The departments, regions or outlets."""
    label, new = KINDS[_kind(kind)]
    found: Any = places.KINDS[kind]._default_manager.order_by("-is_active", "name" if kind == "outlet" else "code")
    page = page_of(request, found.select_related("region") if kind == "outlet" else found)
    today = timezone.localdate()
    rows = [
        ListRow(
            str(row),
            (row.region, row.phone) if kind == "outlet" else (row.code, _other_name(row)),
            reverse("place", args=[kind, row.pk]),
            state_of(row, today),
            not row.is_active,
        )
        for row in page
    ]
    name = pgettext("of a thing", "Name")
    heads = [name, _("Region"), _("Phone")] if kind == "outlet" else [name, _("Code"), _("Name in the other language")]
    kinds = [
        {"url": reverse("places_of", args=[name]), "label": labels[0], "current": name == kind}
        for name, labels in KINDS.items()
    ]
    may_add = can_administer(request.user)
    return list_page(
        request,
        "places",
        rows=rows,
        page=page,
        heads=heads,
        kinds=kinds,
        new=str(new),
        empty_text=str(label),
        new_url=reverse("place_new", args=[kind]) if may_add else "",
    )


def _other_name(row: Any) -> str:
    return row.name_en if str(row) == row.name else row.name


@policy("place.new", roles=ADMINS)
@require_http_methods(["GET", "POST"])
def place_new(request: HttpRequest, kind: str) -> HttpResponse:
    form = PLACE_FORMS[_kind(kind)](request.POST if request.method == "POST" else None)

    def act(_data: dict[str, Any]) -> Any:
        return places.create_place(actor=request.user, now=timezone.now(), kind=kind, **form.arguments())

    return edit_page(
        request,
        form,
        act,
        tab="places",
        title=str(KINDS[kind][1]),
        button=_("Save"),
        done=_("Change saved"),
        back_url=reverse("places_of", args=[kind]),
    )


@policy("place.change", roles=PEOPLE_READERS)
@require_http_methods(["GET", "POST"])
def place_edit(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    row = visible_or_404(places.KINDS[_kind(kind)]._default_manager.all(), pk=pk)
    form = PLACE_FORMS[kind](request.POST if request.method == "POST" else None, target=row)

    def act(_data: dict[str, Any]) -> Any:
        return places.update_place(actor=request.user, now=timezone.now(), kind=kind, **form.arguments())

    return edit_page(
        request,
        form,
        act,
        tab="places",
        title=str(row),
        button=_("Save"),
        done=_("Change saved"),
        back_url=reverse("places_of", args=[kind]),
        changes=changes_of(row),
        may_change=can_administer(request.user),
    )
