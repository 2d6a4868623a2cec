"""Addresses of investigations."""

from django.urls import path

from .verbs import CAMPAIGN_CUSTOMERS, CAMPAIGNS
from .views import (
    actions,
    batches,
    campaign_answer,
    campaign_rows,
    campaigns,
    costs,
    customer_objection,
    documents,
    investigations,
    meetings,
    objections,
    samples,
    settings,
    suggestion_lists,
    suggestions,
)
from .views.actions import verb_view as on_action
from .views.investigations import verb_view as on_investigation
from .views.meetings import verb_view as on_meeting

INVESTIGATION = "quality/<str:number>/"
ACTION = "quality/actions/<str:number>/"
BATCH = "quality/batches/<int:product>/"
MEETING = "quality/meetings/<str:number>/"
SAMPLE = "quality/samples/<str:number>/"
OBJECTION = "quality/objections/<str:number>/"
SUGGESTION = "quality/suggestions/<str:number>/"
LISTS = "quality/suggestions/lists/"
CAMPAIGN = "quality/campaigns/<str:number>/"
CAMPAIGN_CUSTOMER = f"{CAMPAIGN}customers/<int:pk>/"
REPORT = "quality/<str:number>/reports/<int:version>"

urlpatterns = [
    path("quality/", investigations.investigations, name="investigations"),
    path("quality/new/", investigations.investigation_new, name="investigation_new"),
    path("quality/campaigns/", campaigns.campaigns, name="campaigns"),
    path("quality/campaigns/new/", campaigns.campaign_new, name="campaign_new"),
    path(CAMPAIGN, campaigns.campaign, name="campaign"),
    path(f"{CAMPAIGN}change/", campaigns.campaign_change, name="campaign_change"),
    path(f"{CAMPAIGN}checks/", campaign_rows.campaign_checks, name="campaign_checks"),
    path(f"{CAMPAIGN}checks/<int:pk>/", campaign_rows.campaign_check_record, name="campaign_check_record"),
    path(f"{CAMPAIGN}serials/", campaign_rows.campaign_serials, name="campaign_serials"),
    path(f"{CAMPAIGN}<str:kind>-<int:version>.pdf", campaign_rows.campaign_paper, name="campaign_paper"),
    path(CAMPAIGN_CUSTOMER, campaign_rows.campaign_customer, name="campaign_customer"),
    *(
        path(f"{CAMPAIGN}{name}/", campaigns.verb_view(name), name=f"campaign_{name.replace('-', '_')}")
        for name in CAMPAIGNS
    ),
    *(
        path(
            f"{CAMPAIGN_CUSTOMER}{name}/",
            campaign_rows.customer_verb_view(name),
            name=f"campaign_customer_{name.replace('-', '_')}",
        )
        for name in CAMPAIGN_CUSTOMERS
    ),
    path("object/<str:token>/", customer_objection.customer_objection, name="object_by_link"),
    path("notice/<str:token>/", campaign_answer.campaign_answer, name="campaign_answer"),
    path("quality/actions/", actions.actions, name="actions"),
    path("quality/batches/", batches.batches, name="batches"),
    path(BATCH, batches.batch, name="batch"),
    path(f"{BATCH}complaints/", batches.batch_complaints, name="batch_complaints"),
    path(f"{BATCH}units/", batches.batch_units, name="batch_units"),
    path(f"{BATCH}holders/", batches.batch_holders, name="batch_holders"),
    path(f"{BATCH}returns/", batches.batch_returns, name="batch_returns"),
    path(f"{BATCH}record/", batches.batch_record, name="batch_record"),
    path("quality/batch-warnings/<int:pk>/<slug:name>/", batches.warning_verb, name="batch_warning_verb"),
    path("settings/early-warnings/", batches.warning_rules_edit, name="warning_rules"),
    path(ACTION, actions.action, name="action"),
    path(f"{ACTION}nudge/", on_action("nudge"), name="action_nudge"),
    path(f"{ACTION}complete/", on_action("complete"), name="action_complete"),
    path(f"{ACTION}verify/", on_action("verify"), name="action_verify"),
    path(f"{ACTION}resume/", on_action("resume"), name="action_resume"),
    path(f"{ACTION}follow-up/", on_action("follow-up"), name="action_follow_up"),
    path(f"{ACTION}dismiss/", on_action("dismiss"), name="action_dismiss"),
    path(f"{ACTION}cancel/", on_action("cancel"), name="action_cancel"),
    path(f"{ACTION}letter/", on_action("send-letter"), name="action_letter_sent"),
    path(f"{ACTION}answer/", on_action("answer"), name="action_answer"),
    path(f"{ACTION}receive/", on_action("receive"), name="action_receive"),
    path(f"{ACTION}letter.pdf", documents.claim_letter, name="action_letter"),
    path("quality/costs/", costs.costs, name="costs"),
    path("quality/costs/new/", costs.cost_new, name="cost_new"),
    path("quality/costs/<int:pk>/take-back/", costs.cost_take_back, name="cost_take_back"),
    path("settings/quality/", settings.rules, name="quality_rules"),
    path("settings/quality/<int:pk>/", settings.rule, name="quality_rule"),
    path("settings/suppliers/", settings.suppliers, name="suppliers"),
    path("settings/suppliers/new/", settings.supplier_new, name="supplier_new"),
    path("settings/suppliers/<int:pk>/", settings.supplier, name="supplier"),
    path(f"{ACTION}files/<int:pk>/", documents.action_file, name="action_file"),
    path("quality/meetings/", meetings.meetings, name="meetings"),
    path("quality/meetings/new/", meetings.meeting_new, name="meeting_new"),
    path(MEETING, meetings.meeting, name="meeting"),
    path(f"{MEETING}change/", meetings.meeting_change, name="meeting_change"),
    path(f"{MEETING}decide/", on_meeting("decide"), name="meeting_decide"),
    path(f"{MEETING}note/", on_meeting("note"), name="meeting_note"),
    path(f"{MEETING}actions/", on_meeting("add-action"), name="meeting_add_action"),
    path(f"{MEETING}hold/", on_meeting("hold"), name="meeting_hold"),
    path(f"{MEETING}cancel/", on_meeting("cancel"), name="meeting_cancel"),
    path("quality/samples/", samples.samples, name="samples"),
    path("quality/samples/new/", samples.sample_new, name="sample_new"),
    path(SAMPLE, samples.sample, name="sample"),
    path(f"{SAMPLE}label.pdf", samples.label, name="sample_label"),
    path(f"{SAMPLE}files/<int:pk>/", samples.sample_file, name="sample_file"),
    path(f"{SAMPLE}<slug:name>/", samples.sample_step, name="sample_step"),
    path("quality/objections/", objections.objections, name="objections"),
    path("quality/objections/new/", objections.objection_new, name="objection_new"),
    path(OBJECTION, objections.objection, name="objection"),
    path(f"{OBJECTION}verdict.pdf", objections.objection_document, name="objection_document"),
    path(f"{OBJECTION}<slug:name>/", objections.objection_step, name="objection_step"),
    path("quality/suggestions/", suggestions.suggestions, name="suggestions"),
    path(LISTS, suggestion_lists.suggestion_lists, name="suggestion_lists"),
    path(f"{LISTS}<str:number>/", suggestion_lists.suggestion_list, name="suggestion_list"),
    path(
        "quality/suggestions/lists/<str:number>.pdf", suggestion_lists.suggestion_list_pdf, name="suggestion_list_pdf"
    ),
    path(SUGGESTION, suggestions.suggestion, name="suggestion"),
    path(f"{SUGGESTION}<slug:name>/", suggestions.suggestion_step, name="suggestion_step"),
    path(INVESTIGATION, investigations.investigation, name="investigation"),
    path(f"{INVESTIGATION}findings/", investigations.findings, name="investigation_findings"),
    path(f"{INVESTIGATION}nudge/", on_investigation("nudge", "nudge"), name="investigation_nudge"),
    path(f"{INVESTIGATION}team/", on_investigation("team", "team"), name="investigation_team"),
    path(f"{INVESTIGATION}plan/", on_investigation("plan", "plan"), name="investigation_plan"),
    path(f"{INVESTIGATION}stand-down/", on_investigation("stand-down", "stand_down"), name="investigation_stand_down"),
    path(f"{INVESTIGATION}photos/", on_investigation("add-photos", "photo"), name="investigation_photo"),
    path(f"{INVESTIGATION}identify/", on_investigation("identify", "identify"), name="investigation_identify"),
    path(f"{INVESTIGATION}whys/", on_investigation("whys", "whys"), name="investigation_whys"),
    path(f"{INVESTIGATION}causes/", on_investigation("causes", "causes"), name="investigation_causes"),
    path(f"{INVESTIGATION}actions/", on_investigation("add-action", "action"), name="investigation_action"),
    path(f"{INVESTIGATION}containment/", on_investigation("contain", "contain"), name="investigation_containment"),
    path(f"{INVESTIGATION}recovery/", on_investigation("recover", "recover"), name="investigation_recovery"),
    path(f"{INVESTIGATION}decision/", on_investigation("decide", "decision"), name="investigation_decision"),
    path(f"{INVESTIGATION}send-back/", on_investigation("send-back", "send_back"), name="investigation_send_back"),
    path(f"{INVESTIGATION}reopen/", on_investigation("reopen", "reopen"), name="investigation_reopen"),
    path(f"{INVESTIGATION}close/", on_investigation("close", "close"), name="investigation_close"),
    path(f"{INVESTIGATION}files/<int:pk>/", documents.investigation_file, name="investigation_file"),
    path(f"{INVESTIGATION}reports/", investigations.reports, name="investigation_reports"),
    path(f"{INVESTIGATION}report/", on_investigation("file-report", "report"), name="investigation_report_new"),
    path(f"{REPORT}.pdf", documents.report, name="investigation_report"),
    path(f"{REPORT}/sign/", on_investigation("sign-report", "sign"), name="investigation_report_sign"),
    path(f"{REPORT}/retry/", on_investigation("retry-report", "sign"), name="investigation_report_retry"),
]
