"""The API routes of visits."""

from rest_framework.routers import SimpleRouter

from .care import (
    CareActionViewSet,
    CareNeedViewSet,
    CarePlanViewSet,
    CareSuggestionViewSet,
    CareTemplateViewSet,
)
from .exceptions import VisitExceptionViewSet
from .forums import ForumGuestViewSet, ForumOpinionViewSet, ForumViewSet
from .visits import VisitViewSet


def register(router: SimpleRouter) -> None:
    router.register("visits", VisitViewSet, "api-visit")
    router.register("visit-exceptions", VisitExceptionViewSet, "api-visit-exception")
    router.register("care-plans", CarePlanViewSet, "api-care-plan")
    router.register("care-needs", CareNeedViewSet, "api-care-need")
    router.register("care-actions", CareActionViewSet, "api-care-action")
    router.register("care-suggestions", CareSuggestionViewSet, "api-care-suggestion")
    router.register("care-templates", CareTemplateViewSet, "api-care-template")
    router.register("forums", ForumViewSet, "api-forum")
    router.register("forum-guests", ForumGuestViewSet, "api-forum-guest")
    router.register("forum-opinions", ForumOpinionViewSet, "api-forum-opinion")
