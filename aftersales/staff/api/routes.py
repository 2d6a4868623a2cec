"""The API routes of users, places, stand-ins and tokens."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from .columns import ListColumnsViewSet
from .people import UserViewSet
from .places import DepartmentViewSet, OutletViewSet, RegionViewSet
from .stand_ins import StandInViewSet
from .tokens import TokenViewSet

urlpatterns = [
    path("token/", TokenViewSet.as_view({"post": "issue", "delete": "revoke"}), name="api-token"),
    path(
        "columns/<slug:name>/",
        ListColumnsViewSet.as_view({"get": "retrieve", "put": "update"}),
        name="api-list-columns",
    ),
]


def register(router: SimpleRouter) -> None:
    router.register("users", UserViewSet, "api-user")
    router.register("stand-ins", StandInViewSet, "api-stand-in")
    router.register("departments", DepartmentViewSet, "api-department")
    router.register("regions", RegionViewSet, "api-region")
    router.register("outlets", OutletViewSet, "api-outlet")
