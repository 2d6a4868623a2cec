"""The API routes of the radar."""

from rest_framework.routers import SimpleRouter

from . import views


def register(router: SimpleRouter) -> None:
    router.register("radar-signals", views.RadarSignalViewSet, "api-radar-signal")
