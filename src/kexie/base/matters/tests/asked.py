"""A form that asks everything a form can ask, for these tests, and what one sends to fill it in."""

from __future__ import annotations

from typing import Any

APPLICATION: dict[str, Any] = {
    "key": "application",
    "title": "讲座申请表",
    "groups": [
        {
            "key": "who",
            "title": "联系人",
            "fields": [
                {"element": "person_name", "known": "applicant.name", "required": True},
                {"element": "mobile_phone", "key": "phone", "required": True},
                {"element": "organisation_name", "known": "unit.name"},
            ],
        },
        {
            "key": "lecture",
            "title": "讲座",
            "help": "一次申请一场。",
            "fields": [
                {"key": "topic", "element": "activity_name", "label": "讲座题目", "required": True},
                {"key": "day", "element": "begin_date", "label": "希望的日期"},
                {"element": "participants_count", "required": True},
                {"element": "is_free", "required": True},
                {
                    "element": "fee",
                    "key": "price",
                    "required": True,
                    "show_when": "is_free == False",
                    "help": "每人的费用",
                },
                {"key": "kind", "label": "形式", "choices": [["hall", "报告厅"], ["class", "教室"]], "required": True},
                {
                    "key": "seats_word",
                    "element": "need_description",
                    "label": "会场要求",
                    "show_when": "kind == 'hall' and participants_count > 200",
                    "required": True,
                },
                {"key": "partner", "label": "合办单位", "choose": "organisation"},
                {"key": "invited", "label": "邀请单位", "choose": "organisation", "many": True},
                {"key": "hint", "note": "请提前十个工作日申请。"},
            ],
        },
        {
            "key": "helpers",
            "title": "志愿者",
            "repeat": {"min": 1, "max": 3},
            "fields": [
                {"key": "helper_name", "element": "person_name", "label": "志愿者姓名", "required": True},
                {"key": "helper_hours", "element": "service_hours", "label": "服务时长"},
            ],
        },
    ],
    "papers": [
        {"key": "plan", "name": "活动方案", "kinds": ["pdf", "picture"], "required": True, "most": 2},
        {"key": "permit", "name": "场地许可", "kinds": ["pdf"], "required": True, "show_when": "kind == 'hall'"},
    ],
}

#: What one sends to fill it in well.
GOOD: dict[str, Any] = {
    "f-phone": "138 0013 8000",
    "f-topic": "月球上有什么",
    "f-day": "2027-03-01",
    "f-participants_count": "120",
    "f-is_free": "true",
    "f-kind": "class",
    "f-helpers-row": ["0"],
    "f-helpers-0-helper_name": "林小满",
    "f-helpers-0-helper_hours": "2.5",
}

PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]>>endobj
trailer<</Size 4/Root 1 0 R>>
%%EOF
"""
ACCEPT: dict[str, Any] = {
    "key": "accept",
    "title": "受理意见",
    "groups": [
        {
            "key": "opinion",
            "fields": [
                {
                    "key": "acceptance",
                    "label": "是否受理",
                    "choices": [["accept", "受理"], ["mend", "补正"], ["refuse", "不予受理"]],
                    "required": True,
                }
            ],
        }
    ],
}
#: The forms of a matter that asks a lot.
ASKING: list[dict[str, Any]] = [APPLICATION, ACCEPT, {"key": "decide", "title": "审批意见", "groups": []}]
