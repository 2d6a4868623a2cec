"""A self-evaluation from beginning to end: counted, assessed by some, closed by another, never changed again."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from aftersales.kernel.errors import Conflict, InvalidInput, NotPermitted, RuleViolation
from complaints.models import SlaTarget
from complaints.quality.models import Action
from reports.certification.models import Catalogue, SelfEvaluation
from reports.certification.queries.evaluations import catalogue_on, newest_catalogue, trend, whole
from reports.certification.queries.sealed import broken_seals, document_of
from reports.certification.services import catalogues, evaluations, items
from tests.complaints.factories import logged
from tests.factories import NOW

from . import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
DAY = timedelta(days=1)


def test_evaluation_begins_with_the_catalogue_of_the_day_and_counts_what_the_system_knows(people):
    tickets = [logged(people, kind="complaint", channel="email") for _ in range(3)]
    row = factories.begun(people)
    assert (row.number, row.state, row.items.count()) == ("SE-2026-00001", "draft", 15)
    complaints = factories.item(row, "5.3.2")
    assert complaints.counts["query"] == "Q-304"
    assert complaints.counts["of"] == 0  # no first reply is due yet
    regions = factories.item(row, "5.1.1")
    assert (regions.counts["met"], regions.counts["of"]) == (2, 2)
    assert regions.proposed == Decimal("5.7")
    assert [one["number"] for one in regions.counts["sample"]] and len(tickets) == 3
    warranty = factories.item(row, "5.2.5")
    assert warranty.counts["of"] == 322  # days from 1 January to 18 November


def test_late_first_reply_lowers_what_is_proposed(people, time_machine):
    ticket = logged(people, kind="complaint")
    SlaTarget.objects.filter(ticket=ticket).delete()
    SlaTarget.objects.create(ticket=ticket, code="first_reply", amount=1, unit="hours", starts_at=NOW, due_at=NOW)
    later = NOW + 20 * DAY
    time_machine.move_to(later, tick=False)
    row = factories.begun(people, now=later, period_to=later.date())
    counts = factories.item(row, "5.3.2").counts
    assert (counts["met"], counts["of"]) == (0, 1)
    assert counts["sample"] == [{"number": ticket.number, "met": False}]
    assert factories.item(row, "5.3.2").proposed == 0


def test_only_one_evaluation_by_a_standard_is_open(people):
    factories.begun(people)
    with pytest.raises(Conflict):
        factories.begun(people)
    assert factories.begun(people, "iso-10002").number == "SE-2026-00002"


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (date(2026, 2, 1), date(2026, 1, 1), "period_to"),
        (date(2020, 1, 1), date(2026, 1, 1), "period_to"),
        (date(2026, 12, 1), date(2026, 12, 31), "period_from"),
    ],
)
def test_period_is_a_plain_one(people, first, last, field):
    with pytest.raises(InvalidInput) as refused:
        factories.begun(people, period_from=first, period_to=last)
    assert refused.value.field == field


def test_points_stay_within_the_item_and_need_a_finding(people):
    row = factories.begun(people)
    most = factories.item(row, "5.1.3").item.points
    for points in ("-0.01", str(most + Decimal("0.01")), "1.005"):
        with pytest.raises(InvalidInput):
            factories.judged(people, row, "5.1.3", points)
    with pytest.raises(InvalidInput) as refused:
        factories.judged(people, row, "5.1.3", "1", finding="  ")
    assert refused.value.field == "finding"
    assert factories.judged(people, row, "5.1.3", str(most)).points == most


def test_item_that_does_not_apply_names_who_decided_and_counts_again_when_included(people):
    row = factories.begun(people)
    factories.judged(people, row, "5.2.6", "5")
    found = factories.exempted(people, row)
    assert (found.applies, found.points, found.decided_by) == (False, None, people.manager)
    assert whole(row).score.applicable == 100 - found.item.points
    with pytest.raises(RuleViolation):
        factories.judged(people, row, "5.2.6", "5")
    items.include_item(item_id=found.pk, actor=people.manager, now=NOW)
    assert whole(row).score.applicable == 100


def test_everything_that_applies_is_assessed_before_the_end(people):
    row = factories.begun(people)
    with pytest.raises(RuleViolation) as refused:
        evaluations.finish_assessment(evaluation_id=row.pk, conclusion="好", actor=people.manager, now=NOW)
    assert "5.1.1" in str(refused.value)


def test_second_person_closes_and_stores_the_score(people):
    row = factories.assessed(people)
    for actor in (people.quality_manager, people.manager, people.executive):
        with pytest.raises(NotPermitted):
            evaluations.close_evaluation(evaluation_id=row.pk, actor=actor, now=NOW)
    closed = evaluations.close_evaluation(evaluation_id=row.pk, actor=people.gm, now=NOW)
    assert (closed.state, closed.closed_by, closed.grade) == ("closed", people.gm, "four")
    assert closed.score == (closed.earned / closed.applicable * 100).quantize(Decimal("0.0001"))
    assert closed.seal == document_of(closed)["seal"]
    assert closed.history.first().history_change_reason == "closed"


def test_assessment_can_be_sent_back(people):
    row = factories.assessed(people)
    evaluations.return_for_rework(evaluation_id=row.pk, reason="5.1.3 的证据太旧", actor=people.gm, now=NOW)
    row.refresh_from_db()
    assert (row.state, row.assessed_by) == ("draft", None)
    assert "证据太旧" in row.conclusion


def test_closed_evaluation_never_changes(people):
    row = factories.closed(people)
    one = factories.item(row, "5.1.3")
    mark = {"evaluation_id": row.pk, "actor": people.quality_manager, "now": NOW}
    refused = (
        lambda: factories.judged(people, row, "5.1.3", "1"),
        lambda: factories.exempted(people, row, "5.1.3"),
        lambda: factories.marked(people, row),
        lambda: evaluations.gather(**mark),
        lambda: evaluations.return_for_rework(evaluation_id=row.pk, reason="x", actor=people.gm, now=NOW),
        lambda: items.include_item(item_id=one.pk, actor=people.manager, now=NOW),
        lambda: items.add_evidence(item_id=one.pk, text="x", dated=NOW.date(), actor=people.manager, now=NOW),
    )
    before = document_of(row)
    for act in refused:
        with pytest.raises((RuleViolation, Conflict)):
            act()
    with pytest.raises(Conflict):
        evaluations.close_evaluation(evaluation_id=row.pk, actor=people.gm, now=NOW)
    row.refresh_from_db()
    assert document_of(row) == before
    assert factories.begun(people).number == "SE-2026-00002"
    assert trend(row.standard) == [row]


def test_changed_row_breaks_the_seal(people):
    row = factories.closed(people)
    assert list(broken_seals()) == []
    one = factories.item(row, "5.1.3")
    type(one).objects.filter(pk=one.pk).update(points=0)
    assert [key for _label, key, _fault in broken_seals()] == [row.pk]


def test_deductions_and_the_one_bonus_change_the_score(people):
    row = factories.rated(people)
    factories.marked(people, row, "bonus", title="整机保修 24 个月")
    with pytest.raises(Conflict):
        factories.marked(people, row, "bonus")
    for _ in range(5):
        factories.marked(people, row)
    score = whole(row).score
    assert (str(score.shown), score.grade) == ("96.0", "failed")
    taken = row.marks.filter(kind="deduction").first()
    evaluations.remove_mark(evaluation_id=row.pk, mark=taken, reason="记错了", actor=people.manager, now=NOW)
    assert whole(row).score.grade == "five"


def test_standard_without_grades_has_no_deductions(people):
    row = factories.begun(people, "iso-10002")
    with pytest.raises(RuleViolation):
        factories.marked(people, row)


def test_gap_becomes_one_improvement_measure_that_links_back(people):
    row = factories.begun(people)
    factories.judged(people, row, "5.3.1", "11")
    one = factories.item(row, "5.3.1")
    facts = {"title": "补访 57 家", "owner": people.manager, "due_on": date(2026, 12, 15), "criterion": "全部补访"}
    action = items.act_on_item(item_id=one.pk, **facts, actor=people.manager, now=NOW)
    again = items.act_on_item(item_id=one.pk, **facts, actor=people.quality_manager, now=NOW)
    assert (action, Action.objects.count()) == (again, 1)
    assert action.source_label == f"{row.number} 5.3.1"
    assert action.source_url == f"/reports/certification/{row.number}/5.3.1/"
    factories.judged(people, row, "5.1.3", str(factories.item(row, "5.1.3").item.points))
    with pytest.raises(RuleViolation):
        items.act_on_item(item_id=factories.item(row, "5.1.3").pk, **facts, actor=people.manager, now=NOW)


def test_counting_anew_keeps_seed_and_points(people):
    row = factories.begun(people)
    factories.judged(people, row, "5.1.1", "5")
    before = factories.item(row, "5.1.1")
    evaluations.gather(evaluation_id=row.pk, actor=people.manager, now=NOW + DAY)
    after = factories.item(row, "5.1.1")
    assert (after.points, after.counts) == (before.points, before.counts)
    assert after.gathered_at == NOW + DAY


def test_evidence_is_dated_and_its_files_are_checked(people):
    row = factories.begun(people)
    facts = {"item_id": factories.item(row, "5.1.7").pk, "text": "委员会纪要", "actor": people.manager, "now": NOW}
    with pytest.raises(InvalidInput):
        items.add_evidence(dated=(NOW + 2 * DAY).date(), **facts)
    with pytest.raises(InvalidInput):
        items.add_evidence(dated=NOW.date(), uploads=[SimpleUploadedFile("a.exe", b"MZ")], **facts)
    items.add_evidence(dated=NOW.date(), **facts)
    assert factories.item(row, "5.1.7").evidence.get().stored is None


def test_changed_catalogue_is_a_new_edition_and_begun_evaluations_keep_theirs(people):
    row = factories.begun(people)
    standard = row.standard
    lines = [
        {"code": "5.3.1", "points": Decimal(13), "evidence": "Q-301"},
        {"code": "5.3.2", "points": Decimal(12), "evidence": "Q-304"},
    ]
    facts = {"standard_id": standard.pk, "reason": "按行业评分表", "now": NOW}
    with pytest.raises(NotPermitted):
        catalogues.revise_catalogue(lines=lines, actor=people.manager, **facts)
    with pytest.raises(InvalidInput) as refused:
        catalogues.revise_catalogue(lines=lines[:1], actor=people.gm, **facts)
    assert "25.50" in str(refused.value)
    catalogues.revise_catalogue(lines=lines, effective_from=date(2026, 12, 1), actor=people.quality_manager, **facts)
    assert [one.edition for one in Catalogue.objects.filter(standard=standard)] == [2, 1]
    assert catalogue_on(standard, NOW.date()).edition == 1
    assert catalogue_on(standard, date(2026, 12, 1)).edition == 2
    newest = {one.code: one.points for one in newest_catalogue(standard).items.all()}
    assert (newest["5.3.1"], newest["5.3.2"], newest["5.1"]) == (13, 12, 40)
    assert factories.item(row, "5.3.1").item.points == Decimal("12.5")
    with pytest.raises(InvalidInput):
        catalogues.revise_catalogue(lines=lines, effective_from=date(2026, 11, 20), actor=people.gm, **facts)


def test_yearly_evaluation_begins_once_from_november_on(people):
    factories.standard()
    assert evaluations.begin_yearly(now=datetime(2026, 10, 31, 2, tzinfo=UTC)) == 0
    assert evaluations.begin_yearly(now=NOW) == 1
    assert evaluations.begin_yearly(now=NOW + DAY) == 0
    row = SelfEvaluation.objects.get()
    assert (row.standard.code, row.period_from, row.created_by) == ("gbt-27922", date(2026, 1, 1), None)


def test_outdated_version_is_a_conflict(people):
    row = factories.assessed(people)
    with pytest.raises(Conflict):
        evaluations.close_evaluation(evaluation_id=row.pk, version=row.version - 1, actor=people.gm, now=NOW)
