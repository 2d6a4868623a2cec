"""The JSON of questionnaires and their questions."""

from rest_framework import serializers

from ...models import Choice, Question, Questionnaire
from ...queries.questionnaires import latent_of


class ChoiceOut(serializers.ModelSerializer):
    class Meta:
        model = Choice
        fields = ("position", "text_zh", "text_en")


class SurveyQuestionOut(serializers.ModelSerializer):
    """latent: the code of the latent variable that the question measures, or "". slot: the column of its numbers."""

    latent = serializers.SerializerMethodField()
    choices = ChoiceOut(many=True, read_only=True)

    class Meta:
        model = Question
        fields = (
            "id",
            "key",
            "position",
            "slot",
            "kind",
            "points",
            "wording",
            "latent",
            "aspect",
            "text_zh",
            "text_en",
            "low_zh",
            "low_en",
            "high_zh",
            "high_en",
            "is_required",
            "may_not_apply",
            "choices",
        )

    def get_latent(self, question: Question) -> str:
        latent = latent_of(question)
        return latent.code if latent else ""


class QuestionnaireOut(serializers.ModelSerializer):
    """is_used: somebody was asked with this version, so that it never changes. is_current: new invitations use it."""

    index_model = serializers.CharField(source="index_model.code", default=None, allow_null=True, read_only=True)
    is_used = serializers.BooleanField(read_only=True)
    questions = SurveyQuestionOut(many=True, read_only=True)

    class Meta:
        model = Questionnaire
        fields = (
            "id",
            "code",
            "version",
            "kind",
            "title_zh",
            "title_en",
            "index_model",
            "is_current",
            "is_used",
            "questions",
        )
