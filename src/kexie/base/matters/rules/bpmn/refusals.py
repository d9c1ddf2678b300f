"""What the platform does not run, element by element, and what to draw in its place."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.base.matters.rules.bpmn.model import Problem

_SCRIPT: Final = gettext_lazy("平台不运行图里的脚本，请改用服务任务，并从平台的动作中选一项。")
_CHOREOGRAPHY: Final = gettext_lazy("平台不支持编排图和会话图，请画成带泳道的流程。")
_LANGUAGE: Final = gettext_lazy("平台不计算其他语言的表达式，请删去，条件请写在连线上。")
_EVENT: Final = gettext_lazy("平台不支持这种事件，请改用定时、消息、信号、错误或升级事件。")
_COMPENSATION: Final = gettext_lazy("平台不支持补偿，请把撤销的步骤画成普通的任务。")

#: By tag, what to do instead.
UNSUPPORTED: Final[dict[str, str | Promise]] = {
    "scriptTask": _SCRIPT,
    "globalScriptTask": _SCRIPT,
    "script": _SCRIPT,
    "businessRuleTask": gettext_lazy("平台不支持业务规则任务，请改用带条件的排他网关或服务任务。"),
    "globalBusinessRuleTask": gettext_lazy("平台不支持业务规则任务，请改用带条件的排他网关或服务任务。"),
    "globalTask": gettext_lazy("平台不支持全局任务，请改画成一个流程，再用调用活动调用它。"),
    "globalUserTask": gettext_lazy("平台不支持全局任务，请改画成一个流程，再用调用活动调用它。"),
    "globalManualTask": gettext_lazy("平台不支持全局任务，请改画成一个流程，再用调用活动调用它。"),
    "complexGateway": gettext_lazy("平台不支持复杂网关，请改用排他、并行或包容网关。"),
    "transaction": gettext_lazy("平台不支持事务子流程，请改用普通子流程。"),
    "adHocSubProcess": gettext_lazy("平台不支持即席子流程，请把先后次序画出来。"),
    "implicitThrowEvent": _EVENT,
    "event": _EVENT,
    "conditionalEventDefinition": gettext_lazy("平台不支持条件事件，请改用带条件的网关。"),
    "linkEventDefinition": gettext_lazy("平台不支持链接事件，请直接连线。"),
    "cancelEventDefinition": gettext_lazy("平台不支持取消事件，请改用错误事件。"),
    "compensateEventDefinition": _COMPENSATION,
    "eventDefinitionRef": gettext_lazy("平台不支持引用别处的事件定义，请把定义写在事件里。"),
    "standardLoopCharacteristics": gettext_lazy("平台不支持标准循环标记，请用网关和往回的连线画出循环。"),
    "loopCardinality": gettext_lazy("会签不能按次数计算，请用“会签单位”（kexie:element）写明取哪一项的单位。"),
    "completionCondition": gettext_lazy("会签的完成条件请用 kexie:until 写全部、任一或过半数，不能写表达式。"),
    "formalExpression": _LANGUAGE,
    "expression": _LANGUAGE,
    "assignment": _LANGUAGE,
    "transformation": _LANGUAGE,
    "timeDate": gettext_lazy("定时只能写一段时长，例如 3d、2h 或 P3D，不能写某一时刻。"),
    "timeCycle": gettext_lazy("定时只能写一段时长，例如 3d、2h 或 P3D，不能写重复的周期。"),
    "import": gettext_lazy("平台不读取文件以外的定义，请删去 import。"),
    "choreography": _CHOREOGRAPHY,
    "globalChoreographyTask": _CHOREOGRAPHY,
    "choreographyTask": _CHOREOGRAPHY,
    "callChoreography": _CHOREOGRAPHY,
    "subChoreography": _CHOREOGRAPHY,
    "conversation": _CHOREOGRAPHY,
    "subConversation": _CHOREOGRAPHY,
    "callConversation": _CHOREOGRAPHY,
    "conversationLink": _CHOREOGRAPHY,
    "globalConversation": _CHOREOGRAPHY,
}

#: What is carried and does nothing: data, resources, descriptions.
HARMLESS: Final = frozenset(
    {
        *("documentation", "extensionElements", "extension", "text", "incoming", "outgoing", "flowNodeRef"),
        *("laneSet", "childLaneSet", "lane", "partitionElement", "sequenceFlow", "conditionExpression"),
        *("textAnnotation", "association", "group", "category", "categoryValue", "categoryValueRef"),
        *("dataObject", "dataObjectReference", "dataStore", "dataStoreReference", "dataState", "itemDefinition"),
        *("property", "ioSpecification", "dataInput", "dataOutput", "inputSet", "outputSet", "dataInputRefs"),
        *("dataOutputRefs", "optionalInputRefs", "optionalOutputRefs", "whileExecutingInputRefs", "inputSetRefs"),
        *("whileExecutingOutputRefs", "outputSetRefs", "dataInputAssociation", "dataOutputAssociation"),
        *("sourceRef", "targetRef", "source", "target", "inputDataItem", "outputDataItem", "ioBinding"),
        *("loopDataInputRef", "loopDataOutputRef", "resource", "resourceParameter", "resourceParameterBinding"),
        *("performer", "humanPerformer", "potentialOwner", "resourceRole", "resourceRef"),
        *("resourceAssignmentExpression", "auditing", "monitoring", "rendering", "relationship"),
        *("interface", "operation", "inMessageRef", "outMessageRef", "errorRef", "operationRef", "endPoint"),
        *("message", "signal", "error", "escalation", "correlationProperty", "correlationKey"),
        *("correlationSubscription", "correlationPropertyBinding", "correlationPropertyRetrievalExpression"),
        *("messagePath", "dataPath", "correlationPropertyRef", "partnerEntity", "partnerRole", "supportedInterfaceRef"),
        *("supports", "definitionalCollaborationRef", "participantRef", "participantMultiplicity", "interfaceRef"),
        *("participantAssociation", "innerParticipantRef", "outerParticipantRef", "messageFlowAssociation"),
        *("innerMessageFlowRef", "outerMessageFlowRef", "endPointRef", "eventDefinition", "condition"),
    }
)


def unsupported(tag: str, key: str) -> Problem:
    """The problem of an element that the platform does not run."""
    message = str(UNSUPPORTED.get(tag, _("平台不支持这种元素，请删去或换一种画法。")))
    return Problem(tag, key, message, "unsupported")
