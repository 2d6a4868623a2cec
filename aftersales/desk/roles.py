"""The pages of roles: what each is responsible for, who has it, and which pages it may open according to their
policies."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from aftersales.staff.enums import TICKET_READERS, Role
from aftersales.staff.models import User
from aftersales.staff.permissions import PEOPLE_READERS
from aftersales.web.policy import policy
from aftersales.web.settings_pages import ListRow, list_page
from aftersales.web.settings_tabs import tabs_of
from complaints.permissions import SEE_ALL
from complaints.rules.authority import STEP_ROLES
from customers.models import Customer
from customers.permissions import can_reveal, is_seen

from .navigation import offered

PEOPLE_SHOWN = 50
JOBS: dict[str, Any] = {
    Role.SERVICE: gettext_lazy("Logs issues while the customer is talking, replies in time and follows up to the end."),
    Role.REP: gettext_lazy("Visits customers in their region, looks after key customers, holds user forums."),
    Role.MANAGER: gettext_lazy("Approves within their limit, watches deadlines, assigns work, asks customers."),
    Role.GM: gettext_lazy(
        "Decides what exceeds the department’s limit; chairs the management meeting and incident meetings."
    ),
    Role.QUALITY: gettext_lazy("Investigates incidents, stores samples, completes corrective actions."),
    Role.QUALITY_MANAGER: gettext_lazy("Leads investigations, signs reports, verifies that actions were effective."),
    Role.EXECUTIVE: gettext_lazy("Sees satisfaction, complaints, SLAs and follow-ups, down to each case."),
    Role.COLLEAGUE: gettext_lazy("Completes assigned work: a finding, a goods receipt, a refund or an action."),
    Role.ADMIN: gettext_lazy(
        "Manages accounts, departments and regions, products, rules, imports and backups. Can’t see tickets."
    ),
    Role.AUDITOR: gettext_lazy("Can view everything, but changes nothing."),
}


def people_by_role() -> dict[str, int]:
    """How many active users have each role, in one query."""
    asked = {role: Count("pk", filter=Q(role=role, is_active=True)) for role in Role.values}
    return User.objects.aggregate(**asked)


def opens(role: str) -> list[str]:
    """The labels of the pages that the menu and the settings show to this role."""
    somebody = User(role=role)
    shown = [item.label for item in offered(somebody)]
    return [str(label) for label in (*shown, *(tab["label"] for tab in tabs_of(somebody)))]


def limits(role: str) -> list[str]:
    """Which records, which data, what authority: computed from the permissions, so that the page shows what they really
    allow."""
    somebody, own, foreign = User(pk=0, role=role), Customer(rep_id=0), Customer()
    sees_own = is_seen(somebody, own)
    texts = []
    if sees_own and not is_seen(somebody, foreign):
        texts.append(_("Sees the customers and tickets in their region, plus their own."))
    elif role in TICKET_READERS - SEE_ALL:
        texts.append(_("Sees only what is assigned to them or their department."))
    if can_reveal(somebody, own):
        texts.append(_("Can view hidden phone numbers; every view is recorded with its reason."))
    elif sees_own:
        texts.append(_("Sees masked phone numbers and addresses."))
    if role in STEP_ROLES.values():
        texts.append(_("Approves proposals within their limit, never their own."))
    return texts


@policy("role.list", roles=PEOPLE_READERS)
@require_GET
def roles(request: HttpRequest) -> HttpResponse:
    """All roles. They are part of the product; a role is assigned in the account of a user."""
    counts = people_by_role()
    rows = [ListRow(str(role.label), (JOBS[role], counts[role]), reverse("role", args=[role])) for role in Role]
    return list_page(
        request,
        "roles",
        heads=[_("Role"), _("Responsibility"), _("People")],
        rows=rows,
        text=_("What each role can access is set by the system. Roles are assigned in the user’s account."),
    )


@policy("role.view", roles=PEOPLE_READERS)
@require_GET
def role(request: HttpRequest, code: str) -> HttpResponse:
    """One role: its purpose, its users, the pages it may open and those it may not."""
    if code not in Role.values:
        raise Http404
    mine = opens(code)
    everything = {label for other in Role.values for label in opens(other)}
    people = User.objects.filter(role=code, is_active=True).select_related("department", "region").order_by("username")
    context = {
        "title": Role(code).label,
        "job": JOBS[code],
        "limits": limits(code),
        "opens": mine,
        "closed": sorted(everything - set(mine)),
        "people": people[:PEOPLE_SHOWN],
        "count": people.count(),
        "people_url": f"{reverse('users')}?role={code}&state=on",
    }
    return render(request, "desk/role.html", context)
