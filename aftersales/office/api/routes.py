"""The nouns of the office floor in the API."""

from rest_framework.routers import SimpleRouter

from .saved_views import SavedViewViewSet


def register(router: SimpleRouter) -> None:
    router.register("saved-views", SavedViewViewSet, "api-saved-view")
