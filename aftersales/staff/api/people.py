"""People in the API: whom a ticket can be handed to, and the accounts that an administrator keeps."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..enums import Role
from ..models import Department, Region, User
from ..permissions import can_administer, require_admin
from ..queries.people import accounts
from ..rules.reassigning import Work, going
from ..services import people
from ..signals import open_work_of


class UserOut(serializers.ModelSerializer):
    department = serializers.SlugRelatedField("code", read_only=True)
    region = serializers.SlugRelatedField("code", read_only=True)

    class Meta:
        model = User
        fields = ("id", "username", "name", "name_en", "role", "department", "region", "is_active")


class AccountOut(UserOut):
    """What an administrator gets besides. one_time_password: shown this once, where no link could be mailed."""

    one_time_password = serializers.SerializerMethodField()

    class Meta(UserOut.Meta):
        fields = (
            *UserOut.Meta.fields,
            "email",
            "phone",
            "language",
            "must_change_password",
            "version",
            "one_time_password",
        )

    def get_one_time_password(self, user: User) -> str:
        return self.context.get("one_time_password", "")


class AccountIn(serializers.Serializer):
    """version: of the account as it was read; somebody else's change since is answered with 409."""

    name = serializers.CharField(max_length=100)
    name_en = serializers.CharField(max_length=100, required=False, allow_blank=True)
    role = serializers.ChoiceField(Role.choices)
    department = serializers.SlugRelatedField(
        "code", queryset=Department.objects.all(), required=False, allow_null=True
    )
    region = serializers.SlugRelatedField("code", queryset=Region.objects.all(), required=False, allow_null=True)
    email = serializers.EmailField(max_length=200, required=False, allow_blank=True)
    phone = serializers.CharField(max_length=40, required=False, allow_blank=True)
    language = serializers.CharField(max_length=10, required=False, allow_blank=True)


class NewAccount(AccountIn):
    username = serializers.CharField(max_length=60)


class Handover(serializers.Serializer):
    """heir: who goes on with all that is open. heirs: with one kind of it (open-work names the kinds), a user name
    each. note: what they need to know."""

    heir = serializers.SlugRelatedField(
        "username", queryset=User.objects.filter(is_active=True), required=False, allow_null=True
    )
    heirs = serializers.DictField(
        child=serializers.SlugRelatedField("username", queryset=User.objects.filter(is_active=True)), required=False
    )
    note = serializers.CharField(max_length=500, required=False, allow_blank=True)


class Disabling(Handover):
    version = serializers.IntegerField(required=False, min_value=1)


class WorkRow(serializers.Serializer):
    title = serializers.CharField()
    url = serializers.CharField(allow_blank=True)


class WorkOut(serializers.Serializer):
    """What an account still has of one kind. roles: who may be its heir; without one, is_needed says that something
    else is to be done first (text), and otherwise it goes by itself."""

    kind = serializers.CharField()
    label = serializers.CharField()
    count = serializers.IntegerField()
    roles = serializers.ListField(child=serializers.CharField())
    is_needed = serializers.BooleanField()
    text = serializers.CharField()
    rows = WorkRow(many=True)
    url = serializers.CharField(allow_blank=True)


class NextRole(serializers.Serializer):
    """next_role: what could not stay with it; without one, what there is to go on with if the account is disabled."""

    next_role = serializers.ChoiceField(Role.choices, required=False)


class AccountChange(AccountIn, Disabling):
    """With a role that may not hold what is open, heirs as in disabling."""


class UserFilter(django_filters.FilterSet):
    role = django_filters.MultipleChoiceFilter(choices=Role.choices)
    department = django_filters.CharFilter("department__code")
    region = django_filters.CharFilter("region__code")
    is_active = django_filters.BooleanFilter()


VERBS = (
    "create",
    "partial_update",
    "open_work",
    "disable",
    "reassign",
    "enable",
    "reset_password",
    "sign_out",
    "unlock",
)


class UserViewSet(ServiceViewSet):
    """The people who work here now; an administrator also sees and opens the accounts that are disabled."""

    policies = {"list": Policy("user.list"), "retrieve": Policy("user.view"), **{v: Policy(f"user.{v}") for v in VERBS}}
    queryset = User.objects.none()
    serializer_class = UserOut
    filterset_class = UserFilter

    def visible(self) -> Any:
        rows = accounts().order_by("username")
        return rows if can_administer(self.request.user) else rows.filter(is_active=True)

    @extend_schema(request=NewAccount, responses={201: AccountOut})
    def create(self, request: Request) -> Response:
        """A new account. Its first password comes by mail, or stands in this answer once."""
        require_admin(request.user)
        user, password = people.create_user(actor=request.user, now=timezone.now(), **self.checked(NewAccount))
        return self._answer(user, password, status.HTTP_201_CREATED)

    @extend_schema(request=AccountChange, responses=AccountOut)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Correct an account. Nobody changes their own role, and the last administrator stays one."""
        require_admin(request.user)
        given = AccountChange(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        return self._answer(people.update_user(**self._who(), **given.validated_data))

    @extend_schema(parameters=[NextRole], responses=WorkOut(many=True), filters=False)
    @action(detail=True, url_path="open-work", url_name="open-work", pagination_class=None)
    def open_work(self, request: Request, pk: str) -> Response:
        """What somebody else would have to go on with, by kind; rows are the first few."""
        require_admin(request.user)
        asked = NextRole(data=request.query_params)
        asked.is_valid(raise_exception=True)
        works = going(open_work_of(self.get_object()), asked.validated_data.get("next_role"))
        return Response([_shown(work) for work in works])

    @extend_schema(request=Disabling, responses=AccountOut)
    @action(detail=True, methods=["post"])
    def disable(self, request: Request, pk: str) -> Response:
        """Shut the account, its sessions and tokens; what is open needs heirs."""
        require_admin(request.user)
        return self._answer(people.disable_user(**self._who(), **self.checked(Disabling)))

    @extend_schema(request=Handover, responses=AccountOut)
    @action(detail=True, methods=["post"], url_path="reassign", url_name="reassign")
    def reassign(self, request: Request, pk: str) -> Response:
        """Give what a disabled account still has to others."""
        require_admin(request.user)
        return self._answer(people.reassign_rest(**self._who(), **self.checked(Handover)))

    @extend_schema(request=None, responses=AccountOut)
    @action(detail=True, methods=["post"])
    def enable(self, request: Request, pk: str) -> Response:
        """Open it again."""
        return self._answer(people.enable_user(**self._who()))

    @extend_schema(request=None, responses=AccountOut)
    @action(detail=True, methods=["post"], url_path="reset-password", url_name="reset-password")
    def reset_password(self, request: Request, pk: str) -> Response:
        """Mail a link, or answer with a one-time password."""
        who = self._who()
        return self._answer(self.get_object(), people.reset_password(**who))

    @extend_schema(request=None, responses=AccountOut)
    @action(detail=True, methods=["post"], url_path="sign-out", url_name="sign-out")
    def sign_out(self, request: Request, pk: str) -> Response:
        """End every session and token: one's own, or anybody's for an administrator."""
        return self._answer(people.sign_out_everywhere(**self._who()))

    @extend_schema(request=None, responses=AccountOut)
    @action(detail=True, methods=["post"])
    def unlock(self, request: Request, pk: str) -> Response:
        """After too many tries."""
        return self._answer(people.unlock_user(**self._who()))

    def _who(self) -> dict[str, Any]:
        return {"user_id": self.get_object().pk, "actor": self.request.user, "now": timezone.now()}

    def _answer(self, user: User, password: str = "", code: int = status.HTTP_200_OK) -> Response:
        body = AccountOut(user, context={"one_time_password": password}).data
        return Response(body, status=code, headers={"Cache-Control": "no-store"})


def _shown(work: Work) -> dict[str, Any]:
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
