"""People and tokens in the API."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from .views import TokenViewSet, UserViewSet

urlpatterns = [path("token/", TokenViewSet.as_view({"post": "issue", "delete": "revoke"}), name="api-token")]


def register(router: SimpleRouter) -> None:
    router.register("users", UserViewSet, "api-user")
