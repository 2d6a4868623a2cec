"""The API routes of surveys."""

from rest_framework.routers import SimpleRouter

from .call_backs import CallBackViewSet
from .grades import GradeViewSet
from .index_models import IndexModelViewSet
from .measures import MeasureViewSet
from .questionnaires import QuestionnaireViewSet, SurveyQuestionViewSet
from .results import ResultViewSet
from .rounds import ExclusionViewSet, RoundViewSet, SurveyRuleViewSet
from .verbatims import VerbatimViewSet
from .views import InvitationViewSet, ResponseViewSet
from .weight_sets import WeightSetViewSet


def register(router: SimpleRouter) -> None:
    router.register("questionnaires", QuestionnaireViewSet, "api-questionnaire")
    router.register("index-models", IndexModelViewSet, "api-index-model")
    router.register("weight-sets", WeightSetViewSet, "api-weight-set")
    router.register("survey-questions", SurveyQuestionViewSet, "api-survey-question")
    router.register("invitations", InvitationViewSet, "api-invitation")
    router.register("results", ResultViewSet, "api-result")
    router.register("responses", ResponseViewSet, "api-response")
    router.register("rounds", RoundViewSet, "api-round")
    router.register("exclusions", ExclusionViewSet, "api-exclusion")
    router.register("survey-rules", SurveyRuleViewSet, "api-survey-rule")
    router.register("grades", GradeViewSet, "api-grade")
    router.register("call-backs", CallBackViewSet, "api-call-back")
    router.register("verbatims", VerbatimViewSet, "api-verbatim")
    router.register("measures", MeasureViewSet, "api-measure")
