"""The nouns of the office floor in the API."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from .company import CompanyViewSet, HolidayViewSet, MailViewSet, WorkingTimeViewSet
from .saved_views import SavedViewViewSet
from .settings import NumberingViewSet, RetentionViewSet

urlpatterns = [
    path("company/", CompanyViewSet.as_view({"get": "retrieve", "patch": "partial_update"}), name="api-company"),
    path("working-time/", WorkingTimeViewSet.as_view({"get": "retrieve", "put": "update"}), name="api-working-time"),
    path("mail/", MailViewSet.as_view({"get": "retrieve"}), name="api-mail"),
    path("mail/test/", MailViewSet.as_view({"post": "test"}), name="api-mail-test"),
]


def register(router: SimpleRouter) -> None:
    router.register("saved-views", SavedViewViewSet, "api-saved-view")
    router.register("numbering", NumberingViewSet, "api-numbering")
    router.register("retention", RetentionViewSet, "api-retention")
    router.register("holidays", HolidayViewSet, "api-holiday")
