"""Addresses of self-evaluation."""

from django.urls import path

from .views import evaluations, items, standards

PAGE = "reports/certification/"
ONE = f"{PAGE}<str:number>/"
ITEM = f"{ONE}<str:code>/"

urlpatterns = [
    path(PAGE, evaluations.self_evaluations, name="self_evaluations"),
    path(f"{PAGE}new/", evaluations.self_evaluation_new, name="self_evaluation_new"),
    path(ONE, evaluations.self_evaluation, name="self_evaluation"),
    path(f"{ONE}dossier.pdf", evaluations.self_evaluation_dossier, name="self_evaluation_dossier"),
    path(f"{ONE}export.zip", evaluations.self_evaluation_export, name="self_evaluation_export"),
    *(
        path(f"{ONE}do/{name}/", view, name=f"self_evaluation_{name}")
        for name, view in evaluations.SELF_EVALUATION_VERBS.items()
    ),
    path(ITEM, items.self_evaluation_item, name="self_evaluation_item"),
    path(f"{ITEM}files/<int:pk>/", items.self_evaluation_item_file, name="self_evaluation_item_file"),
    *(
        path(f"{ITEM}do/{name}/", view, name=f"self_evaluation_item_{name.replace('-', '_')}")
        for name, view in items.SELF_EVALUATION_ITEM_VERBS.items()
    ),
    path("settings/standards/", standards.standards, name="standards"),
    path("settings/standards/<slug:code>/", standards.standard, name="standard"),
]
