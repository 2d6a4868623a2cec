"""The API: every app's nouns under /api/v1/, its schema and its readable documentation."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from aftersales.web.policy import Policy
from customers.api import routes as customers_routes
from reports.api import routes as reports_routes
from surveys.api import routes as surveys_routes



class Schema(SpectacularAPIView):
    """The OpenAPI 3.1 schema."""

    policy = Policy("api.schema")


class Docs(SpectacularSwaggerSplitView):
    """The schema, readable."""

    policy = Policy("api.docs")
    url_name = "schema"


router = SimpleRouter()
customers_routes.register(router)
surveys_routes.register(router)
reports_routes.register(router)
urlpatterns = [
    path("schema/", Schema.as_view(), name="schema"),
    path("docs/", Docs.as_view(), name="api_docs"),
    path("v1/", include(router.urls)),
]
