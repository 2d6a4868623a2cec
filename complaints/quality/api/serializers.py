"""The JSON of investigations and actions."""

from __future__ import annotations

from django.urls import reverse
from rest_framework import serializers

from ..models import Action, Investigation, InvestigationReport
from ..queries.investigations import FINDINGS


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


class InvestigationOut(serializers.ModelSerializer):
    ticket = serializers.SlugRelatedField("number", read_only=True)
    lead = serializers.SlugRelatedField("username", read_only=True)
    team = serializers.SlugRelatedField("username", many=True, read_only=True)
    decided_by = serializers.SlugRelatedField("username", read_only=True)
    decided_for = serializers.SlugRelatedField("username", read_only=True)
    actions = serializers.SlugRelatedField("number", many=True, read_only=True)
    reports = ReportOut(many=True, read_only=True)

    class Meta:
        model = Investigation
        fields = (
            "number",
            "ticket",
            "title",
            "state",
            "lead",
            "team",
            "opened_at",
            "due_at",
            *FINDINGS,
            "decision",
            "attendees",
            "decided_by",
            "decided_for",
            "decided_at",
            "closed_at",
            "version",
            "actions",
            "reports",
        )


class ActionOut(serializers.ModelSerializer):
    investigation = serializers.SlugRelatedField("number", read_only=True)
    ticket = serializers.SlugRelatedField("number", read_only=True)
    owner = serializers.SlugRelatedField("username", read_only=True)
    verified_by = serializers.SlugRelatedField("username", read_only=True)
    created_by = serializers.SlugRelatedField("username", read_only=True)

    class Meta:
        model = Action
        fields = (
            "number",
            "kind",
            "title",
            "investigation",
            "ticket",
            "owner",
            "due_on",
            "state",
            "evidence",
            "done_at",
            "verification",
            "verified_by",
            "verified_at",
            "created_by",
            "created_at",
            "version",
        )
