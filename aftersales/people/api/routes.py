"""The API routes of people."""

from rest_framework.routers import SimpleRouter

from .views import (
    CourseViewSet,
    EvaluationViewSet,
    InterviewViewSet,
    RecognitionViewSet,
    TrainingDueViewSet,
    TrainingViewSet,
)


def register(router: SimpleRouter) -> None:
    router.register("courses", CourseViewSet, "api-course")
    router.register("training-due", TrainingDueViewSet, "api-training-due")
    router.register("trainings", TrainingViewSet, "api-training")
    router.register("interviews", InterviewViewSet, "api-interview")
    router.register("recognitions", RecognitionViewSet, "api-recognition")
    router.register("evaluations", EvaluationViewSet, "api-evaluation")
