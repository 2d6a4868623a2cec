"""The API routes of quality."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from .batches import BatchViewSet, BatchWarningViewSet, WarningRulesViewSet
from .campaigns import CampaignCustomerViewSet, CampaignViewSet, CheckCallViewSet
from .costs import CostViewSet, QualityRuleViewSet, SupplierViewSet
from .meetings import MeetingViewSet
from .objections import ObjectionViewSet
from .samples import SampleViewSet
from .suggestions import SuggestionListViewSet, SuggestionViewSet
from .views import ActionViewSet, InvestigationViewSet

urlpatterns = [
    path(
        "early-warning-rules/",
        WarningRulesViewSet.as_view({"get": "retrieve", "patch": "partial_update"}),
        name="api-warning-rules",
    ),
]


def register(router: SimpleRouter) -> None:
    router.register("investigations", InvestigationViewSet, "api-investigation")
    router.register("meetings", MeetingViewSet, "api-meeting")
    router.register("actions", ActionViewSet, "api-action")
    router.register("costs", CostViewSet, "api-cost")
    router.register("quality-rules", QualityRuleViewSet, "api-quality-rule")
    router.register("suppliers", SupplierViewSet, "api-supplier")
    router.register("batches", BatchViewSet, "api-batch")
    router.register("batch-warnings", BatchWarningViewSet, "api-batch-warning")
    router.register("samples", SampleViewSet, "api-sample")
    router.register("objections", ObjectionViewSet, "api-objection")
    router.register("suggestions", SuggestionViewSet, "api-suggestion")
    router.register("suggestion-lists", SuggestionListViewSet, "api-suggestion-list")
    router.register("campaigns", CampaignViewSet, "api-campaign")
    router.register("campaign-customers", CampaignCustomerViewSet, "api-campaign-customer")
    router.register("check-calls", CheckCallViewSet, "api-check-call")
