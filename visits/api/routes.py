"""The API routes of visits."""

from rest_framework.routers import SimpleRouter

from .cadence import CadenceViewSet
from .calendar import CalendarAddressViewSet, HandOverViewSet, VisitDayViewSet, VisitLoadViewSet
from .care import CareActionViewSet, CareNeedViewSet, CarePlanViewSet, CareSuggestionViewSet, CareTemplateViewSet
from .coverage import CoverageViewSet
from .exceptions import VisitExceptionViewSet
from .forums import ForumGuestViewSet, ForumOpinionViewSet, ForumViewSet
from .kinds import MaintenancePlanViewSet
from .letters import LetterBatchViewSet, LetterTemplateViewSet
from .load import VisitCapacityViewSet, VisitReminderRuleViewSet
from .schedules import VisitScheduleViewSet
from .service_rules import VisitServiceRuleViewSet
from .visits import VisitViewSet


def register(router: SimpleRouter) -> None:
    router.register("visits", VisitViewSet, "api-visit")
    router.register("visit-coverage", CoverageViewSet, "api-visit-coverage")
    router.register("visit-exceptions", VisitExceptionViewSet, "api-visit-exception")
    router.register("visit-days", VisitDayViewSet, "api-visit-day")
    router.register("visit-loads", VisitLoadViewSet, "api-visit-load")
    router.register("visit-hand-overs", HandOverViewSet, "api-visit-hand-over")
    router.register("calendar-addresses", CalendarAddressViewSet, "api-calendar-address")
    router.register("letter-templates", LetterTemplateViewSet, "api-letter-template")
    router.register("letter-batches", LetterBatchViewSet, "api-letter-batch")
    router.register("maintenance-plans", MaintenancePlanViewSet, "api-maintenance-plan")
    router.register("care-plans", CarePlanViewSet, "api-care-plan")
    router.register("care-needs", CareNeedViewSet, "api-care-need")
    router.register("care-actions", CareActionViewSet, "api-care-action")
    router.register("care-suggestions", CareSuggestionViewSet, "api-care-suggestion")
    router.register("care-templates", CareTemplateViewSet, "api-care-template")
    router.register("forums", ForumViewSet, "api-forum")
    router.register("forum-guests", ForumGuestViewSet, "api-forum-guest")
    router.register("forum-opinions", ForumOpinionViewSet, "api-forum-opinion")
    router.register("visit-cadences", CadenceViewSet, "api-visit-cadence")
    router.register("visit-schedules", VisitScheduleViewSet, "api-visit-schedule")
    router.register("visit-capacities", VisitCapacityViewSet, "api-visit-capacity")
    router.register("visit-reminder-rules", VisitReminderRuleViewSet, "api-visit-reminder-rule")
    router.register("visit-service-rules", VisitServiceRuleViewSet, "api-visit-service-rule")
