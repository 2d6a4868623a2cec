"""What the API answers about backups."""

from django.utils.translation import gettext as _
from rest_framework import serializers

from ..models import BackupRun


class BackupOut(serializers.ModelSerializer):
    """A backup or a restore test. kind: a backup, or a trial restore of the newest one. rows, files, size: what it
    contained."""

    problem = serializers.SerializerMethodField()

    class Meta:
        model = BackupRun
        fields = (
            "id",
            "kind",
            "state",
            "asked_by",
            "created_at",
            "finished_at",
            "file",
            "size",
            "rows",
            "files",
            "missing",
            "problem",
        )

    def get_problem(self, run: BackupRun) -> str:
        if not run.problem:
            return ""
        return _(run.problem) % run.params if run.params else _(run.problem)
