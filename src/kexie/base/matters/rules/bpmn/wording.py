"""What the elements of a drawing are called in Chinese, for sentences and for what is read aloud."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.base.matters.rules.bpmn.model import Flow, Model, Node

KINDS: Final[dict[str, str | Promise]] = {
    "userTask": gettext_lazy("用户任务"),
    "manualTask": gettext_lazy("人工任务"),
    "task": gettext_lazy("任务"),
    "serviceTask": gettext_lazy("服务任务"),
    "sendTask": gettext_lazy("发送任务"),
    "receiveTask": gettext_lazy("接收任务"),
    "scriptTask": gettext_lazy("脚本任务"),
    "businessRuleTask": gettext_lazy("业务规则任务"),
    "subProcess": gettext_lazy("子流程"),
    "callActivity": gettext_lazy("调用活动"),
    "exclusiveGateway": gettext_lazy("排他网关"),
    "inclusiveGateway": gettext_lazy("包容网关"),
    "parallelGateway": gettext_lazy("并行网关"),
    "eventBasedGateway": gettext_lazy("事件网关"),
    "startEvent": gettext_lazy("开始事件"),
    "endEvent": gettext_lazy("结束事件"),
    "intermediateCatchEvent": gettext_lazy("中间捕获事件"),
    "intermediateThrowEvent": gettext_lazy("中间抛出事件"),
    "boundaryEvent": gettext_lazy("边界事件"),
    "sequenceFlow": gettext_lazy("连线"),
    "lane": gettext_lazy("泳道"),
    "participant": gettext_lazy("泳池"),
    "process": gettext_lazy("流程"),
}

EVENTS: Final[dict[str, str | Promise]] = {
    "timer": gettext_lazy("定时"),
    "message": gettext_lazy("消息"),
    "signal": gettext_lazy("信号"),
    "error": gettext_lazy("错误"),
    "escalation": gettext_lazy("升级"),
    "terminate": gettext_lazy("终止"),
}


def kind_of(tag: str) -> str:
    """The name of a kind of element: 用户任务; the tag itself where there is none."""
    return str(KINDS.get(tag, tag))


def quoted(kind: str, name: str, key: str) -> str:
    """An element in a sentence: 用户任务“审核材料”, or 用户任务（Task_1） when it has no name."""
    return f"{kind_of(kind)}“{name}”" if name else _("%(kind)s（编号 %(id)s）") % {"kind": kind_of(kind), "id": key}


def called(node: Node) -> str:
    """A node in a sentence."""
    return quoted(node.kind, node.name, node.id)


def called_flow(model: Model, flow: Flow) -> str:
    """A flow in a sentence: 连线“同意”, or 从“甲”到“乙”的连线 when it has no name."""
    if flow.name:
        return quoted("sequenceFlow", flow.name, flow.id)
    ends = [model.nodes.get(key) for key in (flow.source, flow.target)]
    source, target = (f"“{node.name}”" if node and node.name else called(node) if node else "" for node in ends)
    if not source or not target:
        return quoted("sequenceFlow", "", flow.id)
    return _("从%(source)s到%(target)s的连线") % {"source": source, "target": target}
