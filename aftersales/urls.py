"""The addresses of the product."""

from django.urls import include, path

urlpatterns = [
    path("", include("aftersales.office.urls")),
    path("", include("aftersales.notifications.urls")),
    path("", include("aftersales.audit.urls")),
    path("", include("aftersales.transfers.urls")),
    path("", include("aftersales.backups.urls")),
    path("", include("aftersales.staff.urls")),
    path("", include("aftersales.web.urls")),
    path("", include("customers.urls")),
    path("", include("complaints.urls")),
    path("", include("complaints.quality.urls")),
    path("", include("visits.urls")),
    path("", include("surveys.urls")),
    path("", include("reports.urls")),
    # The page of a customer matches any word after customers/, so it comes last.
    path("", include("aftersales.desk.urls")),
    path("api/", include("aftersales.api")),
]
