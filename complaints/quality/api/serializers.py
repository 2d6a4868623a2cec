"""What the API says of investigations and actions, and takes for them."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from rest_framework import serializers

from aftersales.staff.models import User
from aftersales.web.fields import MAX_FILES

from ..enums import ActionKind
from ..models import Action, Investigation, InvestigationReport
from ..queries.investigations import FINDINGS

MAX_TEXT = 10_000
PEOPLE = User.objects.all()  # who may is said by the services


def person(**options: bool) -> serializers.SlugRelatedField:
    """A person by user name."""
    return serializers.SlugRelatedField("username", queryset=PEOPLE, **options)


def files() -> serializers.ListField:
    """Photos and PDF, as multipart/form-data."""
    return serializers.ListField(child=serializers.FileField(), max_length=MAX_FILES, required=False)


class ReportOut(serializers.ModelSerializer):
    """A filed version; pdf is its address as soon as it is printed."""

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


class Versioned(serializers.Serializer):
    """version: the one that the caller looked at; if it is older than the record, the answer is 409."""

    version = serializers.IntegerField(required=False, min_value=1)


class TeamIn(Versioned):
    lead = person()
    team = person(many=True)


class NewInvestigation(serializers.Serializer):
    ticket = serializers.CharField(max_length=20)
    title = serializers.CharField(max_length=200)
    lead = person()
    team = person(many=True, required=False)


class Findings(Versioned):
    on_site_findings = serializers.CharField(max_length=MAX_TEXT, required=False, allow_blank=True)
    identification = serializers.CharField(max_length=MAX_TEXT, required=False, allow_blank=True)
    cause = serializers.CharField(max_length=MAX_TEXT, required=False, allow_blank=True)
    responsibility = serializers.CharField(max_length=MAX_TEXT, required=False, allow_blank=True)
    handling = serializers.CharField(max_length=MAX_TEXT, required=False, allow_blank=True)
    files = files()


class Language(serializers.Serializer):
    language = serializers.ChoiceField(settings.LANGUAGES)


class ReportVersion(serializers.Serializer):
    report = serializers.IntegerField(min_value=1)


class Decision(Versioned):
    decision = serializers.CharField(max_length=MAX_TEXT)
    attendees = serializers.CharField(max_length=300)


class QualityReason(serializers.Serializer):
    reason = serializers.CharField(max_length=500)


class NewAction(serializers.Serializer):
    kind = serializers.ChoiceField(ActionKind.choices)
    title = serializers.CharField(max_length=200)
    owner = person()
    due_on = serializers.DateField()
    investigation = serializers.CharField(max_length=20, required=False)
    ticket = serializers.CharField(max_length=20, required=False)


class Evidence(Versioned):
    evidence = serializers.CharField(max_length=MAX_TEXT)
    files = files()


class Check(Versioned):
    effective = serializers.BooleanField()
    verification = serializers.CharField(max_length=MAX_TEXT)


class NewDate(Versioned):
    due_on = serializers.DateField()
