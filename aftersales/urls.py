"""The addresses of the product."""

from django.urls import include, path

handler400 = "aftersales.web.errors.bad_request"
handler403 = "aftersales.web.errors.permission_denied"
handler404 = "aftersales.web.errors.page_not_found"
handler500 = "aftersales.web.errors.server_error"
urlpatterns = [
    path("", include("aftersales.office.urls")),
    path("", include("aftersales.notifications.urls")),
    path("", include("aftersales.audit.urls")),
    path("", include("aftersales.transfers.urls")),
    path("", include("aftersales.backups.urls")),
    path("", include("aftersales.people.urls")),
    path("", include("aftersales.staff.urls")),
    path("", include("aftersales.web.urls")),
    path("", include("customers.urls")),
    path("", include("complaints.urls")),
    path("", include("complaints.quality.urls")),
    path("", include("visits.urls")),
    path("", include("surveys.urls")),
    path("", include("reports.urls")),
    path("", include("reports.certification.urls")),
    path("", include("reports.radar.urls")),
    # The page of a customer matches any word after customers/, so it comes last.
    path("", include("aftersales.desk.urls")),
    path("api/", include("aftersales.api")),
]
