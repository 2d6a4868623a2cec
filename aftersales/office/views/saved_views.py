"""Pages of saved views: save, sort, delete."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftersales.web.policy import policy
from aftersales.web.views import submit, visible_or_404

from ..forms.company import SavedViewForm
from ..permissions import can_open, can_share_views
from ..queries.saved_views import tabs_of, url_of, views_seen_by
from ..rules.saved_views import kept_params
from ..services.saved_views import delete_view, move_view_up, save_view


def _list(request: HttpRequest, name: str) -> str:
    """The route name of a list. Raises Http404 if the user may not open the list."""
    if not can_open(request.user, name):
        raise Http404
    return name


@policy("saved_view.list")
@require_GET
def saved_views(request: HttpRequest) -> HttpResponse:
    """The views of one list, with what the user may do with them."""
    name = _list(request, request.GET.get("list", "tickets"))
    context = {"views": tabs_of(request.user, name, {}), "list": name, "list_url": reverse(name)}
    return render(request, "office/saved_views.html", context)


def sheet_form(request: HttpRequest, name: str) -> SavedViewForm:
    """The form that saves the current filters. The page of the list shows it too."""
    params = kept_params(request.GET.dict())
    return SavedViewForm(initial={"list": name, "params": params}, may_share=can_share_views(request.user))


@policy("saved_view.save")
@require_http_methods(["GET", "POST"])
def saved_view_new(request: HttpRequest) -> HttpResponse:
    """Save the filters of a list under a name."""

    def again(form: SavedViewForm, status: int = 200) -> HttpResponse:
        back = reverse(_list(request, form["list"].value() or ""))
        return render(request, "office/saved_view_new.html", {"form": form, "back_url": back}, status=status)

    if request.method == "GET":
        return again(sheet_form(request, request.GET.get("list", "tickets")))
    form = SavedViewForm(request.POST, may_share=can_share_views(request.user))

    def act(data: dict[str, Any]) -> Any:
        return save_view(
            actor=request.user,
            now=timezone.now(),
            page=data["list"],
            name=data["name"],
            params=data["params"],
            is_shared=data.get("is_shared", False),
        )

    return submit(request, form, act, done=_("View saved"), goto=url_of, again=again)


@policy("saved_view.delete")
@require_POST
def saved_view_delete(request: HttpRequest, pk: int) -> HttpResponse:
    view = visible_or_404(views_seen_by(request.user), pk=pk)
    delete_view(view_id=view.pk, actor=request.user, now=timezone.now())
    return HttpResponseRedirect(f"{reverse('saved_views')}?list={view.page}")


@policy("saved_view.move")
@require_POST
def saved_view_up(request: HttpRequest, pk: int) -> HttpResponse:
    view = visible_or_404(views_seen_by(request.user), pk=pk)
    move_view_up(view_id=view.pk, actor=request.user, now=timezone.now())
    return HttpResponseRedirect(f"{reverse('saved_views')}?list={view.page}")
