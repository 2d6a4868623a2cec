"""The JSON of people."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ..models import (
    Attendance,
    Course,
    Evaluation,
    EvaluationFinding,
    Interview,
    InterviewFollowUp,
    InterviewTarget,
    Recognition,
    TrainingDue,
    TrainingSession,
)
from ..presentation.interviews import kept_figures, sees_parts
from ..rules.interviews import LEAD_PARTS, OWN_PARTS, RECORD_PARTS


def _username() -> Any:
    return serializers.SlugRelatedField("username", read_only=True)


class CourseOut(serializers.ModelSerializer):
    roles = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Course
        fields = ("id", "name", "name_en", "roles", "months", "first_days", "pass_mark", "is_active", "version")


class TrainingDueOut(serializers.ModelSerializer):
    """By when a person must pass a course (again)."""

    person = _username()
    course = serializers.IntegerField(source="course_id", read_only=True)

    class Meta:
        model = TrainingDue
        fields = ("id", "person", "course", "since", "passed_on", "due_on")


class AttendanceOut(serializers.ModelSerializer):
    """A participant and the result. has_certificate: its file is on the page of the training."""

    person = _username()
    has_certificate = serializers.SerializerMethodField()

    class Meta:
        model = Attendance
        fields = ("person", "result", "score", "tries", "passed_on", "valid_until", "note", "has_certificate")

    def get_has_certificate(self, row: Attendance) -> bool:
        return row.certificate_id is not None


class TrainingOut(serializers.ModelSerializer):
    """A session of a course. results: those that the user may see."""

    course = serializers.IntegerField(source="course_id", read_only=True)
    created_by = _username()
    results = AttendanceOut(source="seen_attendances", many=True, read_only=True)

    class Meta:
        model = TrainingSession
        fields = (
            "number",
            "course",
            "state",
            "starts_at",
            "place",
            "trainer",
            "seats",
            "content",
            "summary",
            "cancel_reason",
            "created_by",
            "created_at",
            "version",
            "results",
        )


class InterviewTargetOut(serializers.ModelSerializer):
    class Meta:
        model = InterviewTarget
        fields = ("id", "goal", "now", "target", "until", "helper", "result", "is_met")


class InterviewFollowUpOut(serializers.ModelSerializer):
    class Meta:
        model = InterviewFollowUp
        fields = ("id", "what", "who", "due_on", "done_on", "result")


class PersonFigureOut(serializers.Serializer):
    label = serializers.CharField()
    mine = serializers.CharField()
    everyone = serializers.CharField()


class InterviewOut(serializers.ModelSerializer):
    """An interview as this reader may see it: what the other side prepared is empty until both are ready.
    figures: those of the period, from the day on which the record was written."""

    person = _username()
    interviewer = _username()
    superior = _username()
    targets = InterviewTargetOut(many=True, read_only=True)
    follow_ups = InterviewFollowUpOut(many=True, read_only=True)
    figures = serializers.SerializerMethodField()

    class Meta:
        model = Interview
        fields = (
            "number",
            "state",
            "person",
            "interviewer",
            "superior",
            "superior_attends",
            "period_from",
            "period_to",
            "starts_at",
            "place",
            "topic",
            "noticed_at",
            *OWN_PARTS,
            "own_ready_at",
            *LEAD_PARTS,
            "lead_ready_at",
            *RECORD_PARTS,
            "figures",
            "held_at",
            "dissent",
            "own_signed_at",
            "lead_signed_at",
            "closing",
            "closed_at",
            "cancel_reason",
            "version",
            "targets",
            "follow_ups",
        )

    @extend_schema_field(PersonFigureOut(many=True))
    def get_figures(self, row: Interview) -> list[dict[str, str]]:
        return [
            {"label": str(one.label), "mine": one.mine, "everyone": one.everyone} for one in kept_figures(row.figures)
        ]

    def to_representation(self, row: Interview) -> dict[str, Any]:
        data = super().to_representation(row)
        seen = sees_parts(self.context["request"].user, row)
        for names, is_seen in zip((OWN_PARTS, LEAD_PARTS), seen, strict=True):
            if not is_seen:
                data.update(dict.fromkeys(names, ""))
        return data


class RecognitionOut(serializers.ModelSerializer):
    person = _username()
    proposed_by = _username()
    decided_by = _username()

    class Meta:
        model = Recognition
        fields = (
            "number",
            "kind",
            "state",
            "person",
            "happened_on",
            "reason",
            "facts",
            "measure",
            "proposed_by",
            "proposed_at",
            "comment",
            "commented_at",
            "decision",
            "decided_by",
            "decided_at",
            "version",
        )


class EvaluationFindingOut(serializers.ModelSerializer):
    noted_by = _username()

    class Meta:
        model = EvaluationFinding
        fields = ("rule", "verdict", "finding", "proposal", "noted_by", "noted_at")


class EvaluationOut(serializers.ModelSerializer):
    decided_by = _username()
    findings = EvaluationFindingOut(many=True, read_only=True)

    class Meta:
        model = Evaluation
        fields = ("number", "state", "due_on", "decision", "decided_by", "decided_at", "version", "findings")
