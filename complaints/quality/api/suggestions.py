"""Opinions and suggestions in the API, and their monthly lists."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone

from aftersales.store.dates import company_date
from aftersales.web.api.verbs import offers
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..models import SuggestionList, SuggestionReview
from ..permissions import READERS
from ..permissions.suggestions import LIST_READERS
from ..queries.suggestions import TABS, lists, reviews, tab_filter
from ..verbs import SUGGESTIONS
from .serializers.suggestions import SuggestionListOut, SuggestionOut


class SuggestionFilter(django_filters.FilterSet):
    """tab: as on the page. theme: a pair of characters or words that occurs in the text."""

    tab = django_filters.ChoiceFilter(method="of_tab", choices=[(tab, tab) for tab in TABS])
    theme = django_filters.CharFilter("themes__key")
    product = django_filters.CharFilter("ticket__purchase__product__code")
    owner = django_filters.CharFilter("owner__username")
    since = django_filters.DateFilter("received_on", "gte")

    class Meta:
        model = SuggestionReview
        fields = ("state", "telling", "tab", "theme", "product", "owner", "since")

    def of_tab(self, rows: QuerySet[SuggestionReview], name: str, value: str) -> QuerySet[SuggestionReview]:
        return rows.filter(tab_filter(value, company_date(timezone.now())))


@offers("suggestion", READERS, SUGGESTIONS, answers=SuggestionOut)
class SuggestionViewSet(ServiceViewSet):
    """Opinions and suggestions of customers, and what was decided on them. Each has the number of its ticket."""

    policies = {verb: Policy(f"suggestion.{verb}", READERS) for verb in ("list", "retrieve")}
    serializer_class = SuggestionOut
    filterset_class = SuggestionFilter
    lookup_field = "ticket__number"
    lookup_url_kwarg = "number"

    def visible(self) -> Any:
        return reviews(self.request.user, {}, timezone.now()).prefetch_related("themes")


class SuggestionListViewSet(ServiceViewSet):
    """Monthly lists of opinions and suggestions, as they were made."""

    policies = {verb: Policy(f"suggestion_list.{verb}", LIST_READERS) for verb in ("list", "retrieve")}
    serializer_class = SuggestionListOut
    lookup_field = "number"

    def visible(self) -> Any:
        return lists()

    def visible_model(self) -> Any:
        return SuggestionList
