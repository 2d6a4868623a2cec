"""Users in the API: people who a ticket can be given to, and the accounts that an administrator manages."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.kernel.errors import ensure
from aftersales.web.api.form_schema import body_of
from aftersales.web.api.forms import filled
from aftersales.web.api.verbs import offers
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy
from aftersales.web.verbs import Verb

from ..enums import Role
from ..forms.people import NewUserForm, NextRoleForm, UserForm
from ..models import User
from ..permissions import ADMIN_ONLY, can_administer
from ..queries.people import accounts
from ..rules.offboarding import OpenWork, going
from ..services import people
from ..signals import open_work_of
from ..verbs import USERS
from .serializers import AccountOut, UserOut, WorkOut

NEXT_ROLE = OpenApiParameter("next_role", enum=Role.values, description=" ".join(str(NextRoleForm.__doc__).split()))


class UserFilter(django_filters.FilterSet):
    role = django_filters.MultipleChoiceFilter(choices=Role.choices)
    department = django_filters.CharFilter("department__code")
    region = django_filters.CharFilter("region__code")
    is_active = django_filters.BooleanFilter()


@offers("user", Role.values, USERS, answers=AccountOut)
class UserViewSet(ServiceViewSet):
    """Active users. An administrator also sees deactivated accounts."""

    policies = {name: Policy(f"user.{name}") for name in ("list", "retrieve", "create", "partial_update", "open_work")}
    queryset = User.objects.none()
    serializer_class = UserOut
    filterset_class = UserFilter

    def visible(self) -> Any:
        rows = accounts().order_by("username")
        return rows if can_administer(self.request.user) else rows.filter(is_active=True)

    @extend_schema(request=body_of(NewUserForm), responses={201: AccountOut})
    def create(self, request: Request) -> Response:
        """Create an account. A link to choose the first password is sent by mail; if that is impossible, this answer
        shows a one-time password once."""
        ensure(can_administer(request.user), ADMIN_ONLY)
        form = self.filled(NewUserForm)
        user, password = people.create_user(actor=request.user, now=timezone.now(), **form.cleaned_data)
        return self._account(user, password, status.HTTP_201_CREATED)

    @extend_schema(request=body_of(UserForm, partial=True), responses=AccountOut)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change an account. Users can't change their own role, and the last administrator can't be removed."""
        ensure(can_administer(request.user), ADMIN_ONLY)
        form = self.filled(UserForm, partial=True, **self.form_options(self.get_object()))
        return self._account(people.update_user(actor=request.user, now=timezone.now(), **form.arguments()))

    @extend_schema(parameters=[NEXT_ROLE], responses=WorkOut(many=True), filters=False)
    @action(detail=True, url_path="open-work", url_name="open-work", pagination_class=None)
    def open_work(self, request: Request, pk: str) -> Response:
        """The open work of a user that successors would take over, by kind. rows: the first few."""
        ensure(can_administer(request.user), ADMIN_ONLY)
        form = filled(NextRoleForm, request.query_params)
        works = going(open_work_of(self.get_object()), form.cleaned_data["next_role"] or None)
        return Response([_work(work) for work in works])

    def answer(self, verb: Verb, target: User, result: Any) -> Response:
        user, password = result if isinstance(result, tuple) else (result, "")
        return self._account(user, password)

    def _account(self, user: User, password: str = "", code: int = status.HTTP_200_OK) -> Response:
        body = AccountOut(user, context={"one_time_password": password}).data
        return Response(body, status=code, headers={"Cache-Control": "no-store"})


def _work(work: OpenWork) -> dict[str, Any]:
    return {
        "kind": work.kind,
        "label": str(work.label),
        "count": work.count,
        "roles": sorted(work.roles),
        "is_needed": work.is_needed,
        "text": str(work.text),
        "url": work.url,
        "rows": [{"title": title, "url": url} for title, url in work.rows],
    }
