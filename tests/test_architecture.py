"""The layers, the modules and the rules of docs/architecture.md, read from the source."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parent.parent
TOPS = ("aftersales", "customers", "complaints", "visits", "surveys", "reports")
LAYERS = (
    "aftersales.kernel",
    "aftersales.render",
    "aftersales.store",
    "aftersales.search",
    "aftersales.tables",
    "aftersales.web",
    "aftersales.staff",
    "aftersales.office",
    "aftersales.notifications",
    "aftersales.audit",
    "aftersales.transfers",
    "aftersales.backups",
    "aftersales.people",
    "customers",
    "complaints",
    "complaints.quality",
    "visits",
    "surveys",
    "reports",
    "reports.radar",
    "reports.certification",
    "aftersales.desk",
    "aftersales.demo",
)
ENTRY_POINTS = ("settings", "urls", "api", "celery", "wsgi", "bootstrap")
ORDER = (
    "enums",
    "defaults",
    "texts",
    "backends",
    "mailbox",
    "rules",
    "models",
    "personal",
    "permissions",
    "queries",
    "presentation",
    "documents",
    "signals",
    "services",
    "forms",
    "verbs",
    "importing",
    "exporting",
    "views",
    "urls",
    "api",
    "middleware",
    "tasks",
    "receivers",
    "management",
    "manifest",
    "apps",
)
# Layers without an order of modules: tools, pages and the demo company.
TOOLS = ("kernel", "render", "search", "store", "tables", "web")
WITHOUT_ORDER = (*(f"aftersales.{name}" for name in TOOLS), "aftersales.desk", "aftersales.demo")
# Modules that write: services, and the demo company (aftersales/demo), which is made in bulk.
WRITERS = ("services", "models", "migrations")
WRITES = {
    "save",
    "create",
    "acreate",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "delete",
    "update",
    "select_for_update",
}
# Rules may use the standard library, except modules whose results differ from call to call.
IMPURE = {
    "random",
    "secrets",
    "time",
    "uuid",
    "os",
    "sys",
    "io",
    "pathlib",
    "tempfile",
    "socket",
    "subprocess",
    "threading",
    "logging",
    "urllib",
    "http",
    "sqlite3",
}
LAZY = {"gettext_lazy", "pgettext_lazy", "Promise"}
CLOCKS = {"now", "utcnow", "today", "localdate", "localtime", "time"}

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


class Module(NamedTuple):
    name: str
    path: Path
    is_package: bool

    @property
    def tree(self) -> ast.Module:
        return parsed(self.path)

    @property
    def layer(self) -> str:
        """The innermost package of LAYERS that holds it."""
        return max((layer for layer in LAYERS if f"{self.name}.".startswith(f"{layer}.")), key=len, default="")

    @property
    def steps(self) -> list[str]:
        """The path below the layer; views_saved belongs to views."""
        return [part.split("_")[0] for part in self.name[len(self.layer) + 1 :].split(".") if part]

    @property
    def step(self) -> str:
        return self.steps[0] if self.steps else ""


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def found() -> dict[str, Module]:
    modules = {}
    for top in TOPS:
        for path in sorted((ROOT / top).rglob("*.py")):
            if "migrations" in path.parts:
                continue
            parts = path.relative_to(ROOT).with_suffix("").parts
            is_package = parts[-1] == "__init__"
            name = ".".join(parts[:-1] if is_package else parts)
            modules[name] = Module(name, path, is_package)
    return modules


MODULES = found()
APPS = [module for module in MODULES.values() if module.layer and module.layer not in WITHOUT_ORDER]


class Import(NamedTuple):
    module: str
    name: str
    line: int

    @property
    def target(self) -> str:
        """The imported module: `from . import queries` names one, `from .queries import x` another."""
        whole = f"{self.module}.{self.name}"
        return whole if whole in MODULES else self.module


def imports(module: Module) -> Iterator[Import]:
    """All imports, also those inside functions."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, "", node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                here = module.name.split(".") if module.is_package else module.name.split(".")[:-1]
                base = ".".join([*here[: len(here) - node.level + 1], *([base] if base else [])])
            yield from (Import(base, alias.name, node.lineno) for alias in node.names)


def at(module: Module, line: int) -> str:
    return f"{module.path.relative_to(ROOT)}:{line}"


def ours(name: str) -> bool:
    return name.split(".")[0] in TOPS


def assert_none(faults: list[str]) -> None:
    assert not faults, "\n" + "\n".join(faults)


def is_entry(name: str) -> bool:
    return name.startswith(tuple(f"aftersales.{entry}" for entry in ENTRY_POINTS)) or name == "aftersales"


def test_every_module_belongs_to_a_layer():
    assert_none([name for name, module in MODULES.items() if not module.layer and not is_entry(name)])


def test_imports_point_down_the_layers():
    wrong = []
    for module in MODULES.values():
        for one in imports(module):
            target = MODULES.get(one.target)
            if module.layer and target and target.layer and LAYERS.index(target.layer) > LAYERS.index(module.layer):
                wrong.append(f"{at(module, one.line)} imports {one.target}")
    assert_none(wrong)


# How complaints could name complaints.quality, which is above it, without an import: by its path, label, models and
# addresses, or by the names by which a query reaches its rows from a ticket.
QUALITY_NAMES = re.compile(
    r"""complaints[./]quality|["']quality[."']|(?i:investigation)|Action(File|Kind|State)|HistoricalAction"""
    r"""|\bAction\b|\bactions\b|\bactions?__"""
)


def test_complaints_does_not_refer_to_quality():
    """Also not in strings, comments, SQL or templates: quality passes values and signals to tickets."""
    files = [module.path for module in MODULES.values() if module.layer == "complaints"]
    files += sorted((ROOT / "templates/complaints").rglob("*.html"))
    assert len(files) > 100
    assert_none(
        [
            f"{path.relative_to(ROOT)}:{number} says {found.group()}"
            for path in files
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
            if (found := QUALITY_NAMES.search(line))
        ]
    )


def test_nothing_imports_an_entry_point():
    wrong = [
        f"{at(module, one.line)} imports {one.target}"
        for module in MODULES.values()
        for one in imports(module)
        if module.layer and ours(one.target) and is_entry(one.target) and one.target != "aftersales"
    ]
    assert_none(wrong)


def test_every_module_name_is_known():
    assert_none(
        sorted({f"{module.layer}: {module.step}" for module in APPS if module.step and module.step not in ORDER})
    )


def test_modules_import_only_those_before_them():
    wrong = []
    for module in APPS:
        for one in imports(module):
            target = MODULES.get(one.target)
            if not target or target.layer != module.layer or not (module.step in ORDER and target.step in ORDER):
                continue
            up = ORDER.index(target.step) > ORDER.index(module.step)
            if up:
                wrong.append(f"{at(module, one.line)} ({module.step}) imports {one.target}")
    assert_none(wrong)


def test_imports_have_no_cycles():
    """Neither direct nor indirect ones."""
    graph = {name: {one.target for one in imports(module)} & set(MODULES) for name, module in MODULES.items()}
    circles, done = [], set()

    def walk(name: str, trail: list[str]) -> None:
        if name in trail:
            circles.append(" → ".join([*trail[trail.index(name) :], name]))
        elif name not in done:
            for target in sorted(graph[name] - {name}):
                walk(target, [*trail, name])
            done.add(name)

    for name in graph:
        walk(name, [])
    assert_none(circles)


def of_step(step: str) -> list[Module]:
    return [module for module in MODULES.values() if module.layer and step in module.steps[:1]]


def pure_import(module: Module, one: Import) -> bool:
    if ours(one.module):
        target = MODULES[one.target]
        return target.layer == "aftersales.kernel" or target.step in {"rules", "enums"}
    if one.module.startswith("django"):
        return one.name in LAZY
    return one.module.split(".")[0] not in IMPURE


def test_rules_are_pure():
    modules = of_step("rules")
    assert len(modules) > 10
    wrong = [
        f"{at(module, one.line)} imports {one.module}.{one.name}"
        for module in modules
        for one in imports(module)
        if not pure_import(module, one)
    ]
    assert_none(wrong)


def test_kernel_does_not_import_django():
    names = {one.module.split(".")[0] for module in in_layer("aftersales.kernel") for one in imports(module)}
    assert names & {"django", "rest_framework", "celery"} == set()


def in_layer(layer: str) -> list[Module]:
    return [module for module in MODULES.values() if module.layer == layer]


def calls(module: Module) -> Iterator[ast.Call]:
    return (
        node for node in ast.walk(module.tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    )


def test_rules_and_services_take_the_moment_as_an_argument():
    wrong = [
        f"{at(module, call.lineno)} calls {ast.unparse(call)}"
        for module in [*of_step("rules"), *of_step("services"), *in_layer("aftersales.kernel")]
        for call in calls(module)
        if call.func.attr in CLOCKS
        and ast.unparse(call.func.value) in {"timezone", "datetime", "date", "time"}
        # localdate(moment) converts a moment; localdate() reads the clock.
        and (not call.args or call.func.attr in {"now", "today", "utcnow"})
    ]
    assert_none(wrong)


def test_only_services_write():
    """.update() of rows takes keywords; with a positional argument it is a dictionary's."""
    free = {*(f"aftersales.{name}" for name in TOOLS), "aftersales.demo"}
    wrong = [
        f"{at(module, call.lineno)} calls {ast.unparse(call.func)}"
        for module in MODULES.values()
        if module.layer and module.layer not in free and not set(module.steps) & set(WRITERS)
        for call in calls(module)
        if call.func.attr in WRITES and not is_dictionary(call)
    ]
    assert_none(wrong)


def is_dictionary(call: ast.Call) -> bool:
    named = ast.unparse(call.func.value).endswith("__dict__")
    return call.func.attr == "update" and (named or bool(call.args))


def test_no_code_receives_signals_of_saving():
    names = {"post_save", "pre_save", "post_delete", "pre_delete", "m2m_changed", "post_init", "pre_init"}
    wrong = [
        f"{at(module, node.lineno)} uses {node.id if isinstance(node, ast.Name) else node.attr}"
        for module in MODULES.values()
        for node in ast.walk(module.tree)
        if (isinstance(node, ast.Name) and node.id in names) or (isinstance(node, ast.Attribute) and node.attr in names)
    ]
    assert_none(wrong)


def test_models_do_nothing_when_saved():
    wrong = [
        f"{at(module, node.lineno)} defines {node.name}"
        for module in of_step("models")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef) and node.name in {"save", "delete"}
    ]
    assert_none(wrong)


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


def blocks() -> dict[str, list[str]]:
    """The fenced blocks of docs/architecture.md: the first word of each line, by their heading."""
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    found = re.findall(r"^## (\w+)\n.*?^```\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return {heading: [line.split()[0].replace("/", ".") for line in block.splitlines()] for heading, block in found}


def test_architecture_page_names_the_layers_from_the_top_down():
    assert blocks()["Layers"] == list(reversed(LAYERS))


def test_architecture_page_names_the_modules_in_order():
    assert blocks()["Modules"] == list(ORDER)
