"""Canned replies: placeholders in braces, and the replies of a new installation."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

PLACEHOLDERS = ("number", "customer", "due")
CHINESE = "zh-hans"
_HAN = re.compile("[\u3400-\u9fff]")
_PLACEHOLDER = re.compile(r"\{(\w*)\}")


@dataclass(frozen=True)
class CannedReplyText:
    """A canned reply in both languages. Empty kinds: for every type of ticket."""

    name: str
    name_en: str
    body: str
    body_en: str
    kinds: frozenset[str] = frozenset()


def unknown_placeholders(text: str) -> list[str]:
    """The words in braces that are not placeholders."""
    return [word for word in _PLACEHOLDER.findall(text) if word not in PLACEHOLDERS]


def fill(text: str, values: Mapping[str, str]) -> str | None:
    """The text with placeholders filled in; None if a placeholder has no value."""
    if any(not values.get(word) for word in _PLACEHOLDER.findall(text)):
        return None
    return _PLACEHOLDER.sub(lambda match: values[match.group(1)], text)


def language_of(words: str) -> str:
    """The language of what a customer said. Chinese contains Latin letters (HX-250), English no Chinese signs."""
    return CHINESE if _HAN.search(words) or not words.strip() else "en"


def fits(*, kinds: Collection[str], channels: Collection[str], kind: str, channel: str) -> bool:
    """Whether a canned reply fits a ticket. Empty kinds or channels mean all."""
    return (not kinds or kind in kinds) and (not channels or channel in channels)


_GOODS = frozenset({"complaint", "return", "exchange", "repair"})
_BACK = frozenset({"return", "exchange"})

DEFAULT_CANNED_REPLIES = (
    CannedReplyText(
        "已受理", "We have received it",
        "{customer}您好，您反映的问题已登记，编号 {number}。我们正在核实，最迟 {due} 答复您。",
        "Dear {customer}, your matter is registered under number {number}. We are looking into it and answer you by "
        "{due} at the latest.",
    ),
    CannedReplyText(
        "请客户补充照片", "Ask for photos",
        "{customer}您好，为尽快判断原因，请发三张照片：整体、铭牌（能看清型号和批号）、故障部位。收到后我们马上接着处理。",
        "Dear {customer}, to find the cause quickly we need three photos: the whole unit, the nameplate with model and "
        "batch, and the faulty part. We carry on as soon as they are here.",
        _GOODS,
    ),
    CannedReplyText(
        "请客户补充购买信息", "Ask for the purchase",
        "{customer}您好，请告诉我们合同号或购买日期，以及铭牌上的批号。有了这些就能核对保修并往下处理。",
        "Dear {customer}, please tell us the contract number or the date of purchase, and the batch number on the "
        "nameplate. With these we can check the warranty and go on.",
        _GOODS,
    ),
    CannedReplyText(
        "进度告知", "Progress",
        "{customer}您好，编号 {number} 的事情还在处理，目前没有卡住。最迟 {due} 给您结果，其间有变化会先告诉您。",
        "Dear {customer}, we are still working on {number} and nothing holds it up. You hear the result by {due} at "
        "the latest, and sooner if anything changes.",
    ),
    CannedReplyText(
        "约工程师回电", "An engineer will call",
        "{customer}您好，这个问题需要工程师和您一起看。请告诉我方便接电话的时间，工程师按约定的时间打给您。",
        "Dear {customer}, an engineer should look at this together with you. Please tell us when it suits you, and the "
        "engineer calls at that time.",
        _GOODS | {"inquiry"},
    ),
    CannedReplyText(
        "寄回说明", "How to send it back",
        "{customer}您好，请用原包装或同等强度的纸箱寄回，箱内附一张写有编号 {number} 的纸条。"
        "运费到付，请不要垫付。收到后我们当天通知您。",
        "Dear {customer}, please send it back in its own or an equally strong box, with a note of the number {number} "
        "inside. We pay the carriage on arrival. We tell you on the day it comes in.",
        _BACK,
    ),
    CannedReplyText(
        "处理方案已批准", "The remedy is approved",
        "{customer}您好，编号 {number} 的处理方案已经批准，正在执行。办完后我们会跟您确认。",
        "Dear {customer}, the remedy for {number} is approved and is being carried out. We confirm with you when it is "
        "done.",
        _GOODS,
    ),
    CannedReplyText(
        "感谢建议", "Thank you for the suggestion",
        "{customer}您好，谢谢您的意见，已登记（编号 {number}）并转交负责部门研究。"
        "采纳与否，我们都会把结果和理由告诉您。",
        "Dear {customer}, thank you. Your suggestion is registered under {number} and is with the department "
        "responsible. Whether or not it is adopted, we tell you the outcome and the reason.",
        frozenset({"opinion", "suggestion"}),
    ),
)  # fmt: skip
