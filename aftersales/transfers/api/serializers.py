"""What the API answers about exports and imports."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ..models import ExportRequest, ImportRun
from ..queries.imports import column_of, differences, reason_of

SHOWN = 100


class ExportOut(serializers.ModelSerializer):
    """An export, downloaded or waiting. filters: the filters of the list."""

    list = serializers.CharField(source="page", read_only=True)
    filters = serializers.DictField(source="params", child=serializers.CharField(), read_only=True)
    asked_by: Any = serializers.SlugRelatedField("username", read_only=True)
    decided_by: Any = serializers.SlugRelatedField("username", read_only=True)
    decided_for: Any = serializers.SlugRelatedField("username", read_only=True)
    waits_until = serializers.DateTimeField(read_only=True, allow_null=True)
    open_until = serializers.DateTimeField(read_only=True, allow_null=True)

    class Meta:
        model = ExportRequest
        fields = (
            "id",
            "list",
            "filters",
            "file_format",
            "is_whole",
            "count",
            "reason",
            "state",
            "asked_by",
            "created_at",
            "waits_until",
            "decided_by",
            "decided_for",
            "decided_at",
            "answer",
            "open_until",
            "taken_at",
        )


class BadRowOut(serializers.Serializer):
    line = serializers.IntegerField()
    column = serializers.CharField()
    reason = serializers.CharField()


class DifferingRowOut(serializers.Serializer):
    line = serializers.IntegerField()
    difference = serializers.CharField()


class ImportOut(serializers.ModelSerializer):
    """An import. done of total rows have been read. bad_rows: the first hundred rows with errors. A trial imports
    nothing.

    heading_line: the line that was taken for the headings. unread: headings of columns that are not imported. existing:
    what happens to rows that exist already; updated counts those that took the values of the file, differing those that
    were left as they are although the file says something else; differing_rows: the first hundred of both."""

    all_or_nothing = serializers.BooleanField(source="is_whole", read_only=True)
    created_by = serializers.SlugRelatedField("username", read_only=True)
    done = serializers.IntegerField()
    problem = serializers.SerializerMethodField()
    bad_rows = serializers.SerializerMethodField()
    unread = serializers.ListField(child=serializers.CharField(), read_only=True)
    differing_rows = serializers.SerializerMethodField()

    class Meta:
        model = ImportRun
        fields = (
            "id",
            "kind",
            "state",
            "file_name",
            "sheet",
            "coding",
            "heading_line",
            "names",
            "unread",
            "is_trial",
            "all_or_nothing",
            "existing",
            "total",
            "done",
            "added",
            "known",
            "updated",
            "differing",
            "failed",
            "created_by",
            "created_at",
            "started_at",
            "finished_at",
            "problem",
            "bad_rows",
            "differing_rows",
        )

    def get_problem(self, run: ImportRun) -> str:
        if not run.problem:
            return ""
        return _(run.problem) % run.params if run.params else _(run.problem)

    @extend_schema_field(BadRowOut(many=True))
    def get_bad_rows(self, run: ImportRun) -> list[dict[str, Any]]:
        if not self.context.get("with_rows"):
            return []
        faults = run.faults.filter(is_difference=False)[:SHOWN]
        return [{"line": f.line, "column": column_of(run, f.field), "reason": reason_of(f)} for f in faults]

    @extend_schema_field(DifferingRowOut(many=True))
    def get_differing_rows(self, run: ImportRun) -> list[dict[str, Any]]:
        if not self.context.get("with_rows"):
            return []
        return [{"line": line, "difference": told} for line, told in differences(run, SHOWN)]


class ColumnOut(serializers.Serializer):
    """A field that columns can be assigned to. headings: headings of columns that are assigned to it automatically."""

    name = serializers.CharField()
    label = serializers.CharField()
    required = serializers.BooleanField()
    headings = serializers.ListField(child=serializers.CharField())


class KindOut(serializers.Serializer):
    kind = serializers.CharField()
    label = serializers.CharField()
    columns = ColumnOut(many=True)
