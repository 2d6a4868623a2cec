"""The questionnaires and index models of a new installation: texts in two languages, stored in the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .enums import Aspect, SurveyKind, Wording
from .enums import QuestionKind as Kind


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
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Form:
    """A default questionnaire. index_model: the code of the model that its index is computed by, if it has one."""

    code: str
    kind: SurveyKind
    zh: str
    en: str
    asks: tuple[Ask, ...]
    index_model: str = ""


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
            aspect=Aspect.RESULT,
            may_not_apply=False,
        ),
        Ask(
            "nps",
            "您会把我们推荐给同行或朋友吗？",
            "How likely are you to recommend us?",
            kind=Kind.RECOMMEND,
            latent="LOY",
            aspect=Aspect.RESULT,
            may_not_apply=False,
        ),
        _own_words("improve"),
    ),
)

# The latent variables of the default questionnaires, by code.
LATENTS = {
    "IMG": ("品牌形象", "Brand image"),
    "EXP": ("顾客期望", "Customer expectations"),
    "PQ": ("感知质量", "Perceived quality"),
    "PV": ("感知价值", "Perceived value"),
    "SAT": ("顾客满意", "Customer satisfaction"),
    "CMP": ("顾客抱怨", "Complaints"),
    "LOY": ("顾客忠诚", "Customer loyalty"),
}
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
            aspect=Aspect.RESEARCH,
        ),
        Ask("pq1", "产品质量与可靠性", "Product quality and reliability", latent="PQ"),
        Ask(
            "pq2",
            "服务人员的礼仪与态度",
            "Courtesy and attitude of our staff",
            latent="PQ",
            aspect=Aspect.ATTITUDE,
        ),
        Ask("pq3", "服务人员行为规范、守约", "Proper conduct, promises kept", latent="PQ", aspect=Aspect.CONDUCT),
        Ask("pq4", "专业能力", "Technical competence", latent="PQ", aspect=Aspect.ABILITY),
        Ask(
            "pq5",
            "服务安排合理、按计划执行",
            "Well planned, and done as planned",
            latent="PQ",
            aspect=Aspect.PLAN,
        ),
        Ask("pq6", "进度告知与回访", "Progress updates and follow-up", latent="PQ", aspect=Aspect.FEEDBACK),
        Ask(
            "pq7",
            "响应及时并解决问题",
            "Prompt response that solved the problem",
            latent="PQ",
            aspect=Aspect.RESPONSE,
        ),
        Ask("pv1", "就所付价格而言，质量如何", "Quality for the price paid", latent="PV"),
        Ask("pv2", "就所得质量而言，价格如何", "Price for the quality received", latent="PV"),
        Ask(
            "sat1",
            "总体满意程度",
            "Overall satisfaction",
            latent="SAT",
            wording=Wording.SATISFACTION,
            aspect=Aspect.RESULT,
        ),
        Ask(
            "sat2",
            "与期望相比",
            "Compared with your expectations",
            latent="SAT",
            wording=_COMPARE,
            aspect=Aspect.RESULT,
        ),
        Ask(
            "sat3",
            "与理想供应商相比",
            "Compared with your ideal supplier",
            latent="SAT",
            wording=_COMPARE,
            aspect=Aspect.RESULT,
        ),
        Ask(
            "cmp1",
            "是否投诉过？处理得如何（未投诉：预计会如何）",
            "Complained? How well was it handled (if not: how well would it be)",
            latent="CMP",
            aspect=Aspect.RESULT,
        ),
        Ask("loy1", "再次购买的可能性", "Likelihood to buy again", latent="LOY", wording=_DEGREE, aspect=Aspect.RESULT),
        Ask(
            "nps",
            "推荐的可能性（0–10）",
            "Likelihood to recommend (0–10)",
            kind=Kind.RECOMMEND,
            latent="LOY",
            aspect=Aspect.RESULT,
        ),
        Ask("effort", "和我们办事很省力", "We made it easy for you", kind=Kind.EFFORT, points=7, wording=_AGREE),
        Ask(
            "fair",
            "这次答卷前，有没有人跟您说过该打多少分？",
            "Before this survey, did anyone tell you what to score?",
            kind=Kind.INTEGRITY,
            may_not_apply=False,
        ),
        _own_words("improve"),
    ),
    index_model="company",
)

PRODUCT = Form(
    "product",
    SurveyKind.PRODUCT,
    "产品使用情况",
    "About the product",
    (
        Ask("reliable", "产品可靠、很少出故障", "It is reliable and seldom fails", latent="PQ", wording=_AGREE),
        Ask("fits", "满足我们工作的需要", "It does what our work needs", latent="PQ", wording=_AGREE),
        Ask("handling", "操作方便", "It is easy to use", latent="PQ", wording=_AGREE),
        Ask("manual", "说明书和培训够用", "Manual and training are sufficient", latent="PQ", wording=_AGREE),
        Ask("value", "就所付价格而言，质量如何", "Quality for the price paid", latent="PV"),
        Ask(
            "satisfied",
            "您对这个产品总体满意吗？",
            "How satisfied are you with this product overall?",
            latent="SAT",
            wording=Wording.SATISFACTION,
            aspect=Aspect.RESULT,
            may_not_apply=False,
        ),
        Ask(
            "faults",
            "用的时候遇到过哪些问题？",
            "Which problems have you had with it?",
            kind=Kind.MULTIPLE,
            choices=(
                ("不准或不稳", "Inaccurate or unstable"),
                ("噪声或振动", "Noise or vibration"),
                ("渗漏", "Leaks"),
                ("软件或显示", "Software or display"),
                ("配件或耗材难买", "Parts or consumables hard to get"),
                ("其他", "Others"),
            ),
        ),
        Ask(
            "nps",
            "如果同行问起，您有多大可能推荐这个产品？",
            "If a colleague asked, how likely are you to recommend this product?",
            kind=Kind.RECOMMEND,
            latent="LOY",
            aspect=Aspect.RESULT,
            may_not_apply=False,
        ),
        _own_words("improve"),
    ),
)


@dataclass(frozen=True)
class Structure:
    """A default index model. latents: codes; effects: the effects of each cause."""

    code: str
    zh: str
    en: str
    source: str
    latents: str
    effects: Mapping[str, str]

    @property
    def paths(self) -> list[list[str]]:
        return [[cause, effect] for cause, effects in self.effects.items() for effect in effects.split()]

    @property
    def named_latents(self) -> list[dict[str, str]]:
        return [{"code": code, "zh": LATENTS[code][0], "en": LATENTS[code][1]} for code in self.latents.split()]


_CCSI = {"IMG": "EXP PQ PV SAT LOY", "EXP": "PQ PV SAT", "PQ": "PV SAT", "PV": "SAT", "SAT": "LOY"}
COMPANY = Structure(
    "company",
    "本公司模型",
    "Company model",
    "CCSI with the complaints of the ACSI",
    "IMG EXP PQ PV SAT CMP LOY",
    {**_CCSI, "SAT": "CMP LOY", "CMP": "LOY"},
)
DEFAULT_MODELS = (
    Structure(
        "acsi",
        "美国顾客满意度指数 ACSI",
        "American Customer Satisfaction Index (ACSI)",
        "Fornell et al. 1996, Journal of Marketing 60(4):7–18",
        "EXP PQ PV SAT CMP LOY",
        {"EXP": "PQ PV SAT", "PQ": "PV SAT", "PV": "SAT", "SAT": "CMP LOY", "CMP": "LOY"},
    ),
    Structure(
        "ccsi",
        "中国顾客满意度指数 CCSI",
        "China Customer Satisfaction Index (CCSI)",
        "",
        "IMG EXP PQ PV SAT LOY",
        _CCSI,
    ),
    COMPANY,
)
TARGET = "SAT"
