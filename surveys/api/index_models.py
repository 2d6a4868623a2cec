"""Index models in the API."""

from __future__ import annotations

from aftersales.web.api.dated import IN_PLACE, InPlaceViewSet, describe, policies

from ..models import IndexModel
from ..permissions import INDEX_MODEL_READERS
from ..views.index_models import INDEX_MODELS
from .serializers.index_models import IndexModelOut


@describe(INDEX_MODELS, IndexModelOut, IN_PLACE)
class IndexModelViewSet(InPlaceViewSet):
    """Index models 指数模型: latent variables, and paths from cause to effect. Lines of latents are written
    "SAT 顾客满意 / Customer satisfaction", lines of paths "EXP → SAT"."""

    policies = policies("index_model", IN_PLACE, INDEX_MODEL_READERS)
    queryset = IndexModel.objects.none()
    serializer_class = IndexModelOut
    filterset_fields = ("code", "is_retired")
    kind = INDEX_MODELS
