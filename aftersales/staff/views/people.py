"""Users, departments, regions and outlets, for the administrator."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
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
from aftersales.web.policy import policy
from aftersales.web.settings_pages import PreviewLine, Row, edit_page, list_page, state_of
from aftersales.web.views import visible_or_404

from ..enums import Role
from ..forms.offboarding import rows_of
from ..forms.people import FindPeople, LeaveForm, PlaceForm, PlainForm, UserForm
from ..models import User
from ..permissions import PEOPLE_READERS, can_administer
from ..queries.people import accounts, changes_of, is_locked, is_mailed
from ..rules.reassigning import Work, going
from ..services import people, places
from ..signals import open_work_of

ADMINS = frozenset({Role.ADMIN})


@policy("user.set_up", roles=PEOPLE_READERS)
@require_GET
def users(request: HttpRequest) -> HttpResponse:
    """Everybody with an account."""
    form = FindPeople(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    page = page_of(request, accounts(asked.pop("q", ""), **asked))
    rows = [
        Row(
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
    """A new account; its first password comes by mail, or is shown here once."""
    form = UserForm(request.POST or None)

    def act(data: dict[str, Any]) -> tuple[User, str]:
        data.pop("version")
        return people.create_user(actor=request.user, now=timezone.now(), **data)

    said: dict[str, Any] = {"title": _("New user"), "button": _("Create account"), "done": _("Account created")}
    return _told_once(request, act, lambda told: edit_page(request, form, told, tab="users", **said))


def _told_once(request: HttpRequest, act: Callable, answer: Callable[[Callable], HttpResponse]) -> HttpResponse:
    """What was answered, or the page that shows a one-time password, which is kept nowhere."""
    given: list[Any] = []

    def told(data: dict[str, Any]) -> User:
        given.extend(act(data))
        return given[0]

    response = answer(told)
    if not given or not given[1]:
        return response
    facts = [(_("Name"), given[0]), (_("Username"), given[0].username), (_("Role"), given[0].get_role_display())]
    shown = render(request, "staff/one_time.html", {"account": given[0], "facts": facts, "password": given[1]})
    add_never_cache_headers(shown)
    return shown


@policy("user.edit", roles=PEOPLE_READERS)
@require_http_methods(["GET", "POST"])
def user(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: its facts, its steps, who changed what."""
    row = visible_or_404(accounts(), pk=pk)
    form = UserForm(request.POST if request.method == "POST" else None, user=row)
    works = _going_with_role(request, row)
    form.ask(row, works, request.user)

    def act(data: dict[str, Any]) -> User:
        if works and "note" not in request.POST:
            raise RuleViolation(
                _("Some open work can’t stay with this role. Choose who takes over."),
                code="work_asked",
                field="role",
            )
        return people.update_user(user_id=row.pk, actor=request.user, now=timezone.now(), **data)

    may_change = can_administer(request.user)
    return edit_page(
        request,
        form,
        act,
        tab="users",
        title=str(row),
        text=row.username,
        button=_("Save"),
        done=_("Account saved"),
        may_change=may_change,
        changes=changes_of(row),
        notes=_notes(works, request.user),
        links=_steps_of(request.user, row) if may_change else (),
    )


def _going_with_role(request: HttpRequest, row: User) -> list[Work]:
    """What cannot stay with the role that is posted."""
    role = request.POST.get("role", row.role)
    if role == row.role or role not in Role.values or not row.is_active or not can_administer(request.user):
        return []
    return going(open_work_of(row), role)


def _notes(works: Sequence[Work], reader: Any) -> list[PreviewLine]:
    """What nobody can be chosen for: it goes by itself, or something else comes first."""
    return [
        PreviewLine(
            format_html("{}{}{}. {} {}", work.label, _(": "), work.count, work.text, rows_of(work, reader)),
            "late" if work.is_needed else "",
        )
        for work in works
        if not work.roles
    ]


STEPS: dict[str, tuple[Any, Any, Any, Any]] = {
    "reset": (
        gettext_lazy("Reset password"),
        gettext_lazy("Reset password"),
        gettext_lazy("Password has been reset"),
        gettext_lazy("The current password stops working immediately, and all devices are signed out."),
    ),
    "sign-out": (
        gettext_lazy("Sign out everywhere"),
        gettext_lazy("Sign out everywhere"),
        gettext_lazy("Signed out everywhere"),
        gettext_lazy("All sessions and tokens of this account end."),
    ),
    "unlock": (
        gettext_lazy("Unlock"),
        gettext_lazy("Unlock"),
        gettext_lazy("Unlocked"),
        gettext_lazy("The correct password works again immediately."),
    ),
    "disable": (
        gettext_lazy("Deactivate"),
        gettext_lazy("Deactivate account"),
        gettext_lazy("Account disabled"),
        gettext_lazy("The user can no longer sign in; sessions and tokens end at once. Existing records stay."),
    ),
    "reassign": (
        gettext_lazy("Reassign"),
        gettext_lazy("Reassign"),
        gettext_lazy("Work reassigned"),
        gettext_lazy("This account is disabled but still owns work that hasn’t been reassigned."),
    ),
    "enable": (
        gettext_lazy("Activate"),
        gettext_lazy("Activate account"),
        gettext_lazy("Account enabled again"),
        gettext_lazy("The old password works again."),
    ),
}


OFFBOARDING = ("disable", "reassign")


def _steps_of(reader: Any, row: User) -> list[tuple[str, str]]:
    """What can be done with an account as it stands."""
    is_other = row.pk != reader.pk
    fits = {
        "reset": row.is_active and is_other,
        "sign-out": row.is_active,
        "unlock": is_locked(row),
        "disable": row.is_active and is_other,
        "enable": not row.is_active,
        "reassign": not row.is_active and bool(going(open_work_of(row), None)),
    }
    return [(reverse("user_step", args=[row.pk, name]), str(STEPS[name][0])) for name, fit in fits.items() if fit]


@policy("user.step", roles=ADMINS)
@require_http_methods(["GET", "POST"])
def user_step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Reset, sign out, unlock, disable, enable: each asks once more."""
    if name not in STEPS:
        raise Http404
    row = visible_or_404(accounts(), pk=pk)
    title, button, done, _text = map(str, STEPS[name])
    works = going(open_work_of(row), None) if name in OFFBOARDING else []
    form, text = _form_of(request, row, name, works), _text_of(row, name, works)

    def answer(act: Callable) -> HttpResponse:
        return edit_page(
            request,
            form,
            act,
            tab="users",
            title=f"{title}{_(': ')}{row}",
            button=button,
            done=done,
            text=text,
            stop=name in ("disable", "reset"),
            back_url=reverse("user", args=[row.pk]),
            notes=_notes(works, request.user),
        )

    return _told_once(request, lambda data: _do(request, row, name, data), answer)


def _form_of(request: HttpRequest, row: User, name: str, works: Sequence[Work]) -> forms.Form:
    given = request.POST if request.method == "POST" else None
    if name not in OFFBOARDING:
        return PlainForm(given)
    form = LeaveForm(given, user=row)
    form.ask(row, works, request.user)
    if name == "reassign":
        del form.fields["version"]
    return form


def _text_of(row: User, name: str, works: Sequence[Work]) -> str:
    text = str(STEPS[name][3])
    if name == "reset":
        mailed, told = (
            _("A link to set a new password will be emailed."),
            _("A one-time password is shown here. Give it to the user in person."),
        )
        return sentences(text, mailed if is_mailed(row) else told)
    if name == "disable" and works:
        return sentences(text, _("Open work is reassigned to others."))
    return text


def _do(request: HttpRequest, row: User, name: str, data: dict[str, Any]) -> tuple[User, str]:
    """Call the step's service; a one-time password where it made one."""
    who: dict[str, Any] = {"user_id": row.pk, "actor": request.user, "now": timezone.now()}
    if name == "reset":
        return row, people.reset_password(**who)
    plain: dict[str, Callable[..., User]] = {
        "sign-out": people.sign_out_everywhere,
        "unlock": people.unlock_user,
        "enable": people.enable_user,
        "disable": people.disable_user,
        "reassign": people.reassign_rest,
    }
    return plain[name](**who, **data), ""


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
    """Departments, regions or outlets."""
    label, new = KINDS[_kind(kind)]
    found: Any = places.KINDS[kind]._default_manager.order_by("-is_active", "name" if kind == "outlet" else "code")
    page = page_of(request, found.select_related("region") if kind == "outlet" else found)
    today = timezone.localdate()
    rows = [
        Row(
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
        {"url": reverse("places_of", args=[name]), "label": said[0], "current": name == kind}
        for name, said in KINDS.items()
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
    form = PlaceForm(request.POST if request.method == "POST" else None, facts=places.FACTS[_kind(kind)])

    def act(data: dict[str, Any]) -> Any:
        data.pop("version")
        return places.create_place(actor=request.user, now=timezone.now(), kind=kind, **data)

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
    given = request.POST if request.method == "POST" else None
    form = PlaceForm(given, facts=places.FACTS[kind], place=row)

    def act(data: dict[str, Any]) -> Any:
        return places.update_place(place_id=row.pk, actor=request.user, now=timezone.now(), kind=kind, **data)

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
