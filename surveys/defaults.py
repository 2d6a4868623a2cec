"""The questionnaires of a new installation. Their texts are data in two languages, stored in the database."""

from __future__ import annotations

from dataclasses import dataclass

from .enums import QuestionKind as Kind
from .enums import SurveyKind, Wording


@dataclass(frozen=True)
class Ask:
    """One question of a default questionnaire."""

    key: str
    zh: str
    en: str
    kind: Kind = Kind.SCALE
    points: int = 10
    wording: Wording = Wording.RATING
    latent: str = ""
    aspect: str = ""
    may_not_apply: bool = True


@dataclass(frozen=True)
class Form:
    """A default questionnaire."""

    code: str
    kind: SurveyKind
    zh: str
    en: str
    asks: tuple[Ask, ...]


def _own_words(key: str) -> Ask:
    return Ask(key, "您最希望我们改进什么？", "What should we improve most?", kind=Kind.TEXT, may_not_apply=False)


AFTER_TICKET = Form(
    "after-ticket",
    SurveyKind.TICKET,
    "服务之后",
    "After the service",
    (
        Ask("solved", "这次的问题解决了吗？", "Is the problem solved?", kind=Kind.YES_NO, may_not_apply=False),
        Ask(
            "csat",
            "这次处理的整个过程，您满意吗？",
            "How satisfied are you with the way we handled it?",
            points=5,
            wording=Wording.SATISFACTION,
            latent="SAT",
            aspect="result",
            may_not_apply=False,
        ),
        Ask(
            "nps",
            "您会把我们推荐给同行或朋友吗？",
            "How likely are you to recommend us?",
            kind=Kind.RECOMMEND,
            latent="LOY",
            aspect="result",
            may_not_apply=False,
        ),
        _own_words("improve"),
    ),
)

_AGREE, _DEGREE, _COMPARE = Wording.AGREEMENT, Wording.DEGREE, Wording.COMPARISON

QUARTERLY = Form(
    "quarterly",
    SurveyKind.ROUND,
    "季度满意度调查",
    "Quarterly satisfaction survey",
    (
        Ask("img1", "我公司言行一致、值得信赖", "We do what we say and can be trusted", latent="IMG", wording=_AGREE),
        Ask("img2", "我公司真正关心客户", "We genuinely care about customers", latent="IMG", wording=_AGREE),
        Ask(
            "exp1",
            "本季度前，您对总体质量的期望",
            "Before this quarter, your expectation of overall quality",
            latent="EXP",
            wording=_DEGREE,
        ),
        Ask(
            "exp2",
            "期望我们满足贵单位特定需要的程度",
            "Your expectation that we meet your specific needs",
            latent="EXP",
            wording=_DEGREE,
            aspect="process.research",
        ),
        Ask("pq1", "产品质量与可靠性", "Product quality and reliability", latent="PQ"),
        Ask(
            "pq2",
            "服务人员的礼仪与态度",
            "Courtesy and attitude of our staff",
            latent="PQ",
            aspect="service.attitude",
        ),
        Ask("pq3", "服务人员行为规范、守约", "Proper conduct, promises kept", latent="PQ", aspect="service.conduct"),
        Ask("pq4", "专业能力", "Technical competence", latent="PQ", aspect="service.ability"),
        Ask(
            "pq5",
            "服务安排合理、按计划执行",
            "Well planned, and done as planned",
            latent="PQ",
            aspect="process.plan",
        ),
        Ask("pq6", "进度告知与回访", "Progress updates and follow-up", latent="PQ", aspect="process.feedback"),
        Ask(
            "pq7",
            "响应及时并解决问题",
            "Prompt response that solved the problem",
            latent="PQ",
            aspect="result.response",
        ),
        Ask("pv1", "就所付价格而言，质量如何", "Quality for the price paid", latent="PV"),
        Ask("pv2", "就所得质量而言，价格如何", "Price for the quality received", latent="PV"),
        Ask(
            "sat1",
            "总体满意程度",
            "Overall satisfaction",
            latent="SAT",
            wording=Wording.SATISFACTION,
            aspect="result",
        ),
        Ask("sat2", "与期望相比", "Compared with your expectations", latent="SAT", wording=_COMPARE, aspect="result"),
        Ask(
            "sat3",
            "与理想供应商相比",
            "Compared with your ideal supplier",
            latent="SAT",
            wording=_COMPARE,
            aspect="result",
        ),
        Ask(
            "cmp1",
            "是否投诉过？处理得如何（未投诉：预计会如何）",
            "Complained? How well was it handled (if not: how well would it be)",
            latent="CMP",
            aspect="result",
        ),
        Ask("loy1", "再次购买的可能性", "Likelihood to buy again", latent="LOY", wording=_DEGREE, aspect="result"),
        Ask(
            "nps",
            "推荐的可能性（0–10）",
            "Likelihood to recommend (0–10)",
            kind=Kind.RECOMMEND,
            latent="LOY",
            aspect="result",
        ),
        Ask("effort", "和我们办事很省力", "We made it easy for you", points=7, wording=_AGREE),
        Ask(
            "gift",
            "有没有人提示您怎样打分，或为评分送礼？",
            "Did anyone suggest scores or offer a gift for them?",
            kind=Kind.YES_NO,
            may_not_apply=False,
        ),
        _own_words("improve"),
    ),
)
