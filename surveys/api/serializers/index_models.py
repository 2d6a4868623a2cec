"""The JSON of index models."""

from rest_framework import serializers

from ...models import IndexModel
from ...rules.index_models import latent_lines, path_lines


class IndexModelOut(serializers.ModelSerializer):
    """An index model. latents and paths are written as they are sent."""

    latents = serializers.SerializerMethodField()
    paths = serializers.SerializerMethodField()

    class Meta:
        model = IndexModel
        fields = ("id", "code", "title_zh", "title_en", "source", "latents", "paths", "target", "is_retired", "version")

    def get_latents(self, row: IndexModel) -> list[str]:
        return latent_lines(row.latents)

    def get_paths(self, row: IndexModel) -> list[str]:
        return path_lines(row.paths)
