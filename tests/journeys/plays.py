"""What is played of the demo's eleven matters: who applies, what is usually said at each task, and the ways to the ends.

A way names its tasks in order: by a word alone where the usual is said, by `Does` where something else is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from journeys.playing import Answers, Application, Does, Late, Tells, Withdraws

_PERSON, _COMPANY = "程一诺", "卢川平"
_ASTRONOMERS, _FARMERS, _COMPUTERS = "云川市天文学会", "云川市农学会", "云川市计算机学会"
_ENGINEERS, _DISTRICT = "云川市机械工程学会", "青溪区科学技术协会"


@dataclass(frozen=True, slots=True)
class Way:
    """A way of a matter to an end: its name, how it ends, its steps, and what is applied for other than usual."""

    matter: str
    name: str
    outcome: str
    steps: tuple[Step, ...]
    asked: Answers | None = None

    @property
    def state(self) -> str:
        """The state in which the case ends."""
        return "withdrawn" if any(isinstance(step, Withdraws) for step in self.steps) else "ended"


Step = str | Does | Late | Tells | Withdraws


def _way(matter: str, name: str, outcome: str, *steps: Step, **asked: Any) -> Way:
    return Way(matter, name, outcome, steps, asked or None)


def _does(node: str, *, at: str = "", **said: Any) -> Does:
    return Does(node, said, at)


APPLICATIONS: Final = {
    "appeal": Application(
        _PERSON,
        {
            "mobile_phone": "13900000101",
            "case_kind": "help",
            "need_title": "望远镜的赤道仪坏了",
            "request_content": "学校望远镜的赤道仪不转了，想请懂的人看看还能不能修。",
        },
    ),
    "complaint": Application(
        _PERSON,
        {
            "mobile_phone": "13900000101",
            "hide_name": "yes",
            "accused_unit": "云川科学中心",
            "request_content": "周六到科学中心参观，到场后被告知闭馆，网上没有公告。",
        },
    ),
    "data-sharing": Application(
        _COMPANY,
        {
            "unit_contact": "卢川平",
            "mobile_phone": "13900000106",
            "data_resource_name": "科普阵地台账",
            "keywords": "名称、地址、开放时间",
            "usage_purpose": "组织职工参观",
            "update_cycle": "monthly",
            "effective_until": "2031-12-31",
            "personal": "no",
        },
    ),
    "enterprise-diagnosis": Application(
        _COMPANY,
        {
            "enterprise_size": "3",
            "address": "澄湖区仪表路8号",
            "unit_contact": "卢川平",
            "mobile_phone": "13900000106",
            "need_title": "主轴温升过高",
            "need_description": "连续运转两小时后温升超过18摄氏度，希望降到10摄氏度以内。",
        },
    ),
    "expert-lecture": Application(
        _PERSON,
        {
            "organisation_name": "云川市第三中学",
            "district_code": "990101",
            "address": "青溪区书院路18号",
            "mobile_phone": "13900000101",
            "activity_name": "看得见的月亮",
            "begin_time": "2031-03-10T14:00",
            "place": "阶梯教室",
            "participants_count": 260,
        },
    ),
    "hall-use": Application(
        _COMPANY,
        {
            "unit_contact": "卢川平",
            "mobile_phone": "13900000106",
            "activity_name": "精密测量技术交流会",
            "activity_kind": "forum",
            "begin_time": "2031-03-10T09:00",
            "end_time": "2031-03-10T17:00",
            "participants_count": 160,
            "is_free": True,
            "live": "yes",
        },
    ),
    "membership-proof": Application(
        _PERSON,
        {
            "mobile_phone": "13900000101",
            "society": _ASTRONOMERS,
            "usage_purpose": "申报高级教师职称",
            "quantity": 1,
            "delivery": "post",
            "address": "青溪区书院路18号",
        },
    ),
    "science-materials": Application(
        _PERSON,
        {
            "mobile_phone": "13900000101",
            "materials": [
                {"item_kind": "picture", "item_name": "防震减灾挂图", "item_count": 60},
                {"item_kind": "book", "item_name": "《抬头看天》", "item_count": 300},
            ],
            "usage_purpose": "校园科技节",
            "delivery": "post",
            "address": "青溪区书院路18号",
        },
    ),
    "suggestion": Application(
        _PERSON,
        {
            "mobile_phone": "13900000101",
            "work_title": "把闲置教具开放给学校借用",
            "request_content": "换展后有不少教具闲置，建议建立目录，供学校预约借用。",
        },
    ),
    "talent-nomination": Application(
        _COMPANY,
        {
            "candidate_name": "汤可心",
            "candidate_sex": "2",
            "candidate_birth": "1988-04-12",
            "candidate_workplace": "澄湖精密仪器有限公司",
            "subject_code": "460",
            "biography": "主持研制高稳定精密主轴，服务本市12家企业。",
            "achievements": [{"achievement_name": "高稳定精密主轴热管理技术", "achievement_kind": "process"}],
            "unit_contact": "卢川平",
            "mobile_phone": "13900000106",
            "recommendation_words": "同意推荐，本单位已公示5个工作日，没有异议。",
        },
    ),
    "volunteer-team": Application(
        _COMPANY,
        {
            "team_name": "澄湖精密科技志愿服务队",
            "volunteer_service_kind": "science",
            "volunteers_count": 12,
            "unit_contact": "卢川平",
            "mobile_phone": "13900000106",
            "district_unit": _DISTRICT,
            "members": [
                {"member_name": "卢川平", "member_phone": "13900000201"},
                {"member_name": "汤可心", "member_phone": "13900000202"},
                {"member_name": "石磊明", "member_phone": "13900000203"},
            ],
        },
    ),
}

#: What is usually said at the tasks of a matter; a task that is not named has no form.
USUAL: Final[dict[str, dict[str, Answers]]] = {
    "appeal": {
        "accept": {"acceptance": "accept", "case_urgency": "4", "handling_unit": "云川科学中心"},
        "agree": {"decision": "agree"},
        "handle": {"handling_result": "reply", "reply_content": "已派人上门，换了齿轮，可以用了。"},
        "visit": {"visit_result": "done", "reached": "yes", "is_solved": True, "satisfaction": "4"},
    },
    "complaint": {
        "register": {"acceptance": "accept", "case_urgency": "4", "handling_unit": "云川科学中心"},
        "supplement": {"more_facts": "当天上午十点到场，门口没有告示。"},
        "handle": {"facts": "临时检修，没有公告。", "justified": "yes", "reply_content": "已补发公告，向您致歉。"},
        "direct": {"direction_words": "立即答复。", "reply_content": "已补发公告，向您致歉。"},
        "review": {"review_state": "good"},
        "rate": {"satisfaction": "4", "is_solved": True},
    },
    "data-sharing": {
        "check": {"acceptance": "accept", "share_type": "2", "providers": [_ASTRONOMERS, _FARMERS]},
        "countersign": {"provider_opinion": "agree"},
        "summarise": {"consent": "part", "summary_words": "提供名称和地址，开放时间以年报为准。"},
        "approve": {"decision": "agree"},
        "open": {"channel_kind": "interface", "effective_from": "2031-01-01"},
        "receipt": {"data_used": "good"},
    },
    "enterprise-diagnosis": {
        "accept": {"acceptance": "accept", "society": _ENGINEERS},
        "mend": {"need_description": "温升超过18摄氏度，附运行记录。"},
        "arrange": {"visit_date": "2031-03-10", "experts_count": 3, "lead_expert": "翁怀远"},
        "visit": {"visits_count": 1, "findings": "冷却通道局部堵塞。", "visit_result": "done"},
        "report": {"abstract": "冷却不足，预紧力偏大。", "advice": "清洗通道，调整预紧力。"},
        "review": {"report_state": "good", "needs_expert": "no", "needs_result": "no"},
        "evaluate": {"satisfaction": "5", "is_solved": True},
    },
    "expert-lecture": {
        "accept": {"acceptance": "accept"},
        "mend": {"place": "阶梯教室，座席300个"},
        "match": {"society": _ASTRONOMERS, "speaker": "贺星辰", "lecture_time": "2031-03-10T14:00"},
        "confirm": {"expert_free": "yes", "telephone": "0990-6600341"},
        "approve": {"decision": "agree"},
        "evaluate": {"satisfaction": "5", "attended_count": 250},
    },
    "hall-use": {
        "accept": {"acceptance": "accept"},
        "mend": {"equipment_need": "两支无线话筒"},
        "approve": {"decision": "agree"},
        "venue": {"hall_layout": "desks", "venue_capacity": 200},
        "equipment": {"equipment_ready": "all", "website": "https://live.yunchuan.example/3103"},
        "handover": {"checked_in_count": 151, "hall_state": "good"},
    },
    "membership-proof": {
        "confirm": {"member_state": "valid", "confirmed_number": "YCTW-2019-0316"},
        "look_up": {"member_state": "valid", "confirmed_number": "YCTW-2019-0316"},
        "supplement": {"supplement_words": "附会员证照片。"},
        "make": {"issued_on": "2031-01-05", "made_count": 1},
    },
    "science-materials": {
        "check": {"stock_state": "enough", "granted_count": 360},
        "approve": {"decision": "agree"},
        "send": {"sent_on": "2031-01-05", "sent_count": 360, "parcel_number": "YC3101050042"},
        "receive": {"received": "yes", "satisfaction": "5"},
    },
    "suggestion": {
        "classify": {
            "acceptance": "accept",
            "needs_research": "yes",
            "needs_units": "yes",
            "related_units": [_ASTRONOMERS, _FARMERS],
        },
        "clarify": {"clarification": "先从换展后的教具做起。"},
        "research": {"abstract": "可借教具126件。", "feasibility": "可行，由科学中心建目录。"},
        "opinion": {"unit_opinion": "agree", "unit_words": "可以纳入资源共享目录。"},
        "draft": {
            "adoption": "adopt",
            "reply_content": "建议很好，明年起开放借用。",
            "responsible_unit": "云川科学中心",
            "due_date": "2031-06-30",
        },
        "approve": {"decision": "agree"},
    },
    "talent-nomination": {
        "qualify": {"acceptance": "accept", "reviewers": [_ASTRONOMERS, _FARMERS, _COMPUTERS]},
        "mend": {"recommendation_words": "同意推荐，已按要求公示。"},
        "countersign": {"reviewer_opinion": "agree"},
        "summarise": {"conclusion": "yes", "summary_words": "会签单位过半数同意举荐。"},
        "decide": {"decision": "agree"},
        "investigate": {"objection_words": "业绩与他人重复。", "objection": "invalid", "investigation": "已核对原件。"},
    },
    "volunteer-team": {
        "accept": {"acceptance": "accept"},
        "mend": {"expertise": "精密测量"},
        "review": {"recommendation": "yes"},
        "verify": {"verification": "true"},
        "approve": {"decision": "agree"},
    },
}

_REFUSE: Final = {"acceptance": "refuse", "refusal_reason": "不在受理范围，请向有关单位提出。"}
_MEND: Final = {"acceptance": "mend", "mend_what": "请按须知补正。"}
_ASK: Final = {"acceptance": "mend", "supplement_what": "请补充依据。"}
_NO: Final = {"decision": "disagree", "decision_opinion": "条件不具备，请另行安排。"}

_APPEAL = (
    _way("appeal", "usual", "done", "accept", "handle", "visit"),
    _way(
        *("appeal", "slow-returned-unsolved-again", "done", "accept", Late("slow")),
        _does("handle", handling_result="return", return_reason="没有人会修，建议请天文学会办理。"),
        *("accept", "handle"),
        _does("visit", visit_result="again", reached="yes", is_solved=False, satisfaction="1"),
        *("handle", "visit"),
    ),
    _way(
        *("appeal", "refusal-not-agreed", "done", _does("accept", **_REFUSE)),
        _does("agree", decision="disagree", decision_opinion="属于职责范围，应当受理。"),
        *("accept", "handle", "visit"),
    ),
    _way("appeal", "refused", "rejected", _does("accept", **_REFUSE), "agree"),
    _way("appeal", "taken-back", "withdrawn", "accept", Withdraws("已经修好。")),
)
_COMPLAINT = (
    _way("complaint", "usual", "done", "register", "handle", "review", "rate"),
    _way(
        *("complaint", "urgent-returned-unsatisfied-again", "done"),
        _does("register", **_ASK),
        "supplement",
        _does("register", acceptance="accept", case_urgency="1", handling_unit="云川科学中心"),
        "handle",
        _does("review", review_state="return", return_reason="请写明责任人。"),
        *("handle", "review"),
        _does("rate", satisfaction="1", is_solved=False, rating_words="没有说明责任。"),
        _does("reconsider", reconsideration="again", reconsider_words="重新答复。"),
        *("handle", "review", "rate"),
    ),
    _way(
        *("complaint", "kept", "done", "register", "handle", "review"),
        _does("rate", satisfaction="2", is_solved=False),
        _does("reconsider", reconsideration="keep", reconsider_words="答复适当。"),
    ),
    _way("complaint", "refused", "rejected", _does("register", **_REFUSE)),
    _way("complaint", "not-supplemented", "withdrawn", _does("register", **_ASK), Late("supplement_late")),
    _way(
        *("complaint", "pressed-overdue-unrated", "done", "register"),
        *(Late("slow"), "press", Late("overdue"), "direct", "review", Late("no_answer")),
    ),
    _way("complaint", "taken-back", "withdrawn", "register", Withdraws("问题已经解决。")),
)
_DATA = (
    _way(
        *("data-sharing", "usual", "done", "check", Late("slow")),
        _does("countersign", at=_FARMERS, provider_opinion="refuse", provider_words="涉及会员信息，不能提供。"),
        _does("countersign", at=_ASTRONOMERS, provider_opinion="agree"),
        *("summarise", "approve", "open", "receipt"),
    ),
    _way("data-sharing", "free", "done", _does("check", acceptance="accept", share_type="1"), "open", Late("silent")),
    _way(
        *("data-sharing", "providers-refuse", "failed", "check", "countersign"),
        _does("countersign", provider_opinion="refuse", provider_words="没有依据。"),
        _does("summarise", consent="refuse", summary_words="提供单位不同意。"),
    ),
    _way(
        *("data-sharing", "disapproved", "failed", "check", "countersign", "countersign", "summarise"),
        _does("approve", **_NO),
    ),
    _way("data-sharing", "refused", "rejected", _does("check", **_REFUSE)),
    _way(
        *("data-sharing", "supplied", "done", _does("check", **_ASK), Tells("补充材料", own=True)),
        *(_does("check", acceptance="accept", share_type="1"), "open", "receipt"),
    ),
    _way("data-sharing", "not-supplied", "withdrawn", _does("check", **_ASK), Late("not_supplied")),
    _way("data-sharing", "taken-back", "withdrawn", "check", Withdraws("改用公开数据。")),
)
_DIAGNOSIS = (
    _way(
        *("enterprise-diagnosis", "usual", "done", "accept", "arrange"),
        _does("visit", visits_count=1, findings="没有停机，未能拆检。", visit_result="again"),
        *("arrange", "visit", "report"),
        _does("review", report_state="good", needs_expert="yes", needs_result="yes"),
        *("resident", "transfer", "evaluate"),
    ),
    _way(
        *("enterprise-diagnosis", "mended-returned-silent", "done", _does("accept", **_MEND), "mend", "accept"),
        *(Late("slow"), "arrange", "visit", "report"),
        _does("review", report_state="return", return_reason="请补充测量数据。"),
        *("arrange", "visit", "report", "review", Late("silent")),
    ),
    _way(
        *("enterprise-diagnosis", "impossible", "failed", "accept", "arrange"),
        _does(
            *("visit",),
            visits_count=1,
            findings="设备已经报废。",
            visit_result="impossible",
            impossible_reason="设备已经报废，无法诊断。",
        ),
    ),
    _way("enterprise-diagnosis", "refused", "rejected", _does("accept", **_REFUSE)),
    _way("enterprise-diagnosis", "not-mended", "withdrawn", _does("accept", **_MEND), Late("mend_late")),
    _way("enterprise-diagnosis", "taken-back", "withdrawn", "accept", "arrange", Withdraws("已自行解决。")),
)
_LECTURE = (
    _way("expert-lecture", "usual", "done", "accept", "match", "confirm", "hold", "evaluate"),
    _way(
        *("expert-lecture", "mended-busy-large-silent", "done", _does("accept", **_MEND), "mend", "accept", "match"),
        *(Late("slow"), _does("confirm", expert_free="no", busy_reason="当日出差。")),
        *("match", "confirm", "approve", "hold", Late("silent")),
        participants_count=680,
    ),
    _way(
        *("expert-lecture", "disapproved", "failed", "accept", "match", "confirm", _does("approve", **_NO)),
        participants_count=680,
    ),
    _way("expert-lecture", "refused", "rejected", _does("accept", **_REFUSE)),
    _way("expert-lecture", "not-mended", "withdrawn", _does("accept", **_MEND), Late("mend_late")),
    _way("expert-lecture", "taken-back", "withdrawn", Withdraws("活动改期。")),
)
_HALL = (
    _way("hall-use", "usual", "done", "accept", "venue", "equipment", "handover"),
    _way(
        *("hall-use", "mended-paid-damaged", "done", _does("accept", **_MEND), "mend", "accept", "approve"),
        *("equipment", "venue"),
        _does("handover", checked_in_count=151, hall_state="damaged", damage="座椅一把。"),
        "repair",
        is_free=False,
        fee="200",
    ),
    _way("hall-use", "disapproved", "failed", "accept", _does("approve", **_NO), participants_count=380),
    _way("hall-use", "refused", "rejected", _does("accept", **_REFUSE)),
    _way("hall-use", "not-mended", "withdrawn", _does("accept", **_MEND), Late("mend_late")),
    _way("hall-use", "taken-back", "withdrawn", "accept", "venue", Withdraws("会议取消。")),
)
_PROOF = (
    _way("membership-proof", "usual", "done", "confirm", "make"),
    _way(
        *("membership-proof", "unclear-looked-up", "done"),
        _does("confirm", member_state="unclear", supplement_what="请上传会员证。"),
        *("supplement", Late("confirm_late"), "look_up", "make"),
    ),
    _way(
        *("membership-proof", "refused", "rejected"),
        _does("confirm", member_state="none", refusal_reason="会员名册中没有此人。"),
    ),
    _way(
        *("membership-proof", "not-supplemented", "withdrawn"),
        _does("confirm", member_state="unclear", supplement_what="请上传会员证。"),
        Late("supplement_late"),
    ),
    _way("membership-proof", "taken-back", "withdrawn", "confirm", Withdraws("不再需要。")),
)
_MATERIALS = (
    _way("science-materials", "usual", "done", "check", "pack", "send", "receive"),
    _way(
        *("science-materials", "large-silent", "done"),
        *(_does("check", stock_state="enough", granted_count=560), "approve", "pack"),
        _does("send", sent_on="2031-01-05", sent_count=560, pick_up_place="云川科学中心服务台"),
        Late("silent"),
        delivery="centre",
        address=None,
    ),
    _way(
        *("science-materials", "disapproved", "failed"),
        _does("check", stock_state="enough", granted_count=560),
        _does("approve", **_NO),
    ),
    _way(
        *("science-materials", "refused", "rejected"),
        _does("check", stock_state="refuse", refusal_reason="与资料用途不符。"),
    ),
    _way(
        *(
            "science-materials",
            "arrived",
            "done",
            _does("check", stock_state="none", granted_count=360),
            Tells("资料到货"),
        ),
        *("pack", "send", "receive"),
    ),
    _way(
        "science-materials",
        "never-arrived",
        "failed",
        _does("check", stock_state="none", granted_count=360),
        Late("never"),
    ),
    _way("science-materials", "taken-back", "withdrawn", "check", Withdraws("已另行购置。")),
)
_SUGGESTION = (
    _way("suggestion", "usual", "done", "classify", "research", "opinion", "opinion", "draft", "approve"),
    _way(
        *("suggestion", "clarified-objected-drafted-again", "done"),
        _does("classify", acceptance="mend", clarify_what="请说明借用范围。"),
        *("clarify", "classify"),
        _does("opinion", unit_opinion="oppose", unit_words="教具属于捐赠，不宜外借。"),
        *("opinion", "research", Late("late"), "draft", _does("approve", **_NO)),
        _does("draft", adoption="refer", reply_content="留作参考，先在馆内使用。"),
    ),
    _way(
        *("suggestion", "answered-at-once", "done"),
        _does("classify", acceptance="accept", needs_research="no", needs_units="no"),
        _does("draft", adoption="decline", reply_content="教具已另有安排。"),
    ),
    _way("suggestion", "refused", "rejected", _does("classify", **_REFUSE)),
    _way(
        *("suggestion", "not-clarified", "withdrawn"),
        _does("classify", acceptance="mend", clarify_what="请说明借用范围。"),
        Late("clarify_late"),
    ),
    _way("suggestion", "taken-back", "withdrawn", Withdraws("已当面说明。")),
)
_TALENT = (
    _way(
        *("talent-nomination", "usual", "done", "qualify"),
        _does("countersign", reviewer_opinion="oppose", reviewer_words="业绩材料不足。"),
        *("countersign", "summarise", "decide", Late("quiet")),
    ),
    _way(
        *("talent-nomination", "mended-not-recommended", "failed", _does("qualify", **_MEND), "mend", "qualify"),
        *("countersign", "countersign"),
        _does("summarise", conclusion="no", summary_words="会签单位有保留意见。"),
    ),
    _way(
        *("talent-nomination", "disapproved", "failed", "qualify", "countersign", "countersign", "summarise"),
        _does("decide", **_NO),
    ),
    _way(
        *("talent-nomination", "objected-in-vain", "done", "qualify", "countersign", "countersign", "summarise"),
        *("decide", Tells("公示异议"), "investigate"),
    ),
    _way(
        *("talent-nomination", "objected", "failed", "qualify", "countersign", "countersign", "summarise"),
        *("decide", Tells("公示异议")),
        _does("investigate", objection_words="业绩属他人。", objection="valid", investigation="已核实。"),
    ),
    _way("talent-nomination", "refused", "rejected", _does("qualify", **_REFUSE)),
    _way("talent-nomination", "not-mended", "withdrawn", _does("qualify", **_MEND), Late("mend_late")),
    _way("talent-nomination", "taken-back", "withdrawn", "qualify", "countersign", Withdraws("人选调离。")),
)
_TEAM = (
    _way("volunteer-team", "usual", "done", "accept", Late("slow"), "review", "verify"),
    _way(
        *("volunteer-team", "mended-twice-large", "done", _does("accept", **_MEND), "mend", "accept", "review"),
        _does("verify", verification="mend", mend_what="有两人的电话打不通。"),
        *("mend", "accept", "review", "verify", "approve"),
        volunteers_count=36,
    ),
    _way(
        *("volunteer-team", "disapproved", "failed", "accept", "review", "verify", _does("approve", **_NO)),
        volunteers_count=36,
    ),
    _way(
        *("volunteer-team", "not-true", "failed", "accept"),
        _does("review", recommendation="no", review_words="队员不了解情况。"),
        _does("verify", verification="false", verify_refusal="多数队员没有同意参加。"),
    ),
    _way("volunteer-team", "refused", "rejected", _does("accept", **_REFUSE)),
    _way("volunteer-team", "not-mended", "withdrawn", _does("accept", **_MEND), Late("mend_late")),
    _way("volunteer-team", "taken-back", "withdrawn", "accept", Withdraws("活动取消。")),
)
WAYS: Final = (
    *(*_APPEAL, *_COMPLAINT, *_DATA, *_DIAGNOSIS, *_LECTURE, *_HALL),
    *(*_PROOF, *_MATERIALS, *_SUGGESTION, *_TALENT, *_TEAM),
)
