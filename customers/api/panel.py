"""The customer panel in the API (A9)."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.web.api.form_schema import body_of
from aftersales.web.api.verbs import offers
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..forms.panel import MemberForm, QuestionForm
from ..models import PanelMember
from ..permissions import READERS
from ..queries import contacts_seen_by
from ..queries.profile import panel_members, panel_questions
from ..services import panel
from ..verbs import MEMBERS, QUESTIONS
from .filters import CustomerNumberFilter
from .serializers.panel import MemberOut, QuestionOut


class MemberFilter(django_filters.FilterSet):
    customer__number = CustomerNumberFilter("customer__number")

    class Meta:
        model = PanelMember
        fields = ("customer__number", "ask_by")


@offers("panel_member", READERS, MEMBERS, answers=MemberOut)
class PanelMemberViewSet(ServiceViewSet):
    """Members of the customer panel: contacts who agreed to advise."""

    policies = {verb: Policy(f"panel_member.{verb}", READERS) for verb in ("list", "retrieve", "create")}
    serializer_class = MemberOut
    filterset_class = MemberFilter

    def visible(self) -> Any:
        return panel_members(self.request.user)

    @extend_schema(request=body_of(MemberForm), responses={201: MemberOut})
    def create(self, request: Request) -> Response:
        form = self.filled(MemberForm, contacts=contacts_seen_by(request.user))
        member = panel.join_panel(actor=request.user, now=timezone.now(), **form.arguments())
        return Response(self.get_serializer(member).data, status=status.HTTP_201_CREATED)


@offers("panel_question", READERS, QUESTIONS, answers=QuestionOut)
class PanelQuestionViewSet(ServiceViewSet):
    """Questions to the panel, with the members' opinions and the outcome."""

    policies = {verb: Policy(f"panel_question.{verb}", READERS) for verb in ("list", "retrieve", "create")}
    serializer_class = QuestionOut

    def visible(self) -> Any:
        return panel_questions(self.request.user)

    @extend_schema(request=body_of(QuestionForm), responses={201: QuestionOut})
    def create(self, request: Request) -> Response:
        data = self.filled(QuestionForm).cleaned_data
        question = panel.ask_panel(actor=request.user, now=timezone.now(), **data)
        answer = self.visible().get(pk=question.pk)
        return Response(self.get_serializer(answer).data, status=status.HTTP_201_CREATED)
