"""The signs of BPMN: what kind of task, gateway or event a shape is. Drawn around 0, 0; {ink} and {ground} are colours."""

from __future__ import annotations

from typing import Final

_LINE: Final = 'fill="none" stroke="{ink}" stroke-width="1.2" stroke-linejoin="round" stroke-linecap="round"'
_SOLID: Final = 'fill="{ink}" stroke="{ink}" stroke-width="1" stroke-linejoin="round"'

#: In the upper left corner of a task, 18 pixels wide.
TASKS: Final[dict[str, str]] = {
    "userTask": f'<circle cx="0" cy="-4" r="3.6" {_LINE}/><path d="M-7 8 V5 C-7 1.4 -4 .6 0 .6 S7 1.4 7 5 V8 Z" {_LINE}/>',
    "manualTask": f'<path d="M-8 0 V6 C-8 7.6 -7 8 -6 8 H4 C5.6 8 5.6 5.6 4 5.6 H5.4 C7.2 5.6 7.2 3 5.4 3 H6.4'
    f' C8.2 3 8.2 .4 6.4 .4 H5.6 C7.2 .4 7.2 -2 5.6 -2 H-2.4 L-.4 -5 C.2 -6.4 -1.6 -7.4 -2.6 -6.2 Z" {_LINE}/>',
    "serviceTask": f'<circle r="2.6" {_LINE}/><path d="M-1.5 -8 H1.5 L2 -5.8 L3.8 -5 L5.6 -6.2 L7.4 -4 L6.2 -2.2 L6.8 -.8'
    " L8 -1.2 V1.6 L6.4 1.8 L5.8 3.4 L7 5.2 L5 7.2 L3.4 6 L1.8 6.6 L1.4 8 H-1.4 L-1.8 6.6 L-3.4 6 L-5 7.2 L-7 5.2 L-5.8 3.4"
    f' L-6.4 1.8 L-8 1.6 V-1.2 L-6.6 -1.6 L-6 -3 L-7.2 -4.8 L-5.2 -6.6 L-3.8 -5.4 L-2 -5.8 Z" {_LINE}/>',
    "sendTask": f'<path d="M-8 -5.5 H8 V5.5 H-8 Z" {_SOLID}/><path d="M-8 -5.5 L0 .8 L8 -5.5" fill="none" stroke="{{ground}}"'
    ' stroke-width="1.4"/>',
    "receiveTask": f'<path d="M-8 -5.5 H8 V5.5 H-8 Z M-8 -5.5 L0 .8 L8 -5.5" {_LINE}/>',
    "scriptTask": f'<path d="M-4 -8 H7 C3 -4 3 -2 5 0 C7 2 7 4 3 8 H-8 C-4 4 -4 2 -6 0 C-8 -2 -8 -4 -4 -8 Z M-4 -4 H2 M-4 0'
    f' H3 M-3 4 H3" {_LINE}/>',
    "businessRuleTask": f'<path d="M-8 -6 H8 V6 H-8 Z M-8 -2 H8 M-8 2 H8 M-3 -2 V6" {_LINE}/><path d="M-8 -6 H8 V-2 H-8 Z"'
    f" {_SOLID}/>",
}

_THICK: Final = 'fill="none" stroke="{ink}" stroke-width="3.2" stroke-linecap="round"'
#: In the middle of a gateway of 50 pixels.
GATEWAYS: Final[dict[str, str]] = {
    "exclusiveGateway": f'<path d="M-7 -7.5 L7 7.5 M7 -7.5 L-7 7.5" {_THICK}/>',
    "parallelGateway": f'<path d="M0 -10.5 V10.5 M-10.5 0 H10.5" {_THICK}/>',
    "inclusiveGateway": '<circle r="10" fill="none" stroke="{ink}" stroke-width="2.8"/>',
    "eventBasedGateway": f'<circle r="13" {_LINE}/><circle r="10.4" {_LINE}/>'
    f'<path d="M0 -6.6 L6.3 -2 L3.9 5.4 H-3.9 L-6.3 -2 Z" {_LINE}/>',
    "complexGateway": f'<path d="M0 -10.5 V10.5 M-10.5 0 H10.5 M-7 -7 L7 7 M7 -7 L-7 7" {_THICK}/>',
}

#: In the middle of an event of 36 pixels: of those that wait, and of those that tell.
WAITING: Final[dict[str, str]] = {
    "timer": f'<circle r="10" {_LINE}/><path d="M0 -10 V-7.6 M0 10 V7.6 M-10 0 H-7.6 M10 0 H7.6 M0 0 L1.6 -6.6 M0 0 L4.8 1.6"'
    f" {_LINE}/>",
    "message": f'<path d="M-9 -6.2 H9 V6.2 H-9 Z M-9 -6.2 L0 .8 L9 -6.2" {_LINE}/>',
    "signal": f'<path d="M0 -9 L8.6 6.4 H-8.6 Z" {_LINE}/>',
    "error": f'<path d="M-8 8.4 L-3 -6.4 L2.6 1.6 L8 -8.4 L3 6.4 L-2.6 -1.6 Z" {_LINE}/>',
    "escalation": f'<path d="M0 -9 L6.6 8 L0 1.6 L-6.6 8 Z" {_LINE}/>',
    "link": f'<path d="M-8.6 -3.6 H2 V-7.6 L9.4 0 L2 7.6 V3.6 H-8.6 Z" {_LINE}/>',
    "compensate": f'<path d="M0 -6.6 V6.6 L-8.6 0 Z M8.6 -6.6 V6.6 L0 0 Z" {_LINE}/>',
    "conditional": f'<path d="M-6.6 -8.6 H6.6 V8.6 H-6.6 Z M-4 -5 H4 M-4 -1.7 H4 M-4 1.7 H4 M-4 5 H4" {_LINE}/>',
    "cancel": f'<path d="M-7 -7 L7 7 M7 -7 L-7 7" {_THICK}/>',
}
TELLING: Final[dict[str, str]] = {
    **{
        kind: icon.replace(_LINE, _SOLID)
        for kind, icon in WAITING.items()
        if kind not in ("timer", "conditional", "cancel")
    },
    "message": f'<path d="M-9 -6.2 H9 V6.2 H-9 Z" {_SOLID}/><path d="M-9 -6.2 L0 .8 L9 -6.2" fill="none"'
    ' stroke="{ground}" stroke-width="1.6"/>',
    "cancel": WAITING["cancel"],
    "terminate": '<circle r="10" fill="{ink}"/>',
}

#: At the lower border of an activity.
LOOPS: Final = {
    False: '<path d="M-5 -6 V6 M0 -6 V6 M5 -6 V6" fill="none" stroke="{ink}" stroke-width="2.4"/>',
    True: '<path d="M-6 -5 H6 M-6 0 H6 M-6 5 H6" fill="none" stroke="{ink}" stroke-width="2.4"/>',
}
CLOSED: Final = f'<path d="M-7 -7 H7 V7 H-7 Z M0 -4.2 V4.2 M-4.2 0 H4.2" {_LINE}/>'

#: Marks of the case's place and of problems. They differ in shape as well as in colour.
DONE: Final = (
    '<circle r="9" fill="{good}" stroke="{ground}" stroke-width="1.5"/>'
    '<path d="M-4.2 .4 L-1.2 3.4 L4.4 -3" fill="none" stroke="{ground}" stroke-width="2.2" stroke-linecap="round"'
    ' stroke-linejoin="round"/>'
)
HERE: Final = (
    '<path d="M0 0 C-2.6 -5 -9 -9.4 -9 -16 A9 9 0 0 1 9 -16 C9 -9.4 2.6 -5 0 0 Z" fill="{action}" stroke="{ground}"'
    ' stroke-width="1.5"/><circle cy="-16" r="3.4" fill="{ground}"/>'
)
WRONG: Final = (
    '<path d="M0 -10 L10 8 H-10 Z" fill="{bad}" stroke="{ground}" stroke-width="1.5" stroke-linejoin="round"/>'
    '<path d="M0 -3.6 V2.2 M0 5.2 V5.4" stroke="{ground}" stroke-width="2.2" stroke-linecap="round"/>'
)
DOUBTFUL: Final = (
    '<circle r="9" fill="{warn}" stroke="{ground}" stroke-width="1.5"/>'
    '<path d="M0 -4.6 V1 M0 4.4 V4.6" stroke="{ground}" stroke-width="2.2" stroke-linecap="round"/>'
)
