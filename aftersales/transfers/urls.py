"""URLs of imports and exports."""

from django.urls import path

from .views import exports, imports

urlpatterns = [
    path("settings/imports/", imports.imports, name="imports"),
    path("settings/imports/new/", imports.import_new, name="import_new"),
    path("settings/imports/<int:pk>/", imports.import_run, name="import_run"),
    path("settings/imports/<int:pk>/check/", imports.import_check, name="import_check"),
    path("settings/imports/<int:pk>/start/", imports.import_start, name="import_start"),
    path("settings/imports/<int:pk>/pause/", imports.import_pause, name="import_pause"),
    path("settings/imports/<int:pk>/resume/", imports.import_resume, name="import_resume"),
    path("settings/imports/<int:pk>/stop/", imports.import_stop, name="import_stop"),
    path("settings/imports/<int:pk>/bad-rows.csv", imports.import_bad_rows, name="import_bad_rows"),
    path("exports/", exports.exports, name="exports"),
    path("exports/new/", exports.export_new, name="export_new"),
    path("exports/<int:pk>/", exports.export, name="export"),
    path("exports/<int:pk>/decide/", exports.export_decide, name="export_decide"),
    path("exports/<int:pk>/download/", exports.export_take, name="export_take"),
]
