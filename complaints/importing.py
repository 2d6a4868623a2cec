"""Imports of feedback from other systems: the known column headings, and how a row is read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from aftersales.kernel.bounds import LONGEST_AGO, LONGEST_AHEAD, is_plausible_moment
from aftersales.kernel.errors import DomainError, InvalidInput, gettext_noop
from aftersales.kernel.words import read_yes_no
from aftersales.staff.models import Actor
from aftersales.tables.cells import moment_of, words_of
from aftersales.tables.columns import ImportRow
from aftersales.tables.importing import Importer, together
from customers.enums import Channel

from . import permissions
from .enums import Kind, QualityClass, Remedy, Safety
from .rules.tags import tag_names
from .services.importing import REASON, Feedback, log_feedback

MAX_TEXT = 20_000
LIMITS = {
    "text": MAX_TEXT,
    "category": 60,
    "subject": 200,
    "customer": 200,
    "contact": 100,
    "id": 100,
    "class_reason": 500,
    "alternatives_told": 1000,
}
HEADINGS: dict[str, tuple[str, ...]] = {
    "text": (
        "content", "description", "feedback", "comment", "review", "message", "内容", "文本", "描述", "反馈",
        "反馈内容", "评论", "评论内容", "客户原话", "投诉内容", "问题描述", "留言", "意见", "诉求",
    ),
    "negative": ("is negative", "负面", "是否负面", "差评"),
    "category": ("product category", "product", "cat", "产品类别", "商品类别", "类别", "品类", "产品"),
    "kind": ("type", "类型", "工单类型", "投诉类型"),
    "channel": ("source", "渠道", "来源", "反馈渠道", "来源渠道"),
    "subject": ("title", "主题", "标题"),
    "customer": (
        "customer number", "customer name", "company", "客户", "客户编号", "客户名称", "公司名称", "单位名称",
        "公司", "单位",
    ),
    "contact": ("contact name", "联系人", "姓名", "客户姓名", "联系人姓名"),
    "received": (
        "received at", "date", "time", "created at", "时间", "日期", "反馈时间", "反馈日期", "投诉时间", "投诉日期",
        "受理时间", "接收时间", "创建时间", "提交时间",
    ),
    "id": ("number", "external id", "编号", "单号", "外部编号", "工单号", "工单编号", "投诉编号"),
    "quality_class": ("class", "质量类别", "问题类别", "内在外在"),
    "class_reason": ("reason for the class", "class reason", "类别理由", "分类理由", "判定理由"),
    "safety": ("safety implication", "safety", "安全影响", "涉及安全"),
    "remedy_sought": ("customer request", "remedy", "客户要求", "客户诉求"),
    "alternatives_told": ("alternatives", "alternatives told", "已告知的替代办法", "替代办法"),
    "tags": ("tag", "labels", "标签", "工单标签"),
    "state": ("status", "状态", "工单状态", "处理状态", "是否关闭"),
}  # fmt: skip
LABELS = {
    "text": _("Customer message"),
    "negative": _("Negative (yes or no)"),
    "category": _("Product category"),
    "kind": _("Type"),
    "channel": _("Channel"),
    "subject": _("Subject"),
    "customer": _("Customer"),
    "contact": _("Contact"),
    "received": _("Received at"),
    "quality_class": _("Quality class"),
    "class_reason": _("Reason for the quality class"),
    "safety": _("Safety implication"),
    "remedy_sought": _("Customer request"),
    "alternatives_told": _("Alternatives told"),
    "tags": _("Tags (separated by commas)"),
    "state": _("Status (open or closed)"),
    "id": _("External number"),
}
# Names of channels in lists of other systems, besides the names on our pages.
CHANNELS = {
    "邮件": Channel.EMAIL,
    "网络": Channel.WEB,
    "网站": Channel.WEB,
    "来电": Channel.PHONE,
    "在线": Channel.CHAT,
    "来信": Channel.LETTER,
    "来访": Channel.WALK_IN,
    "online": Channel.WEB,
    "call": Channel.PHONE,
}
SHORT_CLASSES = {"内在": QualityClass.INTRINSIC, "外在": QualityClass.EXTRINSIC}
CLOSED = frozenset(
    {"closed", "done", "solved", "resolved", "是", "关闭", "已关闭", "已完成", "已处理", "已解决", "已结案"}
)


class Reader:
    """Turns the rows of a file into feedback to log."""

    def __init__(self, *, now: datetime) -> None:
        self.now, self.kinds, self.channels = now, words_of(Kind), CHANNELS | words_of(Channel)
        self.words = {
            "quality_class": words_of(QualityClass) | SHORT_CLASSES,
            "safety": words_of(Safety),
            "remedy_sought": words_of(Remedy),
        }

    def feedback(self, row: ImportRow) -> Feedback:
        """The feedback of a row. Raises InvalidInput that names the field which cannot be read."""
        cells = row.values
        for name, limit in LIMITS.items():
            if len(cells.get(name, "")) > limit:
                raise InvalidInput(
                    gettext_noop("Longer than %(limit)s characters."),
                    code="too_long",
                    field=name,
                    params={"limit": limit},
                )
        if not cells["text"]:
            raise InvalidInput(gettext_noop("Empty: nothing to log."), code="empty", field="text")
        kind, received_at = self._kind(cells), self._moment(cells.get("received", ""))
        return Feedback(
            key=_key(cells, row.nth),
            kind=kind,
            text=cells["text"],
            category=cells.get("category", ""),
            channel=self._channel(cells.get("channel", "")),
            subject=cells.get("subject", ""),
            customer=cells.get("customer", ""),
            contact=cells.get("contact", ""),
            received_at=received_at,
            is_closed=self._is_closed(cells.get("state", "")),
            class_reason=cells.get("class_reason", ""),
            alternatives_told=cells.get("alternatives_told", ""),
            tags=tuple(tag_names(cells.get("tags", ""))),
            **{name: self._word(name, cells.get(name, "")) for name in self.words},
        )

    def _word(self, name: str, text: str) -> str:
        """The value of a choice that may be empty."""
        if not text:
            return ""
        if (value := self.words[name].get(text.casefold())) is None:
            raise InvalidInput(
                gettext_noop("“%(value)s” isn’t one of the known values."),
                code="unknown",
                field=name,
                params={"value": text[:40]},
            )
        return value

    def _is_closed(self, text: str) -> bool:
        """Other systems have many words for what is open."""
        return text.casefold() in CLOSED

    def _kind(self, cells: Mapping[str, str]) -> str:
        if text := cells.get("kind", ""):
            if (kind := self.kinds.get(text.casefold())) is None:
                raise InvalidInput(
                    gettext_noop("“%(value)s” isn’t a valid ticket type."),
                    code="kind",
                    field="kind",
                    params={"value": text},
                )
            return kind
        if "negative" not in cells:
            return Kind.OPINION
        if (negative := read_yes_no(cells["negative"])) is None:
            raise InvalidInput(
                gettext_noop("“%(value)s” is neither yes nor no. Write yes or no, 1 or 0."),
                code="negative",
                field="negative",
                params={"value": cells["negative"][:40]},
            )
        return Kind.COMPLAINT if negative else Kind.OPINION

    def _channel(self, text: str) -> str:
        if not text:
            return Channel.WEB
        if (channel := self.channels.get(text.casefold())) is None:
            raise InvalidInput(
                gettext_noop("“%(value)s” isn’t a valid channel."),
                code="channel",
                field="channel",
                params={"value": text[:40]},
            )
        return channel

    def _moment(self, text: str) -> datetime | None:
        if not text:
            return None
        if (moment := moment_of(text)) is None:
            raise InvalidInput(
                gettext_noop("“%(value)s” isn’t a valid date. Use the format 2026-11-20 or 2026-11-20 14:30."),
                code="date",
                field="received",
                params={"value": text[:40]},
            )
        if not is_plausible_moment(moment, now=self.now, ago=LONGEST_AGO, ahead=LONGEST_AHEAD):
            raise InvalidInput(gettext_noop("The date is out of range."), code="out_of_range", field="received")
        if moment > self.now:
            raise InvalidInput(gettext_noop("The time is in the future."), code="future", field="received")
        return moment


def _same(cells: Mapping[str, str]) -> list[str]:
    """The values that identify a row: the number from the other system, else the content."""
    if cells.get("id"):
        return ["id", cells["id"]]
    return [cells.get(name, "") for name in ("category", "text", "customer", "contact", "received")]


def _key(cells: Mapping[str, str], nth: int) -> str:
    """The key of a row, which is the same each time the file is read. nth distinguishes equal rows of one file."""
    parts: list[object] = list(_same(cells))
    return _digest(parts if cells.get("id") else [*parts, nth + 1]).hex()


def _digest(parts: Sequence[object]) -> bytes:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).digest()


def begin(rows: Sequence[ImportRow], now: datetime) -> Callable[[ImportRow], Feedback]:
    return Reader(now=now).feedback


def write(rows: Sequence[Feedback], actor: Actor, now: datetime, reason: str = REASON) -> list[bool | DomainError]:
    return log_feedback(actor=actor, now=now, rows=rows, reason=reason)


IMPORTERS = (
    Importer(
        "tickets",
        _("Feedback (creates tickets)"),
        HEADINGS,
        LABELS,
        ("text",),
        permissions.IMPORTERS,
        together(begin, write),
        same=_same,
    ),
)
