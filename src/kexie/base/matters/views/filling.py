"""A page on which a form of a matter is filled in: it keeps itself, takes rows and papers, with and without scripts.

Whoever shows such a page makes a :class:`Sheet` for each request and lets it :meth:`~Sheet.handle` what was sent. What the
sheet does not do itself (to go on, to send) is left to the caller, with everything that was typed kept in the draft.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from kexie.base.kernel import clock
from kexie.base.kernel.web import Request, wants_json, whole_number
from kexie.base.matters.actions import drafts
from kexie.base.matters.actions.papers import Handed
from kexie.base.matters.errors import DraftChanged
from kexie.base.matters.forms.filling import PREFIX, Filling, data_of, kinds_of, typed_of
from kexie.base.matters.models import Draft, MatterVersion
from kexie.base.matters.queries.drafts import own_drafts, typed_in
from kexie.base.matters.queries.known import Known
from kexie.base.matters.rules.forms import FormDef, PaperDef
from kexie.base.matters.views.doors import Doors, doors_of
from kexie.base.people.api import Organisation

SAVE: Final = "save"
#: Buttons that the sheet does itself: keep, add a row, take one away, take files in, take one out.
_OWN: Final = frozenset({SAVE, "row", "drop", "upload", "unpaper"})


@dataclass
class Sheet:
    """One request to fill in ``definition``, for a new case or for a task.

    ``draw(context, status)`` renders the page; the context holds ``sheet`` and ``form``. ``begun``, ``said`` and ``known``
    are as for `forms.filling.Filling`. Names that begin with one of ``also`` are kept with the draft too.
    """

    request: Request
    version: MatterVersion
    definition: FormDef
    address: str
    draw: Callable[[dict[str, Any], int], HttpResponse]
    task_id: UUID | None = None
    unit: Organisation | None = None
    begun: Mapping[str, Any] = field(default_factory=dict)
    said: Mapping[str, Any] = field(default_factory=dict)
    known: Mapping[str, Known] = field(default_factory=dict)
    siblings: Sequence[FormDef] = ()
    also: tuple[str, ...] = ()
    #: Whether the request has sent this sheet; else a page after it shows what the draft holds.
    sent: bool = True

    @cached_property
    def draft(self) -> Draft | None:
        """The draft as it stands, if there is one."""
        return own_drafts(self.request.actor, matter_id=self.version.matter_id, task_id=self.task_id).first()

    @property
    def doors(self) -> Doors:
        """Where whoever fills it in goes on."""
        return doors_of(self.request.actor)

    @property
    def revision(self) -> int:
        """What the page has to say it has seen; 0 while nothing is kept."""
        return self.draft.revision if self.draft else 0

    @property
    def do(self) -> str:
        """What the pressed button asks for."""
        return self.request.POST.get("do", SAVE)

    @property
    def typed(self) -> Mapping[str, list[str]]:
        """What was typed: in this request, else what the draft holds."""
        if self.request.method == "POST" and self.sent:
            return self._after_button(typed_of(self.request.POST, PREFIX, *self.also))
        return typed_in(self.draft) if self.draft else {}

    def filling(self, *, checked: bool) -> Filling:
        """The form with what was typed, or empty where nothing was; ``checked`` says whether it tells what is wrong."""
        typed = self.typed
        return Filling(
            self.definition,
            data_of(typed) if typed else None,
            answers=self.begun,
            said=self.said,
            known=self.known,
            papers=list(self.draft.papers.all()) if self.draft else (),
            siblings=self.siblings,
            checked=checked,
        )

    def handle(self) -> HttpResponse | None:
        """Keep what was sent and do what the sheet does itself; None where the caller goes on."""
        try:
            self.draft = self._saved()
        except DraftChanged:
            if wants_json(self.request):
                raise
            return self.page(self.filling(checked=False), status=409, changed=True)
        told = self._papers(self.draft)
        if wants_json(self.request):
            return self._kept(self.draft, told)
        for sentence in told:
            messages.warning(self.request, sentence)
        if self.do.partition(":")[0] not in _OWN:
            return None
        if self.do == SAVE and not told:
            messages.success(self.request, _("草稿已保存。"))
        return HttpResponseRedirect(self.address + self._anchor())

    def page(self, filling: Filling, *, status: int = 200, **more: Any) -> HttpResponse:
        """The page with ``filling``."""
        return self.draw({"sheet": self, "form": filling, **more}, status)

    def handed_of(self, filling: Filling) -> list[Handed]:
        """The files of a form that was found good, for a case."""
        return [Handed(paper.key, paper.name, paper.file_id) for paper in filling.handed]

    def _saved(self) -> Draft:
        return drafts.save(
            by=self.request.actor,
            at=clock.now(),
            version=self.version,
            typed=self.typed,
            seen=self._seen(),
            task_id=self.task_id,
            unit=self.unit,
        )

    def _seen(self) -> int:
        return whole_number(self.request.POST.get("seen"), digits=9) or 0

    def _papers(self, draft: Draft) -> list[str]:
        """Take in what came along, take out what the button names; a sentence for each file that was not kept."""
        told: list[str] = []
        by, at, draft_id = self.request.actor, clock.now(), draft.pk
        for paper in self.definition.papers:
            sent = self.request.FILES.getlist(_sent_name(paper))
            files = [drafts.GivenFile(file.name or "", file.read()) for file in sent]
            if files:
                accept = kinds_of(paper)
                told += drafts.add_papers(
                    by=by, at=at, draft_id=draft_id, paper=paper, accept=accept, files=files
                ).refused
        verb, _colon, key = self.do.partition(":")
        if verb == "unpaper" and (paper_id := _identifier(key)):
            drafts.drop_paper(by=by, at=at, draft_id=draft_id, paper_id=paper_id)
        return told

    def _after_button(self, typed: dict[str, list[str]]) -> dict[str, list[str]]:
        """What was typed, with a row more or less where the pressed button says so."""
        verb, _colon, rest = self.do.partition(":")
        key, _colon, index = rest.partition(":")
        group = next((one for one in self.definition.groups if one.repeat and one.key == key), None)
        if group is None or verb not in ("row", "drop"):
            return typed
        name = f"{PREFIX}-{key}-row"
        indices = typed.get(name, [])
        if verb == "row":
            following = max((int(text) for text in indices if text.isascii() and text.isdecimal()), default=-1) + 1
            return typed | {name: [*indices, str(following)]}
        start = f"{PREFIX}-{key}-{index}-"
        kept = {each: values for each, values in typed.items() if not each.startswith(start)}
        return kept | {name: [text for text in indices if text != index]}

    def _anchor(self) -> str:
        verb, _colon, rest = self.do.partition(":")
        return (
            {"row": f"#group-{rest}", "drop": f"#group-{rest.partition(':')[0]}"}.get(verb, "#papers") if rest else ""
        )

    def _kept(self, draft: Draft, told: list[str]) -> JsonResponse:
        """What the page that keeps itself learns: that it was kept, when, as which revision, and the papers anew."""
        parts = {}
        if self.definition.papers and self.do.partition(":")[0] in ("upload", "unpaper"):
            context = {"sheet": self, "form": self.filling(checked=False)}
            parts["papers"] = render_to_string("matters/filling/papers.html", context, self.request)
        return JsonResponse(
            {
                "edition": draft.revision,
                "said": _("已自动保存 %(time)s") % {"time": f"{localtime(draft.saved_at):%H:%M}"},
                "url": self.request.path,
                "errors": [],
                "told": told,
                "parts": parts,
            }
        )


def _sent_name(paper: PaperDef) -> str:
    return f"{PREFIX}-paper-{paper.key}"


def _identifier(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
