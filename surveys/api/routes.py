"""The API routes of surveys."""

from rest_framework.routers import SimpleRouter

from .views import InvitationViewSet, QuestionnaireViewSet, ResponseViewSet


def register(router: SimpleRouter) -> None:
    router.register("questionnaires", QuestionnaireViewSet, "api-questionnaire")
    router.register("invitations", InvitationViewSet, "api-invitation")
    router.register("responses", ResponseViewSet, "api-response")
