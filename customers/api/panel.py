"""The customer panel in the API (A9)."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy
from aftersales.web.views import visible_or_404

from ..models import PanelQuestion
from ..permissions import READERS
from ..queries import contacts_seen_by
from ..queries.profile import panel_members, panel_questions
from ..services import panel
from . import profile_io as io

MEMBER_VERBS = ("list", "retrieve", "create", "leave")
QUESTION_VERBS = ("list", "retrieve", "create", "opinion", "conclude")


class PanelMemberViewSet(ServiceViewSet):
    """Customers who agreed to advise."""

    policies = {verb: Policy(f"panel_member.{verb}", READERS) for verb in MEMBER_VERBS}
    serializer_class = io.MemberOut
    filterset_fields = ("customer__number", "ask_by")

    def visible(self) -> Any:
        return panel_members(self.request.user)

    @extend_schema(request=io.NewMember, responses={201: io.MemberOut})
    def create(self, request: Request) -> Response:
        data = self.checked(io.NewMember)
        contact = visible_or_404(contacts_seen_by(request.user), pk=data.pop("contact"))
        now = timezone.now()
        member = panel.join_panel(actor=request.user, now=now, customer=contact.customer, contact=contact, **data)
        return Response(self.get_serializer(member).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def leave(self, request: Request, pk: str) -> Response:
        """From today on not asked any more."""
        member = panel.leave_panel(actor=request.user, now=timezone.now(), member=self.get_object())
        return Response(self.get_serializer(member).data)


class PanelQuestionViewSet(ServiceViewSet):
    """What the panel was asked, its opinions, and what came of them."""

    policies = {verb: Policy(f"panel_question.{verb}", READERS) for verb in QUESTION_VERBS}
    serializer_class = io.QuestionOut

    def visible(self) -> Any:
        return panel_questions(self.request.user)

    def _shown(self, question: PanelQuestion, code: int = status.HTTP_200_OK) -> Response:
        return Response(self.get_serializer(self.visible().get(pk=question.pk)).data, status=code)

    @extend_schema(request=io.NewQuestion, responses={201: io.QuestionOut})
    def create(self, request: Request) -> Response:
        data = self.checked(io.NewQuestion)
        question = panel.ask_panel(actor=request.user, now=timezone.now(), **data)
        return self._shown(question, status.HTTP_201_CREATED)

    @extend_schema(request=io.NewOpinion)
    @action(detail=True, methods=["post"])
    def opinion(self, request: Request, pk: str) -> Response:
        """Keep what a member says; said again, it replaces what was said."""
        data, question = self.checked(io.NewOpinion), self.get_object()
        member = visible_or_404(panel_members(request.user).filter(until=None), pk=data.pop("member"))
        panel.keep_opinion(actor=request.user, now=timezone.now(), question=question, member=member, **data)
        return self._shown(question)

    @extend_schema(request=io.Outcome)
    @action(detail=True, methods=["post"])
    def conclude(self, request: Request, pk: str) -> Response:
        """Say what came of it; the question is closed."""
        data = self.checked(io.Outcome)
        question = panel.conclude(actor=request.user, now=timezone.now(), question=self.get_object(), **data)
        return self._shown(question)
