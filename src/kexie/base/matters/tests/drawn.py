"""BPMN files in few words, for the tests."""

from __future__ import annotations

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:kexie="https://kexie.org/ns/bpmn/1" targetNamespace="https://kexie.org/matters">'
)
LECTURE = """
<bpmn:laneSet>
  <bpmn:lane id="asks" name="申请单位" kexie:who="applicant">
    <bpmn:flowNodeRef>start</bpmn:flowNodeRef><bpmn:flowNodeRef>apply</bpmn:flowNodeRef>
  </bpmn:lane>
  <bpmn:lane id="window" name="受理窗口" kexie:who="window" kexie:role="handler">
    <bpmn:flowNodeRef>review</bpmn:flowNodeRef><bpmn:flowNodeRef>late</bpmn:flowNodeRef>
    <bpmn:flowNodeRef>decided</bpmn:flowNodeRef><bpmn:flowNodeRef>tell</bpmn:flowNodeRef>
    <bpmn:flowNodeRef>told</bpmn:flowNodeRef><bpmn:flowNodeRef>done</bpmn:flowNodeRef><bpmn:flowNodeRef>refused</bpmn:flowNodeRef>
  </bpmn:lane>
</bpmn:laneSet>
<bpmn:startEvent id="start" name="提出申请"/>
<bpmn:userTask id="apply" name="填写申请" kexie:form="application"/>
<bpmn:userTask id="review" name="审核材料" kexie:form="review" kexie:limit="3d"/>
<bpmn:boundaryEvent id="late" name="超时" attachedToRef="review" cancelActivity="false">
  <bpmn:timerEventDefinition><bpmn:timeDuration>2d</bpmn:timeDuration></bpmn:timerEventDefinition>
</bpmn:boundaryEvent>
<bpmn:serviceTask id="tell" name="提醒" kexie:verb="notify_applicant" kexie:value="late"/>
<bpmn:exclusiveGateway id="decided" name="是否同意" default="no"/>
<bpmn:endEvent id="told"/>
<bpmn:endEvent id="done" name="办结" kexie:outcome="done"/>
<bpmn:endEvent id="refused" name="不予受理" kexie:outcome="rejected"/>
<bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="apply"/>
<bpmn:sequenceFlow id="f2" sourceRef="apply" targetRef="review"/>
<bpmn:sequenceFlow id="f3" sourceRef="review" targetRef="decided"/>
<bpmn:sequenceFlow id="yes" name="同意" sourceRef="decided" targetRef="done">
  <bpmn:conditionExpression>decision == 'agree'</bpmn:conditionExpression>
</bpmn:sequenceFlow>
<bpmn:sequenceFlow id="no" name="不同意" sourceRef="decided" targetRef="refused"/>
<bpmn:sequenceFlow id="f4" sourceRef="late" targetRef="tell"/>
<bpmn:sequenceFlow id="f5" sourceRef="tell" targetRef="told"/>
"""


def process(inside: str, before: str = "", after: str = "") -> str:
    """A file with one process that holds ``inside``."""
    return f'{HEAD}{before}<bpmn:process id="p" isExecutable="true">{inside}</bpmn:process>{after}</bpmn:definitions>'


def straight(node: str, key: str = "n") -> str:
    """A process from start to end through one node with the id ``n``."""
    return process(
        f'<bpmn:startEvent id="start"/>{node}<bpmn:endEvent id="end"/>'
        f'<bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="{key}"/>'
        f'<bpmn:sequenceFlow id="f2" sourceRef="{key}" targetRef="end"/>'
    )
