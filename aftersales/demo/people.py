"""Training, service quality interviews, recognition and the evaluation of the rules in the demo company."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from aftersales.people.models import Course, Evaluation, Interview
from aftersales.people.rules.due import add_months
from aftersales.people.services import due, evaluations, interviews, recognitions, trainings
from aftersales.staff.models import User

from .world import World

DAY = timedelta(days=1)
# Course by its place, days ago, and the scores of who took part.
HELD = (
    (0, 383, {"rep": 88, "service": 92, "service2": 84, "manager": 95}),
    (0, 160, {"rep_east": 90, "rep_south": 81, "rep_north": 64, "rep_central": 86, "rep_west": 93, "service3": 88}),
    (1, 350, {"service": 90, "service2": 82, "service3": 78, "rep": 85, "manager": 91}),
    (1, 120, {"rep_east": 83, "rep_south": 88, "rep_north": 91, "rep_central": 80, "rep_west": 84, "service3": 86}),
    (2, 200, {"rep": 95, "rep_east": 90, "rep_south": 92, "rep_north": 85, "rep_central": 88, "rep_west": 90}),
    (2, 198, {"service": 96, "service2": 91, "service3": 89, "manager": 94}),
    (0, 100, {"rep_north": 82}),
    (3, 90, {"rep": 87, "rep_east": 86, "rep_south": 90, "rep_north": 83, "rep_central": 88, "rep_west": 91}),
    (3, 89, {"service": 94, "service2": 90, "service3": 85, "manager": 92}),
)
TARGET = {"now": "41%", "target": "90%", "helper": "仓库开通到货日"}


def teach(world: World) -> None:
    """Two years of training with somebody late, an interview in each state, and a rule that needs improvement."""
    courses = list(Course.objects.order_by("pk"))
    for course in courses:
        due.refresh_course(course_id=course.pk, now=world.now - 500 * DAY)
    for place, days, scores in HELD:
        _held(world, courses[place], days, scores)
    late = [world.cast["rep"], world.cast["service2"]]
    starts_at = world.now + 9 * DAY
    trainings.plan_session(
        course=courses[0],
        starts_at=starts_at,
        place="二楼培训室",
        trainer="韩松",
        seats=8,
        content="产品结构、使用安全、常见误操作",
        people=late[:1],
        actor=world.cast["manager"],
        now=world.now - DAY,
    )
    _interviews(world)
    _recognitions(world)
    _evaluation(world)


def _held(world: World, course: Course, days: int, scores: dict[str, int]) -> None:
    manager, at = world.cast["manager"], world.now - days * DAY
    people = [world.cast[name] for name in scores]
    row = trainings.plan_session(
        course=course,
        starts_at=at,
        place="二楼培训室",
        trainer="韩松",
        seats=20,
        people=people,
        actor=manager,
        now=at - 10 * DAY,
    )
    results = [(world.cast[name], Decimal(score), "") for name, score in scores.items()]
    trainings.record_results(session_id=row.pk, results=results, actor=manager, now=at + DAY)


def _interviews(world: World) -> None:
    closed = _arranged(world, "service", world.now - 20 * DAY)
    _recorded(world, closed, "来电都当天答复", world.now - 14 * DAY)
    for name in ("service", "manager"):
        interviews.sign(interview_id=closed.pk, actor=world.cast[name], now=world.now - 14 * DAY)
    open_one = _arranged(world, "rep", world.now - 7 * DAY)
    interviews.prepare_own(
        interview_id=open_one.pk,
        own_summary="一次解决率升了，换班后回访落下几家。等配件的时候不知道怎么跟客户说。",
        is_ready=True,
        actor=world.cast["rep"],
        now=world.now - 3 * DAY,
    )
    interviews.prepare_lead(
        interview_id=open_one.pk,
        lead_targets="一次解决达到目标，按时回访差一点。",
        lead_assessment="三次结案后重开，都是没写清下一步。",
        is_ready=True,
        actor=world.cast["manager"],
        now=world.now - 2 * DAY,
    )
    _recorded(world, open_one, "停机那次当晚到场", world.now - DAY)
    interviews.sign(interview_id=open_one.pk, actor=world.cast["rep"], now=world.now - DAY)
    _arranged(world, "service2", world.now)


def _arranged(world: World, name: str, noticed_at: datetime) -> Interview:
    end = world.today.replace(day=1) - DAY
    return interviews.arrange(
        person=world.cast[name],
        superior=world.cast["gm"],
        superior_attends=False,
        period_from=add_months(end, -3) + DAY,
        period_to=end,
        starts_at=noticed_at + 5 * DAY,
        place="小会议室",
        topic="上个季度的服务质量：答复、回访和客户意见",
        actor=world.cast["manager"],
        now=noticed_at,
    )


def _recorded(world: World, row: Interview, praise: str, at: datetime) -> None:
    until: date = world.today + 45 * DAY
    manager: User = world.cast["manager"]
    interviews.record_interview(
        interview_id=row.pk,
        strengths=praise,
        problems="等配件时不主动告知客户，客户来电催问。",
        causes="看不到仓库的到货日，不是不愿意说。",
        statement="给我看到到货日，我每天早上就发。",
        conclusion="先开通到货日，再看两个月的告知情况。",
        targets=[{"goal": "等配件的客户隔天告知一次", "until": until, **TARGET}],
        actor=manager,
        now=at,
    )
    interviews.plan_follow_up(
        interview_id=row.pk, what="仓库开通到货日", who="罗川", due_on=world.today + 9 * DAY, actor=manager, now=at
    )


def _recognitions(world: World) -> None:
    praise = recognitions.propose(
        kind="recognition",
        person=world.cast["rep"],
        happened_on=world.today - 20 * DAY,
        reason="停机当晚到场",
        facts="客户生产线停机，当晚两小时到场，次日恢复；客户来信感谢。",
        measure="全员通报表扬",
        actor=world.cast["manager"],
        now=world.now - 15 * DAY,
    )
    recognitions.decide(
        recognition_id=praise.pk, decision="同意，月会通报", actor=world.cast["gm"], now=world.now - 13 * DAY
    )
    recognitions.propose(
        kind="correction",
        person=world.cast["service2"],
        happened_on=world.today - 6 * DAY,
        reason="邮件答复超期",
        facts="客户邮件两天未答，客户再次来电。",
        measure="提醒并复训投诉处理",
        actor=world.cast["quality_manager"],
        now=world.now - DAY,
    )


def _evaluation(world: World) -> None:
    evaluations.begin_first(now=world.now - 30 * DAY)
    row = Evaluation.objects.get()
    notes = (
        ("当天答复咨询", "weak", "九成当天答复，邮件只有七成。", "邮件也设当天时限。"),
        ("礼貌用语，不用行话", "works", "抽听 40 通电话，没有客户意见。", ""),
    )
    for rule, verdict, finding, proposal in notes:
        evaluations.note_finding(
            evaluation_id=row.pk,
            rule=rule,
            verdict=verdict,
            finding=finding,
            proposal=proposal,
            actor=world.cast["manager"],
            now=world.now - 2 * DAY,
        )
