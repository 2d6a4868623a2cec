"""The API: every app's nouns under /api/v1/, its schema and its readable documentation."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

import aftersales.staff.api.schema  # noqa: F401  (names the ways to sign in to the schema)
from aftersales.audit.api import routes as audit_routes
from aftersales.backups.api import routes as backups_routes
from aftersales.desk.api import routes as desk_routes
from aftersales.office.api import routes as office_routes
from aftersales.people.api import routes as people_routes
from aftersales.staff.api import routes as staff_routes
from aftersales.transfers.api import routes as transfers_routes
from aftersales.web.api.defaults import HasPolicy
from aftersales.web.api.viewsets import Router
from aftersales.web.policy import Policy
from complaints.api import routes as complaints_routes
from complaints.quality.api import routes as quality_routes
from customers.api import routes as customers_routes
from reports.api import routes as reports_routes
from reports.certification.api import routes as certification_routes
from reports.radar.api import routes as radar_routes
from surveys.api import routes as surveys_routes
from visits.api import routes as visits_routes


class Schema(SpectacularAPIView):
    """The OpenAPI 3.1 schema."""

    policy = Policy("api.schema")
    permission_classes = [HasPolicy]


class Docs(SpectacularSwaggerSplitView):
    """A page that shows the schema. It is our own template, because the one of the library has inline styles."""

    policy = Policy("api.docs")
    permission_classes = [HasPolicy]
    url_name = "schema"
    template_name = "api_docs.html"


router = Router()
staff_routes.register(router)
office_routes.register(router)
audit_routes.register(router)
transfers_routes.register(router)
backups_routes.register(router)
people_routes.register(router)
customers_routes.register(router)
complaints_routes.register(router)
quality_routes.register(router)
visits_routes.register(router)
surveys_routes.register(router)
reports_routes.register(router)
certification_routes.register(router)
radar_routes.register(router)
desk_routes.register(router)
urlpatterns = [
    path("schema/", Schema.as_view(), name="schema"),
    path("docs/", Docs.as_view(), name="api_docs"),
    path("v1/", include(staff_routes)),
    path("v1/", include(office_routes)),
    path("v1/", include(quality_routes)),
    path("v1/", include(router.urls)),
]
