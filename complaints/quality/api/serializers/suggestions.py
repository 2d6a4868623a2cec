"""The JSON of opinions and suggestions."""

from django.urls import reverse
from rest_framework import serializers

from aftersales.store.personal import mask_text

from ...models import SuggestionList, SuggestionReview


class SuggestionOut(serializers.ModelSerializer):
    """number: that of the ticket. words: what the customer said, with phone numbers masked. themes: its pairs of
    characters or words."""

    number = serializers.CharField(source="ticket.number", read_only=True)
    kind = serializers.CharField(source="ticket.kind", read_only=True)
    subject = serializers.CharField(source="ticket.subject", read_only=True)
    words = serializers.SerializerMethodField()
    themes = serializers.SlugRelatedField("key", many=True, read_only=True)
    owner = serializers.SlugRelatedField("username", read_only=True)
    proposed_by = serializers.SlugRelatedField("username", read_only=True)
    decided_by = serializers.SlugRelatedField("username", read_only=True)
    told_by = serializers.SlugRelatedField("username", read_only=True)
    action = serializers.SlugRelatedField("number", read_only=True)

    class Meta:
        model = SuggestionReview
        fields = (
            "number",
            "kind",
            "subject",
            "words",
            "themes",
            "state",
            "received_at",
            "proposed",
            "proposed_reason",
            "proposed_by",
            "reason",
            "owner",
            "due_on",
            "action",
            "decided_by",
            "decided_at",
            "result",
            "result_at",
            "message",
            "telling",
            "told_at",
            "told_by",
            "told_channel",
            "said_zh",
            "said_en",
            "did_zh",
            "did_en",
            "came_zh",
            "came_en",
            "version",
        )

    def get_words(self, row: SuggestionReview) -> str:
        return mask_text(row.ticket.description)


class SuggestionListOut(serializers.ModelSerializer):
    """contents: the list as it was made. pdf: the address of the PDF; ?lang= chooses the language."""

    contents = serializers.JSONField(source="snapshot", read_only=True)
    pdf = serializers.SerializerMethodField()

    class Meta:
        model = SuggestionList
        fields = ("number", "month", "made_at", "contents", "pdf")

    def get_pdf(self, row: SuggestionList) -> str:
        return reverse("suggestion_list_pdf", args=[row.number])
