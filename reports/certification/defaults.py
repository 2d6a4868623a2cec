"""The standards of a new installation.

Only titles and, for GB/T 27922, the points of its sections are the standard's: 40, 35 and 25. Points below a section
are not public; the default splits a section evenly over its items. ISO 10002 has no points at all: each clause counts
the same.
"""

from __future__ import annotations

from dataclasses import dataclass

from .enums import Evidence


@dataclass(frozen=True)
class Clause:
    """evidence: the query that counts it; empty: shown by hand."""

    code: str
    title: str
    title_en: str
    evidence: str = ""


@dataclass(frozen=True)
class Section:
    code: str
    title: str
    title_en: str
    points: int
    items: tuple[Clause, ...]


@dataclass(frozen=True)
class Norm:
    code: str
    title: str
    title_en: str
    has_grades: bool
    is_yearly: bool
    sections: tuple[Section, ...]


GBT_27922 = Norm(
    "gbt-27922",
    "GB/T 27922—2011 商品售后服务评价体系",
    "GB/T 27922—2011 after-sales service",
    has_grades=True,
    is_yearly=True,
    sections=(
        Section(
            "5.1",
            "售后服务体系",
            "After-sales service system",
            40,
            (
                Clause("5.1.1", "组织架构", "Organisation", Evidence.REGIONS),
                Clause("5.1.2", "人员配置", "Staffing", Evidence.TRAINING),
                Clause("5.1.3", "资源配置", "Resources"),
                Clause("5.1.4", "规范要求", "Rules", Evidence.RULES),
                Clause("5.1.5", "监督", "Supervision", Evidence.ROUNDS),
                Clause("5.1.6", "改进", "Improvement", Evidence.ACTIONS),
                Clause("5.1.7", "服务文化", "Service culture", Evidence.SUGGESTIONS),
            ),
        ),
        Section(
            "5.2",
            "商品服务",
            "Goods service",
            35,
            (
                Clause("5.2.1", "商品信息", "Product information", Evidence.RECORDS),
                Clause("5.2.2", "技术支持", "Technical support", Evidence.FIRST_TIME),
                Clause("5.2.3", "配送", "Delivery", Evidence.DELIVERY),
                Clause("5.2.4", "维修", "Repair", Evidence.REPAIRS),
                Clause("5.2.5", "质量保证", "Quality assurance", Evidence.WARRANTY),
                Clause("5.2.6", "废弃商品回收", "Waste recovery"),
            ),
        ),
        Section(
            "5.3",
            "顾客服务",
            "Customer service",
            25,
            (
                Clause("5.3.1", "顾客关系", "Customer relations", Evidence.VISITS),
                Clause("5.3.2", "投诉处理", "Complaints", Evidence.COMPLAINTS),
            ),
        ),
    ),
)
ISO_10002 = Norm(
    "iso-10002",
    "GB/T 19012—2019（ISO 10002:2018）投诉处理",
    "ISO 10002:2018 complaints handling",
    has_grades=False,
    is_yearly=False,
    sections=(
        Section("4", "指导原则", "Guiding principles", 20, (Clause("4.1", "指导原则", "Guiding principles"),)),
        Section(
            "5",
            "投诉处理框架",
            "Complaints-handling framework",
            20,
            (
                Clause("5.2", "领导作用和承诺", "Leadership and commitment"),
                Clause("5.3", "方针", "Policy"),
                Clause("5.4", "职责和权限", "Responsibility and authority"),
            ),
        ),
        Section(
            "6",
            "策划、设计和开发",
            "Planning, design and development",
            20,
            (
                Clause("6.2", "目标", "Objectives"),
                Clause("6.3", "活动", "Activities"),
                Clause("6.4", "资源", "Resources", Evidence.TRAINING),
            ),
        ),
        Section(
            "7",
            "投诉处理过程的运作",
            "Operation of the complaints-handling process",
            20,
            (
                Clause("7.1", "沟通", "Communication"),
                Clause("7.2", "投诉受理", "Receipt of complaints"),
                Clause("7.3", "投诉跟踪", "Tracking of complaints"),
                Clause("7.4", "投诉告知", "Acknowledgement of complaints", Evidence.COMPLAINTS),
                Clause("7.5", "投诉初步评估", "Initial assessment of complaints"),
                Clause("7.6", "投诉调查", "Investigation of complaints", Evidence.INVESTIGATED),
                Clause("7.7", "投诉响应", "Response to complaints", Evidence.RESOLVED),
                Clause("7.8", "沟通决定", "Communicating the decision"),
                Clause("7.9", "投诉终止", "Closing complaints", Evidence.FIRST_TIME),
            ),
        ),
        Section(
            "8",
            "保持和改进",
            "Maintenance and improvement",
            20,
            (
                Clause("8.1", "信息收集", "Collection of information"),
                Clause("8.2", "投诉的分析和评价", "Analysis and evaluation of complaints"),
                Clause(
                    "8.3",
                    "对投诉处理过程的满意程度",
                    "Satisfaction with the complaints-handling process",
                    Evidence.ROUNDS,
                ),
                Clause("8.4", "监视", "Monitoring"),
                Clause("8.5", "审核", "Auditing"),
                Clause("8.6", "管理评审", "Management review"),
                Clause("8.7", "持续改进", "Continual improvement", Evidence.ACTIONS),
            ),
        ),
    ),
)
NORMS = (GBT_27922, ISO_10002)
