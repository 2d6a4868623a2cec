"""The list of users as an export."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from aftersales.tables.exporting import Column, Listing, Params, Shape, wrong_in

from .forms.people import FindPeople
from .models import User
from .permissions import PEOPLE_READERS, can_administer
from .queries.people import accounts

COLUMNS = (
    Column(_("Username"), "username"),
    Column(_("Name"), lambda row: row, personal="name"),
    Column(_("English name"), lambda row: row, personal="name_en"),
    Column(_("Role"), "get_role_display"),
    Column(_("Department"), "department"),
    Column(_("Region"), "region"),
    Column(_("Email"), lambda row: row, personal="email"),
    Column(_("Phone"), lambda row: row, personal="phone"),
    Column(_("Active"), "is_active"),
    Column(_("Last sign-in"), "last_login", Shape.MOMENT),
)


def _people(user: Any, params: Params, now: datetime) -> QuerySet[User]:
    form = FindPeople(params)
    asked = form.cleaned_data if form.is_valid() else {}
    return accounts(asked.pop("q", ""), **asked)


LISTINGS = (
    Listing(
        "users",
        _("Users"),
        PEOPLE_READERS,
        _people,
        COLUMNS,
        page="users",
        reveals=can_administer,
        filters={name: field.label for name, field in FindPeople.base_fields.items()},
        typed=frozenset({"q"}),
        wrong=wrong_in(FindPeople),
    ),
)
