"""The drawing with which a new matter begins: taken in at a window, done by a unit, refused with a reason or closed."""

from __future__ import annotations

from typing import Final
from xml.sax.saxutils import quoteattr

from kexie.base.matters.rules.bpmn.layout import laid_out
from kexie.base.matters.rules.bpmn.model import BPMN, KEXIE

_PROCESS: Final = """<definitions xmlns="{bpmn}" xmlns:kexie="{kexie}" id="definitions" targetNamespace="https://kexie.org/matters">
 <process id="matter" name={name} isExecutable="true">
  <laneSet id="lanes">
   <lane id="lane_applicant" name="申请人" kexie:who="applicant">
    <flowNodeRef>start</flowNodeRef><flowNodeRef>mend</flowNodeRef></lane>
   <lane id="lane_window" name="受理窗口" kexie:who="window" kexie:role="handler">
    <flowNodeRef>accept</flowNodeRef><flowNodeRef>accepted</flowNodeRef><flowNodeRef>rejected</flowNodeRef></lane>
   <lane id="lane_lead" name="承办单位" kexie:who="lead" kexie:role="handler">
    <flowNodeRef>handle</flowNodeRef><flowNodeRef>tell</flowNodeRef><flowNodeRef>done</flowNodeRef></lane>
  </laneSet>
  <startEvent id="start" name="提交申请"/>
  <userTask id="accept" name="受理" kexie:limit="1d"/>
  <exclusiveGateway id="accepted" name="是否受理" default="to_handle"/>
  <userTask id="mend" name="补正材料"/>
  <endEvent id="rejected" name="不予受理" kexie:outcome="rejected"/>
  <userTask id="handle" name="办理" kexie:limit="5d"/>
  <serviceTask id="tell" name="告知结果" kexie:verb="notify_applicant" kexie:value="您的申请已经办结"/>
  <endEvent id="done" name="办结" kexie:outcome="done"/>
  <sequenceFlow id="to_accept" sourceRef="start" targetRef="accept"/>
  <sequenceFlow id="to_decision" sourceRef="accept" targetRef="accepted"/>
  <sequenceFlow id="to_handle" name="受理" sourceRef="accepted" targetRef="handle"/>
  <sequenceFlow id="to_mend" name="补正" sourceRef="accepted" targetRef="mend">
   <conditionExpression>acceptance == "mend"</conditionExpression></sequenceFlow>
  <sequenceFlow id="to_reject" name="不予受理" sourceRef="accepted" targetRef="rejected">
   <conditionExpression>acceptance == "refuse"</conditionExpression></sequenceFlow>
  <sequenceFlow id="mended" sourceRef="mend" targetRef="accept"/>
  <sequenceFlow id="to_tell" sourceRef="handle" targetRef="tell"/>
  <sequenceFlow id="to_done" sourceRef="tell" targetRef="done"/>
 </process>
</definitions>
"""


def beginning(name: str) -> str:
    """The file for a matter called ``name``, with its diagram; its tasks still need forms."""
    return laid_out(_PROCESS.format(bpmn=BPMN, kexie=KEXIE, name=quoteattr(name)))
