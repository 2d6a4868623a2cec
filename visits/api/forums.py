"""The API of user forums, their guests and opinions."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.web.api.filters import MomentFilter, SortFilter
from aftersales.web.api.form_schema import body_of
from aftersales.web.api.verbs import offers
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.verbs import Verb
from customers.api.filters import CustomerNumberFilter

from ..forms.forums import NewForumForm
from ..models import Forum, ForumGuest, ForumOpinion
from ..permissions import READERS
from ..queries import forums as queries
from ..services.forums import plan_forum
from ..verbs import FORUMS, GUESTS, OPINIONS
from .care import policies
from .serializers.forums import ForumGuestOut, ForumOpinionOut, ForumOut


class ForumFilter(django_filters.FilterSet):
    region = django_filters.CharFilter("region__code")
    host = django_filters.CharFilter("host__username")
    starts_after = MomentFilter("starts_at", "gte")
    starts_before = MomentFilter("starts_at", "lt")
    sort = SortFilter(queries.SORTS)

    class Meta:
        model = Forum
        fields = ("state", "region", "host")


@offers("forum", READERS, FORUMS, answers=ForumOut)
class ForumViewSet(ServiceViewSet):
    """User forums of a region: planned, guests invited, held, minutes written, every opinion followed up."""

    policies = policies("forum", "create")
    serializer_class = ForumOut
    filterset_class = ForumFilter
    lookup_field = "number"

    def visible(self) -> QuerySet[Forum]:
        return queries.with_figures(queries.forums(self.request.user))

    @extend_schema(request=body_of(NewForumForm), responses={201: ForumOut})
    def create(self, request: Request) -> Response:
        """Plan a forum. Guests are chosen and invited afterwards."""
        form = self.filled(NewForumForm, user=request.user)
        made = plan_forum(actor=request.user, now=timezone.now(), **form.arguments())
        answer = self.get_serializer(self.visible().get(pk=made.pk)).data
        return Response(answer, status=status.HTTP_201_CREATED)


class ForumGuestFilter(django_filters.FilterSet):
    forum = django_filters.CharFilter("forum__number")
    customer = CustomerNumberFilter("customer__number")

    class Meta:
        model = ForumGuest
        fields = ("forum", "customer", "channel", "group", "coming", "attended")


@offers("forum_guest", READERS, GUESTS, answers=ForumGuestOut)
class ForumGuestViewSet(ServiceViewSet):
    """Guests of forums: how they are invited, whether they come and came."""

    policies = policies("forum_guest")
    serializer_class = ForumGuestOut
    filterset_class = ForumGuestFilter

    def visible(self) -> QuerySet[ForumGuest]:
        return queries.guests(self.request.user)

    def answer(self, verb: Verb, target: ForumGuest, result: Any) -> Response:
        """The guest; nothing after it was taken off the list."""
        if verb.name == "take-off":
            return Response(status=status.HTTP_204_NO_CONTENT)
        return super().answer(verb, target, result)


class ForumOpinionFilter(django_filters.FilterSet):
    forum = django_filters.CharFilter("forum__number")
    due_before = django_filters.DateFilter("due_on", "lte")

    class Meta:
        model = ForumOpinion
        fields = ("forum", "fate")


@offers("forum_opinion", READERS, OPINIONS, answers=ForumOpinionOut)
class ForumOpinionViewSet(ServiceViewSet):
    """Opinions said in forums, and what became of each."""

    policies = policies("forum_opinion")
    serializer_class = ForumOpinionOut
    filterset_class = ForumOpinionFilter

    def visible(self) -> QuerySet[ForumOpinion]:
        return queries.opinions(self.request.user)
