"""Who gets past 404 on saved views: everybody has their own, of the lists that they may open."""

ROWS: dict[str, frozenset[str] | str] = {
    "saved_views": "everyone",
    "saved_view_new": "everyone",
    "saved_view_delete": "everyone",
    "saved_view_up": "everyone",
    "api-saved-view-list": "everyone",
    "api-saved-view-detail": "everyone",
}


def _view(people: object) -> dict[str, int]:
    from aftersales.office.services.saved_views import save_view
    from tests.factories import NOW

    view = save_view(actor=people.manager, now=NOW, page="tickets", name="shared", params={}, is_shared=True)
    return {"pk": view.pk}


OBJECTS = {"saved_view": _view, "api-saved-view": _view}
SHARED = {"api-saved-view-detail"}
