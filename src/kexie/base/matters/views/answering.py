"""The box of a message that a case waits for, on both sides: what is waited for, a word and files, one button."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kexie.base.kernel import clock
from kexie.base.kernel.web import Request
from kexie.base.matters.actions.messages import answer_message
from kexie.base.matters.errors import TaskGone
from kexie.base.matters.forms.desk import MessageForm
from kexie.base.matters.queries.messages import MessageLine
from kexie.base.matters.queries.shown import ShownGroup, ShownRow
from kexie.base.matters.views.steps import TOLD, do_once, tell


@dataclass(frozen=True, slots=True)
class Box:
    """A message with its form and where it is sent."""

    line: MessageLine
    form: MessageForm
    address: str

    @property
    def key(self) -> UUID:
        """Of the point at which the case waits."""
        return self.line.wait.pk


@dataclass(frozen=True, slots=True)
class Answering:
    """What is sent for ``wait_id``, one of ``lines``; afterwards ``back``."""

    case_id: UUID
    lines: Sequence[MessageLine]
    wait_id: UUID
    own: bool
    back: str


def answerable(lines: Sequence[MessageLine], *, case_id: UUID, door: str) -> list[Box]:
    """The boxes of a page."""
    return [Box(line, _form(line.wait.pk), reverse(door, args=[case_id, line.wait.pk])) for line in lines]


def answer(request: Request, asked: Answering, draw: Callable[[dict[str, Any], int], HttpResponse]) -> HttpResponse:
    """Bring the message once and go back; what is wrong is told in the box, with what was typed; what was typed for a
    message that is no longer waited for is shown on the page (``gone``, ``typed``), to be copied.
    """
    form = _form(asked.wait_id, request)
    line = next((line for line in asked.lines if line.wait.pk == asked.wait_id), None)
    try:
        if form.is_valid():
            do_once(request, lambda: _bring(request, asked, line, form.cleaned_data))
            messages.success(request, _("已告知，办件进入下一步。"))
            return HttpResponseRedirect(asked.back)
    except TaskGone as refusal:
        typed = ShownRow("text", str(form.fields["text"].label), form.cleaned_data["text"])
        if typed.value:
            return draw({"gone": refusal.message, "typed": [ShownGroup("", rows=(typed,))]}, refusal.status)
        messages.error(request, refusal.message)
        return HttpResponseRedirect(asked.back)
    except TOLD as refusal:
        tell(form, refusal)
    return draw({"message_form": form, "answered": asked.wait_id}, 422)


def _bring(request: Request, asked: Answering, line: MessageLine | None, given: dict[str, Any]) -> None:
    if line is None:
        raise TaskGone(_("办件现在没有在等待这条消息。"))
    answer_message(
        by=request.actor,
        at=clock.now(),
        case_id=asked.case_id,
        message=line.name,
        own=asked.own,
        text=given["text"],
        uploads=given["papers"],
    )


def _form(wait_id: UUID, request: Request | None = None) -> MessageForm:
    auto_id = f"message-{wait_id}_%s"
    if request is None:
        return MessageForm(auto_id=auto_id)
    return MessageForm(request.POST, request.FILES, auto_id=auto_id)
