"""Lists of feedback collected elsewhere: headings that are known, and each row as what is to be logged."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import override

from aftersales.kernel.errors import InvalidInput, gettext_noop
from aftersales.web.tables import Line
from customers.enums import Channel

from .enums import Kind

MAX_TEXT = 20_000
LIMITS = {"text": MAX_TEXT, "category": 60, "subject": 200, "customer": 200, "contact": 100, "id": 100}
# What a column may be called, in lower case and without spaces, underscores and hyphens.
HEADINGS = {
    "text": "text content description feedback comment review 内容 文本 描述 反馈 反馈内容 评论 评论内容 客户原话",
    "negative": "negative isnegative 负面 是否负面 差评",
    "category": "productcategory category product cat 产品类别 商品类别 类别 品类 产品",
    "kind": "kind type 类型 工单类型",
    "channel": "channel source 渠道 来源",
    "subject": "subject title 主题 标题",
    "customer": "customer customernumber customername 客户 客户编号 客户名称",
    "contact": "contact contactname 联系人 姓名",
    "received": "receivedat received date time 时间 日期 反馈时间",
    "id": "id number externalid 编号 单号 外部编号",
}
FIELDS = {heading: name for name, headings in HEADINGS.items() for heading in headings.split()}
# What lists of other systems call a channel, beside its names on the page.
CHANNELS = {
    "邮件": Channel.EMAIL, "网络": Channel.WEB, "网站": Channel.WEB, "来电": Channel.PHONE, "在线": Channel.CHAT,
    "来信": Channel.LETTER, "来访": Channel.WALK_IN, "online": Channel.WEB, "call": Channel.PHONE,
}  # fmt: skip
NEGATIVE = {"1": Kind.COMPLAINT, "0": Kind.OPINION}


@dataclass(frozen=True)
class Feedback:
    """One row, ready to be logged. customer: a number or a whole name, "" where it is not known."""

    line: int
    key: str
    kind: str
    text: str
    category: str = ""
    channel: str = Channel.WEB
    subject: str = ""
    customer: str = ""
    contact: str = ""
    received_at: datetime | None = None


@dataclass(frozen=True)
class Fault:
    """Why a row was left out. The reason is an English source text with its params."""

    line: int
    column: str
    reason: str
    params: Mapping[str, object]


def columns(headings: Sequence[str], chosen: Mapping[str, str] | None = None) -> dict[str, str]:
    """The heading of each known field. chosen: {heading: field} where a heading is called otherwise."""
    found: dict[str, str] = {}
    wanted = dict(chosen or {})
    for heading, name in wanted.items():
        if name not in HEADINGS or heading not in headings:
            raise InvalidInput(
                gettext_noop("The map says “%(heading)s”: “%(field)s”, but there is no such heading or field."),
                code="bad_map", params={"heading": heading, "field": name},
            )  # fmt: skip
    for heading in headings:
        name = wanted.get(heading) or FIELDS.get(re.sub(r"[\s_\-]+", "", heading.casefold()), "")
        if name and (heading in wanted or name not in found):
            found[name] = heading
    if "text" not in found:
        raise InvalidInput(
            gettext_noop("No column holds what the customer said. Call it “text” or “内容”, or give a map."),
            code="no_text",
        )
    return found


class Reader:
    """Rows into feedback. Rows that say the same are told apart by their order among themselves, so that reading
    the file again finds each of them logged."""

    def __init__(self, headings: Sequence[str], chosen: Mapping[str, str] | None = None, *, now: datetime) -> None:
        self.columns, self.now = columns(headings, chosen), now
        self.unused = [heading for heading in headings if heading and heading not in self.columns.values()]
        self.seen: Counter[bytes] = Counter()
        self.kinds, self.channels = _words(Kind), CHANNELS | _words(Channel)

    def read(self, lines: Iterable[Line]) -> Iterator[Feedback | Fault]:
        for line in lines:
            try:
                yield Fault(line.number, "", line.fault, {}) if line.fault else self._feedback(line)
            except InvalidInput as error:
                column = self.columns.get(error.field or "", "")
                yield Fault(line.number, column, str(error.message), error.params)

    def _feedback(self, line: Line) -> Feedback:
        cells = {name: line.cells.get(heading, "") for name, heading in self.columns.items()}
        for name, limit in LIMITS.items():
            if len(cells.get(name, "")) > limit:
                raise InvalidInput(
                    gettext_noop("Longer than %(limit)s signs."), code="too_long", field=name, params={"limit": limit}
                )
        if not cells["text"]:
            raise InvalidInput(gettext_noop("Empty: there is nothing to log."), code="empty", field="text")
        kind, received_at = self._kind(cells), self._moment(cells.get("received", ""))
        return Feedback(
            line=line.number, key=self._key(cells), kind=kind, text=cells["text"], category=cells.get("category", ""),
            channel=self._channel(cells.get("channel", "")), subject=cells.get("subject", ""),
            customer=cells.get("customer", ""), contact=cells.get("contact", ""), received_at=received_at,
        )  # fmt: skip

    def _kind(self, cells: Mapping[str, str]) -> str:
        if said := cells.get("kind", ""):
            if (kind := self.kinds.get(said.casefold())) is None:
                raise InvalidInput(
                    gettext_noop("“%(value)s” is no kind of ticket."), code="kind", field="kind", params={"value": said}
                )
            return kind
        if "negative" not in cells:
            return Kind.OPINION
        if cells["negative"] not in NEGATIVE:
            raise InvalidInput(
                gettext_noop("“%(value)s” is neither 1 nor 0."), code="negative", field="negative",
                params={"value": cells["negative"][:40]},
            )  # fmt: skip
        return NEGATIVE[cells["negative"]]

    def _channel(self, said: str) -> str:
        if not said:
            return Channel.WEB
        if (channel := self.channels.get(said.casefold())) is None:
            raise InvalidInput(
                gettext_noop("“%(value)s” is no channel."), code="channel", field="channel", params={"value": said[:40]}
            )
        return channel

    def _moment(self, said: str) -> datetime | None:
        if not said:
            return None
        if (moment := _parsed(said)) is None:
            raise InvalidInput(
                gettext_noop("“%(value)s” is no date. Write it like 2026-11-20 or 2026-11-20 14:30."), code="date",
                field="received", params={"value": said[:40]},
            )  # fmt: skip
        moment = moment if timezone.is_aware(moment) else timezone.make_aware(moment)
        if moment > self.now:
            raise InvalidInput(gettext_noop("This moment lies in the future."), code="future", field="received")
        return moment

    def _key(self, cells: Mapping[str, str]) -> str:
        """The same for the same row, however often the file is read; a number of its own goes before what it says."""
        if cells.get("id"):
            return _digest(["id", cells["id"]]).hex()
        said = [cells.get(name, "") for name in ("category", "text", "customer", "contact", "received")]
        same = _digest(said)
        self.seen[same] += 1
        return _digest([*said, self.seen[same]]).hex()


def _digest(parts: Sequence[object]) -> bytes:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).digest()


def _parsed(said: str) -> datetime | None:
    """2026-11-20, 2026/11/20 14:30, 2026年11月20日."""
    plain = re.sub(r"[/年月]", "-", said).replace("日", " ").strip()
    try:
        if moment := parse_datetime(plain):
            return moment
        day = parse_date(plain)
    except ValueError:
        return None
    return datetime.combine(day, time()) if day else None


def _words(choices: type[Kind] | type[Channel]) -> dict[str, str]:
    """Values and labels in both languages."""
    found = {value.casefold(): value for value in choices.values}
    for language in ("zh-hans", "en"):
        with override(language):
            found |= {str(label).casefold(): value for value, label in choices.choices}
    return found
