"""Saved views in the API."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.web.api.form_schema import body_of
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..forms.company import SavedViewForm
from ..models import SavedView
from ..permissions import can_open
from ..queries.saved_views import views_seen_by
from ..services import saved_views as services
from .serializers import SavedViewOut


class SavedViewViewSet(ServiceViewSet):
    """The filters of a list, saved under a name."""

    policies = {name: Policy(f"saved_view.{name}") for name in ("list", "retrieve", "create", "destroy")}
    queryset = SavedView.objects.none()
    serializer_class = SavedViewOut

    def visible(self) -> Any:
        rows, user = views_seen_by(self.request.user), self.request.user
        pages = rows.order_by().values_list("page", flat=True).distinct()
        return rows.filter(page__in=[page for page in pages if can_open(user, page)])

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The user's own views, then the shared ones."""
        return super().list(request, *args, **kwargs)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One saved view."""
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(request=body_of(SavedViewForm), responses={201: SavedViewOut})
    def create(self, request: Request) -> Response:
        """Save the filters of a list under a name; at most 30 per user."""
        data = self.filled(SavedViewForm, may_share=True).cleaned_data
        view = services.save_view(actor=request.user, now=timezone.now(), page=data.pop("list"), **data)
        return Response(self.get_serializer(view).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Delete a saved view."""
        services.delete_view(view_id=self.get_object().pk, actor=request.user, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)
