"""Two versions of a process, told apart in words."""

from __future__ import annotations

import pytest
from hypothesis import given

from kexie.base.matters.rules.bpmn.comparing import Change, Item, compare
from kexie.base.matters.rules.bpmn.reading import read
from kexie.base.matters.tests.drawn import LECTURE, process
from kexie.base.matters.tests.random_models import models

NAMES = {
    "role": {"handler": "事项办理", "leader": "事项审批"},
    "form": {"review": "审核意见", "application": "申请表"},
    "element": {"decision": "决定"},
}


def changes(*replaced):
    text = LECTURE
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new)
    return compare(read(process(LECTURE)), read(process(text)), NAMES)


@pytest.mark.parametrize(
    ("replaced", "change"),
    [
        (
            ('kexie:limit="3d"', 'kexie:limit="4h"'),
            Change("review", "用户任务“审核材料”的办理时限", "3个工作日", "4小时"),
        ),
        (
            (' kexie:limit="3d"', ""),
            Change("review", "用户任务“审核材料”的办理时限", "3个工作日", ""),
        ),
        (
            ('kexie:form="review"', 'kexie:form="application"'),
            Change("review", "用户任务“审核材料”的表单", "审核意见", "申请表"),
        ),
        (("审核材料", "核对材料"), Change("review", "用户任务“核对材料”的名称", "审核材料", "核对材料")),
        (
            ('kexie:role="handler"', 'kexie:role="leader"'),
            Change("window", "泳道“受理窗口”的角色", "事项办理", "事项审批"),
        ),
        (
            ('kexie:who="window"', 'kexie:who="lead"'),
            Change("window", "泳道“受理窗口”的办理人", "受理窗口", "承办单位"),
        ),
        (
            ("decision == 'agree'", "decision != 'refuse'"),
            Change("yes", "连线“同意”的条件", "决定 等于 agree", "决定 不等于 refuse"),
        ),
        (
            ('targetRef="refused"', 'targetRef="done"'),
            Change("no", "连线“不同意”的终点", "结束事件“不予受理”", "结束事件“办结”"),
        ),
        (
            ('default="no"', 'default="yes"'),
            Change("decided", "排他网关“是否同意”的默认去向", "连线“不同意”", "连线“同意”"),
        ),
        ((">2d<", ">30m<"), Change("late", "边界事件“超时”的事件", "定时 2个工作日", "定时 30分钟")),
        (('cancelActivity="false"', ""), Change("late", "边界事件“超时”的触发方式", "不中断任务", "中断任务")),
        (
            ('kexie:outcome="done"', 'kexie:outcome="failed"'),
            Change("done", "结束事件“办结”的办理结果", "办结", "未通过"),
        ),
    ],
)
def test_a_change_is_told(replaced, change):
    found = changes(replaced)
    assert found.changed == (change,)
    assert not found.added
    assert not found.removed


def test_what_comes_and_goes():
    found = changes(
        ('<bpmn:endEvent id="told"/>', '<bpmn:manualTask id="call" name="打电话"/><bpmn:endEvent id="told"/>'),
        ('<bpmn:sequenceFlow id="f5" sourceRef="tell" targetRef="told"/>', ""),
    )
    assert found.added == (Item("call", "人工任务“打电话”"),)
    assert found.removed == (Item("f5", "从“提醒”到结束事件（编号 told）的连线"),)
    assert found


def test_where_it_is_drawn_is_no_difference():
    assert not changes(("  ", ""))


@given(models(), models())
def test_every_difference_is_told_and_nothing_else(one, other):
    assert not compare(one, one)
    there, back = compare(one, other), compare(other, one)
    assert {item.id for item in there.added} == {item.id for item in back.removed}
    assert [(change.id, change.before, change.after) for change in there.changed if change.id == "p"] == [
        (change.id, change.after, change.before) for change in back.changed if change.id == "p"
    ]
    assert all(change.before != change.after for change in there.changed)
