"""Rounds, their exclusions and their rule in the API."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.web.api.dated import ChangedViewSet, describe, policies
from aftersales.web.api.verbs import offers
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..models import Exclusion, Round, SurveyRule
from ..permissions import EXCLUSION_READERS, ROUND_READERS, SURVEY_RULE_READERS
from ..queries.frames import draw_again
from ..queries.rounds import funnel, preview, strata
from ..verbs.rounds import EXCLUSIONS, ROUNDS
from ..views.rounds import SURVEY_RULES
from .serializers.rounds import ExclusionOut, FunnelOut, PreviewOut, RedrawnOut, RoundOut, StratumOut, SurveyRuleOut


@offers("round", ROUND_READERS, ROUNDS, answers=RoundOut)
class RoundViewSet(ServiceViewSet):
    """Rounds of the quarterly survey. They run by themselves; a plan may be changed until its frame is frozen."""

    serializer_class = RoundOut
    queryset = Round.objects.none()
    lookup_field = "quarter"
    lookup_value_regex = r"20[0-9]{2}-Q[1-4]"
    filterset_fields = ("state",)
    policies = {
        name: Policy(f"round.{name}", ROUND_READERS)
        for name in ("list", "retrieve", "strata", "funnel", "preview", "redraw")
    }

    def visible(self) -> Any:
        return Round.objects.select_related("questionnaire")

    def answer(self, verb: Any, target: Round, result: Any) -> Response:
        target.refresh_from_db()
        return Response(self.get_serializer(target).data)

    @extend_schema(responses=StratumOut(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def strata(self, request: Request, quarter: str) -> Response:
        """The strata with their answers, rates and weights."""
        return Response(StratumOut(strata(self.get_object()), many=True).data)

    @extend_schema(responses=FunnelOut)
    @action(detail=True)
    def funnel(self, request: Request, quarter: str) -> Response:
        """From drawn to complete, with the reason of each loss."""
        return Response(FunnelOut(funnel(self.get_object())).data)

    @extend_schema(responses=PreviewOut)
    @action(detail=True)
    def preview(self, request: Request, quarter: str) -> Response:
        """What the round would do if it opened now. Nothing is stored."""
        return Response(PreviewOut(preview(self.get_object(), timezone.now())).data)

    @extend_schema(responses=RedrawnOut)
    @action(detail=True)
    def redraw(self, request: Request, quarter: str) -> Response:
        """Hash the stored frame and draw the sample again from the stored seed, and compare."""
        return Response(RedrawnOut(draw_again(self.get_object())).data)


@offers("exclusion", EXCLUSION_READERS, EXCLUSIONS, answers=ExclusionOut)
class ExclusionViewSet(ServiceViewSet):
    """Customers who are left out of a round, each with a reason and a second person."""

    serializer_class = ExclusionOut
    queryset = Exclusion.objects.none()
    filterset_fields = ("state",)
    policies = {name: Policy(f"exclusion.{name}", EXCLUSION_READERS) for name in ("list", "retrieve")}

    def visible(self) -> Any:
        rows = Exclusion.objects.select_related("round", "customer", "proposed_by", "decided_by")
        return rows.order_by("-proposed_at", "-pk")

    def answer(self, verb: Any, target: Exclusion, result: Any) -> Response:
        return Response(self.get_serializer(result).data)


@describe(SURVEY_RULES, SurveyRuleOut, ("change",))
class SurveyRuleViewSet(ChangedViewSet):
    """Survey rules: how exact the survey of a quarter is, and when it runs."""

    policies = policies("survey_rule", ("list", "retrieve", "change"), SURVEY_RULE_READERS)
    queryset = SurveyRule.objects.none()
    serializer_class = SurveyRuleOut
    kind = SURVEY_RULES
