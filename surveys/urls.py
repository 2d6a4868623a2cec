"""Addresses of surveys."""

from django.urls import path

from .views import (
    answering,
    call_backs,
    calls,
    grades,
    index_models,
    measures,
    pages,
    results,
    rounds,
    stopping,
    verbatims,
)
from .views import questionnaires as forms

RESULT = "surveys/results/<str:quarter>/"
ROUND = "surveys/rounds/<str:quarter>/"

urlpatterns = [
    path("s/", answering.survey_page, name="survey_page"),
    path("s/<str:token>/", answering.survey, name="survey"),
    path("stop/<str:token>/", stopping.survey_stop, name="survey_stop"),
    path("settings/index-models/", index_models.listed, name="index_models"),
    path("settings/index-models/new/", index_models.index_model_new, name="index_model_new"),
    path("settings/index-models/<int:pk>/", index_models.index_model, name="index_model"),
    path("surveys/", results.results, name="surveys"),
    path("surveys/tickets/", pages.surveys, name="surveys_tickets"),
    path("surveys/questionnaires/", forms.questionnaires, name="questionnaires"),
    path("surveys/questionnaires/new/", forms.questionnaire_new, name="questionnaire_new"),
    path("surveys/questionnaires/<int:pk>/", forms.questionnaire, name="questionnaire"),
    path("surveys/questionnaires/<int:pk>/<slug:name>/", forms.questionnaire_step, name="questionnaire_step"),
    path(
        "surveys/questionnaires/<int:pk>/questions/<int:question>/<slug:name>/",
        forms.questionnaire_question,
        name="questionnaire_question",
    ),
    path("surveys/responses/", pages.responses, name="responses"),
    path("surveys/honesty/", results.honesty, name="survey_honesty"),
    path(f"{RESULT}responses/", results.round_responses, name="round_responses"),
    path(f"{RESULT}export/", results.round_export, name="round_export"),
    path(f"{RESULT}seal/", results.round_seal, name="round_seal"),
    path(f"{RESULT}report/", results.round_report, name="round_report"),
    path("surveys/rounds/", rounds.rounds, name="rounds"),
    path(ROUND, rounds.round_page, name="round"),
    path(f"{ROUND}letters/", rounds.round_letters, name="round_letters"),
    path(f"{ROUND}letters/pdf/", rounds.round_letters_pdf, name="round_letters_pdf"),
    path(f"{ROUND}exclusions/<int:pk>/<slug:name>/", rounds.exclusion_step, name="exclusion_step"),
    path(f"{ROUND}<slug:name>/", rounds.round_step, name="round_step"),
    path("surveys/calls/", calls.calls, name="calls"),
    path("surveys/calls/next/", calls.call_next, name="call_next"),
    path("surveys/calls/<int:pk>/", calls.call_record, name="call_record"),
    path("surveys/calls/checks/<int:pk>/", calls.check_record, name="check_record"),
    path("settings/survey-rounds/", rounds.rules, name="survey_rules"),
    path("settings/survey-rounds/<int:pk>/", rounds.rule, name="survey_rule"),
    path("surveys/call-backs/", call_backs.call_backs, name="call_backs"),
    path("surveys/call-backs/<int:pk>/", call_backs.call_back, name="call_back"),
    path("surveys/call-backs/<int:pk>/<slug:name>/", call_backs.call_back_step, name="call_back_step"),
    path("surveys/measures/", measures.measures, name="measures"),
    path("surveys/measures/new/", measures.measure_new, name="measure_new"),
    path("surveys/measures/<str:number>/", measures.measure, name="measure"),
    path("surveys/measures/<str:number>/<slug:name>/", measures.measure_step, name="measure_step"),
    path("surveys/did/", measures.did, name="did"),
    path("surveys/did/send/", measures.did_send, name="did_send"),
    path("surveys/did/pdf/", measures.did_print, name="did_pdf"),
    path("surveys/verbatims/", verbatims.verbatims, name="verbatims"),
    path("surveys/grades/", grades.grades, name="grades"),
    path("surveys/grades/<str:number>/", grades.grade, name="grade"),
]
