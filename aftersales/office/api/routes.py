"""The API routes of the company, its settings and saved views."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from .company import CompanyViewSet, HolidayViewSet, MailViewSet, WorkingTimeViewSet
from .numbering import NumberingViewSet
from .retention import RetentionViewSet
from .saved_views import SavedViewViewSet

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
