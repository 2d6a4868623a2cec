"""Every part of the pages with made-up values, in both languages: the page that shows and tests templates/parts/."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from .policy import policy


@policy("styleguide.view")
def styleguide(request: HttpRequest) -> HttpResponse:
    return render(request, "styleguide.html", sample())


def _say(english: str, chinese: str) -> str:
    """Made-up content is no text of the house, so it stays out of the translations."""
    return english if get_language() == "en" else chinese


class SampleForm(forms.Form):
    """One field of each kind, one of them wrong."""

    subject = forms.CharField()
    refund = forms.DecimalField(max_value=12860)
    bought_on = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    region = forms.ChoiceField()
    kind = forms.ChoiceField(widget=forms.RadioSelect)
    aspects = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, required=False)
    photos = forms.FileField(required=False)
    repeat = forms.BooleanField(required=False)
    words = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        texts = {
            "subject": (_say("Subject", "主题"), ""),
            "refund": (_say("Refund", "退款金额"), _say("At most what was paid.", "不超过已付金额。")),
            "bought_on": (_say("Purchase date", "购买日期"), _say("On the invoice, top right.", "在发票右上角。")),
            "region": (_say("Region", "大区"), ""),
            "kind": (_say("Kind", "类型"), ""),
            "aspects": (_say("What it is about", "涉及"), ""),
            "photos": (_say("Photos", "照片"), ""),
            "repeat": (_say("The same matter as before", "与上次是同一件事"), ""),
            "words": (_say("What the customer said", "客户说了什么"), _say("In their words.", "照原话记。")),
        }
        for name, (label, help_text) in texts.items():
            self.fields[name].label, self.fields[name].help_text = label, help_text
        self.fields["region"].choices = [("e", _say("East", "华东")), ("s", _say("South", "华南"))]
        self.fields["kind"].choices = [
            ("inquiry", _say("Inquiry", "咨询")),
            ("complaint", _say("Complaint", "投诉")),
            ("return", _say("Return", "退货")),
        ]
        self.fields["aspects"].choices = [("speed", _say("Speed", "速度")), ("price", _say("Price", "价格"))]


class AnswerForm(forms.Form):
    """One question of a survey."""

    satisfied = forms.ChoiceField(widget=forms.RadioSelect)
    why = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["satisfied"].label = _say("How satisfied are you with the whole return?", "这次退货从提出到退款，整个过程您满意吗？")
        words = [("Very satisfied", "非常满意"), ("Satisfied", "满意"), ("Neither", "一般"), ("Dissatisfied", "不满意"), ("Very dissatisfied", "非常不满意")]
        self.fields["satisfied"].choices = [(str(5 - i), _say(*pair)) for i, pair in enumerate(words)]
        self.fields["why"].label = _say("Which step made you feel so?", "哪一步让您这样觉得？")


class WriteForm(forms.Form):
    """What the writing box holds."""

    text = forms.CharField(widget=forms.Textarea)
    file = forms.FileField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label, self.fields["file"].label = _say("Answer", "回复内容"), _say("Attach", "附件")


def sample(now: datetime | None = None) -> dict[str, Any]:
    """What the page shows. The moments are around `now`, so that nothing is stale."""
    now = now or timezone.now()
    started = now - timedelta(hours=30)
    form = SampleForm({"subject": "", "refund": "13860", "kind": "return", "region": "e"})
    form.is_valid()
    return {
        "now": now,
        "soon": now + timedelta(minutes=28),
        "later": now + timedelta(days=3),
        "past": now - timedelta(minutes=42),
        "started": started,
        "pauses": [(started + timedelta(hours=1), started + timedelta(hours=7))],
        "reminders": [now + timedelta(days=3, hours=-4)],
        "amount": Decimal("12860"),
        "form": form,
        "answer": AnswerForm(),
        "write": WriteForm(initial={"text": _say("Freight is on us.", "张先生您好，运费由我方承担，退货方案已报审批。")}),
        "page_of_rows": Paginator(range(260), 50).page(2),
        "values": [3, 2, 5, 4, 6, 7, 6, 8, 9, 8, 11, 12],
        **_lists(now),
    }


def _lists(now: datetime) -> dict[str, Any]:
    """Lists of values that the parts repeat over."""
    earlier = now - timedelta(days=2)
    return {
        "customer": _say("Blue Whale Dairy", "蓝鲸示例乳业"),
        "details": [_say("Blue Whale Dairy", "蓝鲸示例乳业"), _say("Incubator HX-250", "恒温培养箱 HX-250")],
        "traits": [_say("important customer", "重要客户"), _say("since 2019", "2019 年起"), _say("East", "华东")],
        "facts": [(_say("Owner", "负责人"), _say("Gu Bei", "顾北")), (_say("12 months", "近一年"), _say("4 tickets, 1 return", "工单 4，退货 1"))],
        "steps": [
            {"label": _say("Log", "受理"), "note": "11-18 09:12", "state": "done"},
            {"label": _say("Verify", "核实"), "note": _say("in progress", "进行中"), "state": "now"},
            {"label": _say("Approve", "审批"), "note": _say("manager → general manager", "部门经理 → 总经理"), "state": "next"},
            {"label": _say("Carry out", "执行"), "note": _say("return, inspect, refund", "退回、检验、退款"), "state": "next"},
            {"label": _say("Close", "关闭"), "note": "", "state": "next"},
        ],
        "trail": [
            {"state": "done", "who": _say("Lin Xiaoman", "林小满"), "did": _say("proposed", "提出"), "at": earlier, "note": _say("freight at our cost", "运费我方承担")},
            {"state": "done", "who": _say("Gu Bei", "顾北"), "did": _say("approved", "批准"), "at": earlier, "quote": _say("Two more boxes on the same truck.", "同车另有两箱受压。")},
            {"state": "due", "who": _say("You, general manager", "您，总经理"), "when": _say("Last decision.", "最后一级。")},
        ],
        "stages": [
            {"state": "done", "label": _say("First reply", "首次回复"), "when": _say("2 min 10 s", "2 分 10 秒"), "tone": "done"},
            {"state": "due", "label": _say("Call back", "回电话"), "when": "15:00", "tone": "due"},
            {"state": "ok", "label": _say("Answer", "答复"), "when": _say("Mon 14:32", "周一 14:32")},
        ],
        "deadline_events": [
            {"kind": "run", "text": _say("Started", "开始计时"), "at": earlier},
            {"kind": "stop", "text": _say("Paused: waits for photos", "暂停：等客户照片"), "when": _say("6 h", "6 小时")},
            {"text": _say("Team lead is reminded", "提醒组长"), "at": now + timedelta(days=3)},
        ],
        "views": [
            {"url": "#", "label": _say("My team, open", "本组未结"), "count": 23, "current": True},
            {"url": "#", "label": _say("Due today", "今天到期"), "count": 4},
            {"url": "#", "label": _say("Waiting for customer", "等客户"), "count": 0},
        ],
        "filters": [
            {"label": _say("Team", "小组"), "value": _say("Service 1", "客服一组"), "remove_url": "#"},
            {"label": _say("State", "状态"), "value": _say("Open", "未结"), "remove_url": "#"},
        ],
        "columns": [
            {"label": _say("Due", "到期"), "fit": True, "sort_url": "#", "sorted": "ascending"},
            {"label": _say("Number", "单号"), "fit": True},
            {"label": _say("Subject", "主题")},
            {"label": _say("Customer", "客户"), "class": "cust"},
            {"label": _say("Stage", "阶段"), "fit": True},
            {"label": _say("Updated", "更新"), "fit": True, "num": True},
        ],
        "tabs": [
            {"label": _say("Answer the customer", "回复客户"), "url": "#", "current": True},
            {"label": _say("Note a call", "记一次电话"), "url": "#"},
            {"label": _say("Internal note", "内部备注"), "url": "#"},
        ],
        "phrases": [{"label": _say("Photos", "要照片"), "text": _say("Please send two photos.", "请拍外箱和铭牌各一张。")}],
        "files": [{"url": "#", "name": _say("dent.jpg", "外箱压痕.jpg")}],
        "found": [
            {"label": _say("Customers", "客户"), "items": [{"url": "#", "label": _say("Blue Whale Dairy", "蓝鲸示例乳业"), "icon": "users", "side": _say("East", "华东")}]},
            {"label": _say("Tickets", "工单"), "items": [{"url": "#", "label": "TK-2026-01873", "state": "due", "side": "15:00", "tone": "due"}]},
            {"label": _say("Do", "操作"), "items": [{"url": "#", "label": _say("Log a ticket", "新建工单"), "icon": "plus", "key": "N"}]},
        ],
        "had": [("4", _say("tickets, 1 open", "件工单，1 件未结")), ("¥480", _say("refunded, once", "退款 1 次")), ("D", _say("grade, was B", "等级，上季度 B"))],
        "others": [
            {"label": _say("Approve less", "少批"), "url": "#", "opens": "sample-sheet"},
            {"label": _say("Send back", "退回"), "url": "#"},
            {"label": _say("Reject", "驳回"), "url": "#", "stop": True},
        ],
    }
