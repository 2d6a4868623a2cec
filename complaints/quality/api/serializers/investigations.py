"""The JSON of investigations."""

from __future__ import annotations

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ...enums import CauseCategory, CauseStanding, SpecimenVerdict
from ...models import Investigation, InvestigationFile, InvestigationReport, StoodDown
from ...queries.investigations import FINDINGS, lacking, missing_functions


class ReportOut(serializers.ModelSerializer):
    """A filed version of the report. pdf: its address, once the PDF is generated."""

    filed_by = serializers.SlugRelatedField("username", read_only=True)
    signed_by = serializers.SlugRelatedField("username", read_only=True)
    pdf = serializers.SerializerMethodField()

    class Meta:
        model = InvestigationReport
        fields = ("version", "language", "filed_by", "filed_at", "signed_by", "signed_at", "fault", "pdf")

    def get_pdf(self, report: InvestigationReport) -> str | None:
        if report.pdf is None:
            return None
        return reverse("investigation_report", args=[report.investigation.number, report.version])


class WhyOut(serializers.Serializer):
    question = serializers.CharField(allow_blank=True)
    answer = serializers.CharField()
    evidence = serializers.CharField(allow_blank=True)


class CauseOut(serializers.Serializer):
    category = serializers.ChoiceField(CauseCategory.choices)
    text = serializers.CharField()
    standing = serializers.ChoiceField(CauseStanding.choices)
    evidence = serializers.CharField(allow_blank=True)


class SpecimenOut(serializers.Serializer):
    unit = serializers.CharField()
    holder = serializers.CharField(allow_blank=True)
    item = serializers.CharField(allow_blank=True)
    limit = serializers.CharField(allow_blank=True)
    measured = serializers.CharField(allow_blank=True)
    verdict = serializers.ChoiceField(SpecimenVerdict.choices, allow_blank=True)


class StoodDownOut(serializers.ModelSerializer):
    person = serializers.SlugRelatedField("username", read_only=True)

    class Meta:
        model = StoodDown
        fields = ("person", "reason", "at")


class PhotoOut(serializers.ModelSerializer):
    """A photo or document of the findings."""

    name = serializers.CharField(source="stored.name", read_only=True)
    added_by = serializers.SlugRelatedField("username", read_only=True)
    url = serializers.SerializerMethodField()

    class Meta:
        model = InvestigationFile
        fields = ("id", "name", "caption", "added_by", "added_at", "url")

    def get_url(self, row: InvestigationFile) -> str:
        return reverse("investigation_file", args=[row.investigation.number, row.pk])


class InvestigationOut(serializers.ModelSerializer):
    """missing_functions: of which nobody is in the team. lacking: what the report still needs."""

    ticket = serializers.SlugRelatedField("number", read_only=True)
    lead = serializers.SlugRelatedField("username", read_only=True)
    team = serializers.SlugRelatedField("username", many=True, read_only=True)
    decided_by = serializers.SlugRelatedField("username", read_only=True)
    decided_for = serializers.SlugRelatedField("username", read_only=True)
    meeting = serializers.SerializerMethodField()
    actions = serializers.SlugRelatedField("number", many=True, read_only=True)
    reports = ReportOut(many=True, read_only=True)
    stood_down = StoodDownOut(many=True, read_only=True)
    photos = PhotoOut(source="files", many=True, read_only=True)
    specimens = SpecimenOut(many=True, read_only=True)
    identified_by = serializers.SlugRelatedField("username", read_only=True)
    whys = WhyOut(many=True, read_only=True)
    causes = CauseOut(many=True, read_only=True)
    missing_functions = serializers.SerializerMethodField()
    lacking = serializers.SerializerMethodField()

    class Meta:
        model = Investigation
        fields = (
            "number",
            "ticket",
            "title",
            "state",
            "lead",
            "team",
            "stood_down",
            "missing_functions",
            "severity",
            "plan",
            "opened_at",
            "due_at",
            *FINDINGS,
            "photos",
            "specimens",
            "identified_by",
            "identified_at",
            "whys",
            "causes",
            "lacking",
            "decision",
            "meeting",
            "decided_by",
            "decided_for",
            "decided_at",
            "closed_at",
            "version",
            "actions",
            "reports",
        )

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_missing_functions(self, row: Investigation) -> list[str]:
        return missing_functions(row)

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_lacking(self, row: Investigation) -> list[str]:
        return list(lacking(row))

    def get_meeting(self, investigation: Investigation) -> str | None:
        """The number of the meeting that decided on it last."""
        decided = [(case.decided_at, case.meeting.number) for case in investigation.cases.all() if case.decided_at]
        return max(decided)[1] if decided else None
