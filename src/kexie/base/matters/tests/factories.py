"""A matter of the fictional city for these tests: apply, check, decide with another unit, answer; and who works on it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from kexie.base.kernel import clock
from kexie.base.kernel.access import Platform
from kexie.base.matters.actions import versions
from kexie.base.matters.models import MatterVersion
from kexie.base.people.api import grant_post
from kexie.base.people.tests.cast import SINCE, Cast

#: A Tuesday morning, 09:00 in the city.
AT = datetime(2026, 3, 10, 1, 0, tzinfo=UTC)

PROCESS = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:kexie="https://kexie.org/ns/bpmn/1"
  id="lecture" targetNamespace="https://kexie.org/matters">
 <process id="lecture_process" name="讲座申请" isExecutable="true">
  <laneSet id="lanes">
   <lane id="lane_applicant" name="申请人" kexie:who="applicant">
    <flowNodeRef>start</flowNodeRef><flowNodeRef>mend</flowNodeRef></lane>
   <lane id="lane_window" name="受理窗口" kexie:who="window" kexie:role="handler">
    <flowNodeRef>accept</flowNodeRef><flowNodeRef>accepted</flowNodeRef><flowNodeRef>refused</flowNodeRef></lane>
   <lane id="lane_lead" name="科普部" kexie:who="lead" kexie:role="leader">
    <flowNodeRef>decide</flowNodeRef><flowNodeRef>tell</flowNodeRef><flowNodeRef>end</flowNodeRef>
    <flowNodeRef>late</flowNodeRef><flowNodeRef>remind</flowNodeRef><flowNodeRef>late_end</flowNodeRef></lane>
  </laneSet>
  <startEvent id="start" name="提交申请"/>
  <userTask id="accept" name="受理" kexie:form="accept" kexie:limit="1d"/>
  <exclusiveGateway id="accepted" name="是否受理" default="to_decide"/>
  <userTask id="mend" name="补正材料" kexie:form="application"/>
  <endEvent id="refused" name="不予受理" kexie:outcome="rejected"/>
  <userTask id="decide" name="审批" kexie:form="decide" kexie:limit="3d"/>
  <boundaryEvent id="late" name="超过两天" attachedToRef="decide" cancelActivity="false">
   <timerEventDefinition id="late_timer"><timeDuration>2d</timeDuration></timerEventDefinition></boundaryEvent>
  <serviceTask id="remind" name="提醒" kexie:verb="notify_applicant" kexie:value="您的申请还在审批中，请稍候"/>
  <endEvent id="late_end"/>
  <serviceTask id="tell" name="告知结果" kexie:verb="notify_applicant" kexie:value="您申请的讲座已经安排"/>
  <endEvent id="end" name="办结" kexie:outcome="done"/>
  <sequenceFlow id="f1" sourceRef="start" targetRef="accept"/>
  <sequenceFlow id="f2" sourceRef="accept" targetRef="accepted"/>
  <sequenceFlow id="to_decide" sourceRef="accepted" targetRef="decide"/>
  <sequenceFlow id="to_mend" name="补正" sourceRef="accepted" targetRef="mend">
   <conditionExpression>acceptance == "mend"</conditionExpression></sequenceFlow>
  <sequenceFlow id="to_refuse" name="不予受理" sourceRef="accepted" targetRef="refused">
   <conditionExpression>acceptance == "refuse"</conditionExpression></sequenceFlow>
  <sequenceFlow id="f5" sourceRef="mend" targetRef="accept"/>
  <sequenceFlow id="f6" sourceRef="decide" targetRef="tell"/>
  <sequenceFlow id="f7" sourceRef="tell" targetRef="end"/>
  <sequenceFlow id="f8" sourceRef="late" targetRef="remind"/>
  <sequenceFlow id="f9" sourceRef="remind" targetRef="late_end"/>
 </process>
</definitions>
"""

TERMS = {
    "summary": "请一位专家到学校讲一堂科普课",
    "audience": "本市中小学校",
    "basis": "云川市科普工作计划",
    "result": "安排专家到校讲座",
}
FORMS: list[dict[str, Any]] = [
    {"key": key, "title": title, "groups": []}
    for key, title in (
        ("application", "讲座申请表"),
        ("accept", "受理意见"),
        ("decide", "审批意见"),
    )
]

#: Who works on matters beside the cast's own posts: member, role, unit.
WORKERS = (
    ("editor", "matter_handler", "办公室"),
    ("sender", "matter_handler", "办公室"),
    ("reviewer", "matter_leader", "科普部"),
    ("signer", "matter_leader", "科普部"),
    ("keeper", "matter_keeper", "云川市科协"),
    ("clerk_b", "matter_handler", "云台区科协"),
)


def staff(cast: Cast) -> Cast:
    """Give the cast the posts that work on matters needs."""
    for member, role, unit in WORKERS:
        grant_post(
            by=Platform(),
            at=clock.now(),
            person=cast.person(member),
            organisation=cast.unit(unit),
            role=role,
            title="",
            begin=SINCE,
        )
    return cast


def published(cast: Cast, *, code: str = "lecture", at: datetime = AT, **changes: Any) -> MatterVersion:
    """A published version of a matter led by 科普部, taken in at 办公室."""
    lead, window = cast.unit("科普部"), cast.unit("办公室")
    made = versions.create(by=cast.actor("keeper"), at=at, code=code, name="专家进校园讲座", lead=lead)
    said = {"window": window, "terms": TERMS, "forms": FORMS, "process": PROCESS, "limit": "10d"}
    return revised(cast, made, at=at, **said | changes)


def revised(cast: Cast, draft: MatterVersion, *, at: datetime = AT, **changes: Any) -> MatterVersion:
    """``draft`` with ``changes``, proposed by the one and published by the other."""
    keeper = cast.actor("keeper")
    saved = versions.save_draft(by=keeper, at=at, version_id=draft.pk, seen=draft.revision, changes=changes)
    proposed = versions.propose(by=keeper, at=at, version_id=saved.pk, seen=saved.revision)
    return versions.publish(by=cast.actor("reviewer"), at=at, version_id=proposed.pk, seen=proposed.revision)
