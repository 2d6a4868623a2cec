"""Roles in the API: what each may open, according to the policies of the pages."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.staff.enums import Role
from aftersales.staff.permissions import PEOPLE_READERS
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..roles import JOBS, limits, opens, people_by_role
from .serializers import RoleOut


class RoleViewSet(ServiceViewSet):
    """The roles of the product. A role is assigned in the account of a user."""

    policies = {"list": Policy("role.list", PEOPLE_READERS)}
    serializer_class = RoleOut
    pagination_class = None
    filter_backends = ()

    def visible(self) -> list[Role]:
        return []

    @extend_schema(responses=RoleOut(many=True))
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """All ten roles."""
        people = people_by_role()
        rows = [
            {
                "code": role,
                "name": role.label,
                "job": JOBS[role],
                "people": people[role],
                "opens": opens(role),
                "limits": limits(role),
            }
            for role in Role
        ]
        return Response(RoleOut(rows, many=True).data)
