"""The shape of services, read from the source: keyword-only, with actor and now, or excepted here with the reason."""

import ast

import pytest

from tests.source import MODULES, Module, assert_none, imports, of_step

pytestmark = pytest.mark.once

# Services that lack actor or now on purpose, by the reason.
EXCEPTIONS = {
    "the scheduler does it: nobody acts": {
        "aftersales.desk.services.due.run_due",
        "aftersales.audit.services.seals.export_head",
        "aftersales.audit.services.seals.seal_all",
        "aftersales.audit.services.seals.seal_due",
        "aftersales.audit.services.seals.verify_daily",
        "aftersales.backups.services.runs.run_due_backups",
        "aftersales.people.services.due.refresh_all",
        "aftersales.people.services.due.refresh_course",
        "aftersales.people.services.due.remind_due",
        "aftersales.people.services.due.remind_late",
        "aftersales.people.services.evaluations.begin_first",
        "reports.certification.services.evaluations.begin_yearly",
        "aftersales.people.services.evaluations.remind_evaluations",
        "aftersales.people.services.following.remind_follow_ups",
        "aftersales.transfers.services.exports.sweep_lapsed",
        "aftersales.transfers.services.imports.running.run_due_imports",
        "aftersales.office.services.heartbeat.beat",
        "aftersales.office.services.idempotency.purge_keys",
        "aftersales.notifications.services.notifications.deliver_due",
        "complaints.services.escalation.sweep",
        "complaints.services.held.run_due",
        "customers.services.profile.sweep_qualifications",
        "customers.services.duplicates.scan",
        "surveys.services.call_backs.remind_late",
        "surveys.services.grading.grade_customers",
        "surveys.services.ballots.mix_ballots",
        "surveys.services.ballots.sweep_ballots",
        "surveys.services.grading.sweep",
        "surveys.services.weights.estimate_due",
        "surveys.services.computing.compute_due",
        "surveys.services.computing.compute_round",
        "surveys.services.flagging.flag_round",
        "surveys.services.inviting.invite_due",
        "surveys.services.inviting.remind",
        "surveys.services.rounds.close_due",
        "surveys.services.rounds.close_round",
        "surveys.services.rounds.open_due",
        "surveys.services.rounds.open_round",
        "surveys.services.rounds.plan",
        "surveys.services.reporting.report_due",
        "surveys.services.reporting.report_round",
        "surveys.services.measures.check_measures",
        "surveys.services.news.send_due",
        "surveys.services.verbatims.index_verbatims",
        "complaints.services.fulfilment.late.sweep_late_goods",
        "customers.services.erasure.repeat_erasures",
        "customers.services.erasure.sweep",
        "complaints.quality.services.campaign_notices.send_due_notices",
        "complaints.quality.services.campaign_notices.settle_notices",
        "complaints.quality.services.campaign_papers.render_due_papers",
        "complaints.quality.services.campaign_rows.gather_due",
        "complaints.quality.services.escalation.remind_overdue_actions",
        "complaints.quality.services.reminders.remind_of_verdicts",
        "complaints.quality.services.reports.render_due_reports",
        "complaints.quality.services.reminders.remind_of_samples",
        "complaints.quality.services.suggestion_intake.review_tickets",
        "complaints.quality.services.suggestion_lists.make_monthly_list",
        "complaints.quality.services.warnings.sweep_batches",
        "reports.radar.services.watching.watch",
        "complaints.services.missed_calls.sweep",
        "complaints.services.recounting.sweep",
        "complaints.services.reception.sweep",
        "complaints.services.reminders.sweep",
        "complaints.services.risk.sweep",
        "complaints.services.approval_escalation.sweep",
        "reports.services.making.make_due",
        "reports.services.making.plan_due",
        "reports.services.keeping.check_figures",
        "reports.services.keeping.keep_figures",
        "visits.services.kinds.plan_service_visits",
        "visits.services.planning.plan_due",
        "visits.services.planning.plan_batch",
        "visits.services.reminders.sweep_reminders",
        "visits.services.digests.sweep_digests",
        "visits.services.levelling.plan_ahead",
        "visits.services.levelling.set_paces",
        "visits.services.schedules.check_schedules",
        "visits.services.schedules.sweep_schedules",
        "visits.services.care_reminders.sweep_care_reminders",
        "visits.services.care_suggestions.sweep_care_dates",
        "visits.services.forum_opinions.sweep_opinions",
    },
    "a terminal does it, where nobody is signed in": {
        "aftersales.backups.services.restoring.restore",
        "aftersales.backups.services.upgrading.upgrade",
    },
    "a customer does it, by a link": {
        "complaints.quality.services.campaign_answers.answer_by_link",
        "complaints.quality.services.objections.object_by_link",
        "complaints.services.feedback.record_feedback",
        "surveys.services.drafts.save_draft",
        "surveys.services.responses.record_interview",
        "surveys.services.call_backs.open_after",
        "surveys.services.call_backs.open_anonymous",
        "surveys.services.responses.submit_response",
    },
    "there is no account yet, or the account itself is what acts": {
        "aftersales.staff.services.account.ask_for_link",
        "aftersales.staff.services.account.sign_in_locked",
        "aftersales.staff.services.account.choose_by_link",
        "aftersales.staff.services.people.create_first_admin",
        "aftersales.staff.services.tokens.touch_token",
    },
    "stamps no moment": {
        "aftersales.office.services.forgetting.purge_files",
        "aftersales.office.services.drafts.drop_draft",
        "aftersales.office.services.installation.install_holidays",
        "surveys.services.survey_rules.install_rule",
        "visits.services.load.install_load",
        "aftersales.staff.services.account.set_language",
        "aftersales.staff.services.account.set_theme",
        "aftersales.staff.services.account.choose_columns",
        "aftersales.staff.services.account.put_tour_away",
    },
    "a part of other services: it writes in their transaction, for their actor": {
        "aftersales.office.services.forgetting.forget_drafts",
        "customers.services.mentions.forget_mentions",
        "aftersales.notifications.services.forgetting.forget_notifications",
        "aftersales.notifications.services.offboarding.tell_successors",
        "aftersales.office.services.forgetting.forget_files",
        "aftersales.audit.services.forgetting.forget_reads",
        "complaints.services.forgetting.index_anew",
        "surveys.services.verbatims.forget",
        "visits.services.digests.set_moments",
        "visits.services.reminders.look_again",
        "surveys.services.merging.merge",
        "surveys.services.rounds.freeze",
        "complaints.services.common.event",
        "complaints.services.common.locked_ticket",
        "complaints.services.guests.set_guests",
        "customers.services.grading.mark_due",
        "visits.services.schedules.start_run",
        "aftersales.office.services.forms_once.keep_address",
        "aftersales.office.services.idempotency.give_up",
        "aftersales.office.services.idempotency.keep_answer",
        "aftersales.office.services.jobs.watched",
        "aftersales.notifications.services.notifications.mail_all_out",
        "aftersales.notifications.services.notifications.mail_out",
        "aftersales.notifications.services.notifications.notify",
        "aftersales.office.services.numbering.next_in",
        "aftersales.office.services.numbering.next_number",
        "aftersales.office.services.numbering.next_numbers",
        "aftersales.office.services.numbering.raise_to",
    },
    "writes nothing in the database": {
        "complaints.services.forgetting.refuse_open_work",
        "aftersales.office.services.files.clean_name",
        "aftersales.backups.services.making.fill",
        "aftersales.backups.services.making.in_folder",
        "aftersales.backups.services.making.place",
        "aftersales.backups.services.restoring.contents",
        "aftersales.backups.services.runs.try_restore",
        "aftersales.backups.services.upgrading.missing_steps",
        "complaints.services.sla_targets.rules_in_effect",
        "complaints.quality.services.investigations.findings_draft",
        "complaints.quality.services.record.photos_draft",
        "complaints.quality.services.suggestions.decision_draft",
        "complaints.services.search.index",
        "complaints.services.closing.obstacles_to_closing",
        "complaints.services.closing.open_cases",
        "complaints.services.search.search_text",
        "customers.services.search.fill_keys",
        "customers.services.search.name_key",
        "customers.services.search.set_search",
        "complaints.quality.services.campaign_notices.mail_params",
        "surveys.services.call_backs.why_of",
        "surveys.services.calls.keys_to_check",
        "surveys.services.contacting.phone_of",
        "surveys.services.rounds.moments_of",
        "surveys.services.invitations.mail_params",
        "surveys.services.news.mail_params",
        "visits.services.letters.mail_params",
        "surveys.services.verbatims.voice_of",
        "surveys.services.invitations.token_of",
        "reports.services.making.moment_of",
        "visits.services.improving.source_of",
        "visits.services.placing.begin",
        "visits.services.placing.place",
        "visits.services.planning.start",
        "visits.services.forum_invitations.mail_params",
        "visits.services.reminders.first_reminder",
        "visits.services.reminders.moment_of",
    },
}


def services() -> dict[str, ast.FunctionDef]:
    return {
        f"{module.name}.{node.name}": node
        for module in of_step("services")
        for node in module.tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }


def is_transaction(node: ast.FunctionDef) -> bool:
    return any("atomic" in ast.unparse(decorator) for decorator in node.decorator_list)


def named_elsewhere(names: set[str]) -> set[str]:
    """The services that entry points and other layers call."""
    used = set()
    for module in MODULES.values():
        bound = {}
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ImportFrom):
                bound |= {alias.asname or alias.name: alias.name for alias in node.names}
        sources = {
            one.name: f"{one.module}.{one.name}" for one in imports(module) if ".services" in f"{one.module}.{one.name}"
        }
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in bound:
                base = sources.get(bound[node.value.id], "")
                used |= meant(f"{base}.{node.attr}", names, module)
            elif isinstance(node, ast.Name) and node.id in bound:
                used |= meant(sources.get(bound[node.id], ""), names, module)
    return used


def meant(whole: str, names: set[str], user: Module) -> set[str]:
    """The function itself, or the one that a package's __init__ passes on."""
    package, _, function = whole.rpartition(".")
    found = {
        name for name in names if name == whole or (name.startswith(f"{package}.") and name.endswith(f".{function}"))
    }
    return {name for name in found if not (user.step == "services" and name.startswith(f"{user.layer}.services."))}


def test_services_take_actor_and_now_by_keyword():
    known = services()
    excepted = set().union(*EXCEPTIONS.values())
    wrong = []
    verbs = named_elsewhere(set(known)) | {name for name, node in known.items() if is_transaction(node)}
    for name in sorted(verbs - excepted):
        keywords = {argument.arg for argument in known[name].args.kwonlyargs}
        if known[name].args.args or not {"actor", "now"} <= keywords:
            wrong.append(name)
    assert_none([f"{name}: keyword-only with actor and now, or named in EXCEPTIONS with the reason" for name in wrong])
    assert len(verbs) > 60


def test_exceptions_to_the_shape_of_services_still_exist():
    assert_none(sorted(set().union(*EXCEPTIONS.values()) - set(services())))
