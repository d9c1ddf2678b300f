"""The words of the drawing page's script: those of its own panel, and ours for what bpmn-js says."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kexie.base.matters.rules.bpmn.wording import EVENTS, KINDS


def panel_words() -> dict[str, str]:
    """Labels, hints and messages by the names that the script knows them by."""
    return _fields() | _messages() | {f"kind_{tag}": str(word) for tag, word in KINDS.items()}


def _fields() -> dict[str, str]:
    return {
        "name": _("名称"),
        "who": _("由谁办理"),
        "role": _("角色"),
        "element": _("取哪一项选定的单位"),
        "unit": _("办理单位"),
        "form": _("表单"),
        "limit": _("办理时限"),
        "limit_unit": _("时间单位"),
        "limit_d": _("个工作日"),
        "limit_h": _("个工作小时"),
        "limit_m": _("分钟"),
        "verb": _("平台的动作"),
        "value": _("内容"),
        "default": _("其他情况都走"),
        "condition": _("走这条线的条件"),
        "is_default": _("其他条件都不满足时走这条线，不用写条件。"),
        "no_condition": _("从这里出来的连线不用写条件。"),
        "and": _("并且"),
        "or": _("或者"),
        "add_condition": _("增加一个条件"),
        "as_text": _("直接写条件"),
        "as_rows": _("逐项选择"),
        "text_hint": _("例如：decision == 'agree' and amount > 1000"),
        "too_rich": _("这个条件只能直接修改文字。"),
        "duration": _("等待多久"),
        "message": _("消息名称"),
        "signal": _("信号名称"),
        "error": _("错误代码"),
        "escalation": _("升级代码"),
        "outcome": _("办理结果"),
        "loop": _("会签：由哪一项里的单位办理"),
        "loop_until": _("办到什么程度"),
        "loop_order": _("办理次序"),
        "until_all": _("全部办完"),
        "until_any": _("有一个办完"),
        "until_majority": _("过半数办完"),
        "parallel": _("同时办理"),
        "sequential": _("依次办理"),
        "called": _("调用的流程编号"),
        "documentation": _("说明"),
        "interrupting": _("到时中断这项任务"),
        "remove": _("移除"),
        "choose": _("请选择"),
        "nothing": _("点选图上的泳道、任务、网关或连线，在这里填写它的内容。"),
        "several": _("已选中几个元素，可以一起移动或删除。"),
        "op_==": _("等于"),
        "op_!=": _("不等于"),
        "op_>": _("大于"),
        "op_>=": _("不小于"),
        "op_<": _("小于"),
        "op_<=": _("不大于"),
        "op_in": _("包含"),
        **{f"event_{kind}": str(word) for kind, word in EVENTS.items()},
    }


def _messages() -> dict[str, str]:
    return {
        "saved": _("已保存。"),
        "saving": _("正在保存……"),
        "unsaved": _("有改动尚未保存"),
        "unchanged": _("没有未保存的改动"),
        "checking": _("正在检查……"),
        "no_problems": _("检查没有发现问题。"),
        "problems": _("检查发现的问题"),
        "need": _("需修改"),
        "advice": _("建议"),
        "failed": _("没有保存，您画的图还在本页。请检查网络后再试。"),
        "check_failed": _("暂时不能检查，您可以继续画。"),
        "unreadable": _("这个文件打不开，请核对是否为 BPMN 2.0 流程图。"),
        "imported": _("已读入文件，保存后生效。"),
        "conflict": _("您画的图还在本页，可以先导出文件，再刷新页面核对。"),
    }


def bpmn_words() -> dict[str, str]:
    """What bpmn-js says in English → ours, where the translation that comes with it is missing or says it otherwise."""
    return {
        "Activate create/remove space tool": _("拉开或收拢空间"),
        "Activate global connect tool": _("连线"),
        "Activate hand tool": _("移动画布"),
        "Activate lasso tool": _("框选"),
        "Add lane above": _("在上方加一条泳道"),
        "Add lane below": _("在下方加一条泳道"),
        "Add text annotation": _("加文字说明"),
        "Append end event": _("后接结束事件"),
        "Append gateway": _("后接网关"),
        "Append intermediate/boundary event": _("后接中间事件"),
        "Append task": _("后接用户任务"),
        "Append receive task": _("后接接收任务"),
        "Call activity": _("调用活动"),
        "Change element": _("更改类型"),
        "Connect to other element": _("连到其他元素"),
        "Connect using association": _("连接说明文字"),
        "Create intermediate/boundary event": _("中间事件、边界事件"),
        "Create end event": _("结束事件"),
        "Create start event": _("开始事件"),
        "Create task": _("用户任务"),
        "Create service task": _("服务任务"),
        "Create gateway": _("排他网关"),
        "Create parallel gateway": _("并行网关"),
        "Create timer": _("定时"),
        "Create pool/participant": _("泳池和泳道"),
        "Create expanded sub-process": _("子流程"),
        "Conditional flow": _("带条件的连线"),
        "Default flow": _("默认连线"),
        "Sequence flow": _("普通连线"),
        "Divide into three lanes": _("分成三条泳道"),
        "Divide into two lanes": _("分成两条泳道"),
        "Error end event": _("错误结束事件"),
        "Escalation end event": _("升级结束事件"),
        "Message end event": _("消息结束事件"),
        "Signal end event": _("信号结束事件"),
        "Terminate end event": _("终止结束事件"),
        "Escalation boundary event (non-interrupting)": _("升级边界事件（不中断）"),
        "Message boundary event (non-interrupting)": _("消息边界事件（不中断）"),
        "Signal boundary event (non-interrupting)": _("信号边界事件（不中断）"),
        "Timer boundary event (non-interrupting)": _("定时边界事件（不中断）"),
        "Exclusive gateway": _("排他网关"),
        "Manual task": _("人工任务"),
        "Receive task": _("接收任务"),
        "Parallel multi-instance": _("会签，同时办理"),
        "Sequential multi-instance": _("会签，依次办理"),
        "Search in diagram": _("在图中查找"),
        "Sub-process (collapsed)": _("子流程（收起）"),
        "Sub-process (expanded)": _("子流程（展开）"),
        "Toggle non-interrupting": _("中断或不中断任务"),
    }
