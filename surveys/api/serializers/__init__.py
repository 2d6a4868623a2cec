"""The JSON of surveys, and the body with which a customer answers one."""

from django.conf import settings
from rest_framework import serializers

from ...models import Figure, Invitation, Round
from ...queries import closed_because


class InvitationOut(serializers.ModelSerializer):
    """Whether a contact was invited and has answered. It shows neither the answers nor the link."""

    ticket = serializers.CharField(source="ticket.number", allow_null=True, read_only=True)
    state = serializers.SerializerMethodField()

    class Meta:
        model = Invitation
        fields = ("id", "kind", "ticket", "issue", "created_at", "expires_at", "state")

    def get_state(self, row: Invitation) -> str:
        return closed_because(row, self.context["now"]) or "open"


class ResponseOut(serializers.Serializer):
    """A response without its person. It has the month instead of the day, and region and tier only if at least five
    responses share them."""

    month = serializers.CharField()
    csat = serializers.IntegerField(allow_null=True)
    csat_words = serializers.CharField(allow_blank=True)
    nps = serializers.IntegerField(allow_null=True)
    solved = serializers.BooleanField(allow_null=True)
    comment = serializers.CharField(allow_blank=True)
    region = serializers.CharField(allow_blank=True)
    tier = serializers.CharField(allow_blank=True)


class SubmittedAnswers(serializers.Serializer):
    """What a customer sends: the token of the link, and the answers by the key of their question.

    The keys depend on the questionnaire, so the service checks each answer.
    """

    token = serializers.CharField(max_length=100, trim_whitespace=False)
    answers = serializers.DictField(child=serializers.JSONField(), allow_empty=False)
    language = serializers.ChoiceField(choices=[code for code, _name in settings.LANGUAGES], required=False)


class ReceivedOut(serializers.Serializer):
    """What the customer gets back after answering."""

    received = serializers.BooleanField()


class FigureOut(serializers.Serializer):
    value = serializers.FloatField()
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    margin = serializers.FloatField(allow_null=True)
    n = serializers.IntegerField()
    previous = serializers.FloatField(allow_null=True)
    change = serializers.FloatField(allow_null=True)
    significant = serializers.BooleanField(allow_null=True)


class FiguresOut(serializers.Serializer):
    """The figures of a quarter. Their meaning is described at surveys.queries.quarter_figures."""

    quarter = serializers.CharField()
    previous_quarter = serializers.CharField()
    region = serializers.IntegerField(allow_null=True)
    n = serializers.IntegerField()
    invited = serializers.IntegerField()
    hidden = serializers.BooleanField()
    csat = FigureOut(allow_null=True)
    nps = FigureOut(allow_null=True)
    index = FigureOut(allow_null=True)
    solved = FigureOut(allow_null=True)
    response_rate = FigureOut(allow_null=True)


class ResultOut(serializers.ModelSerializer):
    """A computed round."""

    class Meta:
        model = Round
        fields = (
            "quarter",
            "state",
            "is_anonymous",
            "population",
            "sample_size",
            "computed_at",
            "code_version",
            "seal",
        )


class RoundFigureOut(serializers.ModelSerializer):
    """A figure of a round. Its codes are described at surveys.models.Figure; hidden ones have neither value nor n."""

    class Meta:
        model = Figure
        fields = (
            "segment",
            "member",
            "code",
            "value",
            "low",
            "high",
            "n",
            "effective_n",
            "was",
            "change",
            "p",
            "is_significant",
            "is_apart",
            "is_hidden",
        )


class ResultFiguresOut(ResultOut):
    """A computed round with its figures, of all customers or of one kind of segment, and the flags by code."""

    figures = RoundFigureOut(many=True)
    flags = serializers.DictField(child=serializers.IntegerField())

    class Meta:
        model = Round
        fields = (*ResultOut.Meta.fields, "figures", "flags")


class RoundResponseOut(serializers.Serializer):
    """A response of a named round, without its customer."""

    answered_on = serializers.DateField(allow_null=True)
    channel = serializers.CharField()
    nps = serializers.IntegerField(allow_null=True)
    comment = serializers.CharField(allow_blank=True)
    region = serializers.CharField(allow_blank=True)
    tier = serializers.CharField(allow_blank=True)
    flag_codes = serializers.ListField(child=serializers.CharField())
