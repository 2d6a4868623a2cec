"""The API routes of self-evaluation."""

from rest_framework.routers import SimpleRouter

from .views import SelfEvaluationItemViewSet, SelfEvaluationViewSet, StandardViewSet


def register(router: SimpleRouter) -> None:
    router.register("self-evaluations", SelfEvaluationViewSet, "api-self_evaluation")
    router.register("self-evaluation-items", SelfEvaluationItemViewSet, "api-self_evaluation_item")
    router.register("standards", StandardViewSet, "api-standard")
