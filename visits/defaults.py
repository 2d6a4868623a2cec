"""What a new installation starts with: templates of care plans, in both languages."""

from __future__ import annotations

from typing import Any

CARE_TEMPLATES: tuple[dict[str, Any], ...] = (
    {
        "code": "no_stops",
        "name": "一年不停机",
        "name_en": "A year without stops",
        "needs": [
            {
                "need": "产线不停",
                "need_en": "The line does not stop",
                "measure": "因我方停机的次数",
                "measure_en": "Stops caused by us",
                "unit": "次",
                "unit_en": "",
                "start": 4,
                "target": 1,
            },
            {
                "need": "配件及时到",
                "need_en": "Parts arrive in time",
                "measure": "48 小时内到货的比例",
                "measure_en": "Share that arrives within 48 hours",
                "unit": "%",
                "unit_en": "%",
                "start": 70,
                "target": 95,
            },
        ],
        "actions": [
            {"title": "固定对接人", "title_en": "Name one person to turn to", "after_days": 14, "budget": 0},
            {"title": "常用配件备在当地", "title_en": "Keep common parts nearby", "after_days": 90, "budget": 20000},
            {"title": "季度设备体检", "title_en": "Quarterly check of the machines", "after_days": 90, "budget": 3000},
            {"title": "年度回顾会", "title_en": "Yearly review with both sides", "after_days": 330, "budget": 5000},
        ],
    },
    {
        "code": "able_users",
        "name": "客户自己会用会修",
        "name_en": "Customers who can help themselves",
        "needs": [
            {
                "need": "自己会处理小故障",
                "need_en": "Small faults are mended by themselves",
                "measure": "会独立处理的操作工",
                "measure_en": "Operators who can do it alone",
                "unit": "名",
                "unit_en": "people",
                "start": 1,
                "target": 8,
            }
        ],
        "actions": [
            {"title": "现场培训第一期", "title_en": "First training on site", "after_days": 45, "budget": 6000},
            {"title": "现场培训第二期", "title_en": "Second training on site", "after_days": 135, "budget": 6000},
            {"title": "考核并发证书", "title_en": "Assessment and certificates", "after_days": 180, "budget": 1000},
        ],
    },
    {
        "code": "anniversary",
        "name": "周年关怀",
        "name_en": "Anniversary",
        "needs": [
            {
                "need": "有事找得到人",
                "need_en": "Somebody is there when needed",
                "measure": "满意度得分",
                "measure_en": "Satisfaction score",
                "unit": "分",
                "unit_en": "points",
                "start": 70,
                "target": 80,
            }
        ],
        "actions": [
            {"title": "写感谢信", "title_en": "Write a letter of thanks", "after_days": 14, "budget": 200},
            {"title": "负责人登门拜访", "title_en": "Visit by the person in charge", "after_days": 60, "budget": 1500},
        ],
    },
)
