"""Writing a submission in the workbench: begin it, go on with it, preview it; kept by itself while it is typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import requires
from kexie.base.kernel.errors import Invalid, NotFound, TooLarge
from kexie.base.kernel.idempotency import FIELD, key_of, once
from kexie.base.kernel.web import Request, wants_json
from kexie.base.ledger import api as ledger
from kexie.base.people.api import Organisation
from kexie.base.ui.mending import sentences
from kexie.domains.bulletin.abilities import CONTRIBUTE
from kexie.domains.bulletin.actions.from_files import begin_from_file
from kexie.domains.bulletin.actions.pictures import GivenFile
from kexie.domains.bulletin.actions.writing import Writing, Written, begin_writing, write
from kexie.domains.bulletin.errors import NotWritable, SubmissionChanged, WordsMissing
from kexie.domains.bulletin.forms.writing import PaperForm, SubmissionForm
from kexie.domains.bulletin.models import Commission, Submission
from kexie.domains.bulletin.queries import origins, sending_in
from kexie.domains.bulletin.queries.checks import check_words
from kexie.domains.bulletin.queries.submissions import submission_for, words_of
from kexie.domains.bulletin.rules.submissions import Origin, SubmissionWords, printed
from kexie.domains.bulletin.rules.versions import difference

SEND = "send"
PREVIEW = "preview"


@dataclass(frozen=True, slots=True)
class Start:
    """Where a new submission begins: its unit, its first words, and what it reports or answers."""

    unit: Organisation
    words: SubmissionWords
    entry: ledger.Entry | None = None
    commission: Commission | None = None

    @property
    def origin(self) -> Origin:
        """The same by identifiers."""
        return Origin(self.entry.pk if self.entry else None, self.commission.pk if self.commission else None)


@requires(CONTRIBUTE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """A blank page, or one that the ledger or a commission has begun; nothing is stored before something is written."""
    start = _start(request)
    if request.method != "POST":
        return _new_page(request, start, _form(start.words, 1))
    form = _form(start.words, 1, request)
    at = clock.now()

    def begin() -> Written:
        writing = _writing(request, form)
        return begin_writing(by=request.actor, at=at, unit=start.unit, writing=writing, origin=start.origin)

    try:
        done = _once(request, "bulletin.begin", begin, bound=not wants_json(request))
    except WordsMissing as refusal:
        _blame(form, refusal)
        return _unkept(form) if wants_json(request) else _new_page(request, start, form, status=422)
    return _kept(request, done, form) if wants_json(request) else _after(request, done, form)


@requires(CONTRIBUTE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, submission_id: UUID) -> HttpResponse:
    """Go on with a draft, or with what the desk has sent back. Whoever saves over other words is shown both."""
    if request.method != "POST":
        try:
            found = sending_in.submission_to_edit(request.actor, submission_id)
        except NotWritable as refusal:
            messages.info(request, refusal.message)
            return redirect("bulletin:submission", submission_id)
        return _edit_page(request, found, _form(sending_in.written_words(found), found.edition, found=found))
    found = sending_in.own_submission(request.actor, submission_id)
    form = _form(sending_in.written_words(found), found.edition, request, found=found)
    at = clock.now()

    def save() -> Written:
        writing = _writing(request, form)
        return write(by=request.actor, at=at, submission_id=submission_id, writing=writing)

    try:
        done = _once(request, "bulletin.write", save, bound=True) if form.do == SEND else _plainly(save)
    except WordsMissing as refusal:
        _blame(form, refusal)
        return _unkept(form) if wants_json(request) else _edit_page(request, found, form, status=422)
    except (SubmissionChanged, NotWritable) as refusal:
        if wants_json(request):
            raise
        return _conflict(request, found, form, refusal)
    return _kept(request, done, form) if wants_json(request) else _after(request, done, form)


@requires(CONTRIBUTE)
@require_safe
def preview(request: Request, submission_id: UUID) -> HttpResponse:
    """The submission as it would be printed, before it is sent in."""
    try:
        found = sending_in.submission_to_edit(request.actor, submission_id)
    except NotWritable:
        return redirect("bulletin:submission", submission_id)
    words = words_of(found)
    judged = check_words(request.actor, sending_in.checked(found, words), on=clock.today())
    context = {"submission": found, "words": words, "parts": printed(words), "own": True, "judged": judged}
    return render(request, "bulletin/submissions/preview.html", context)


@requires(CONTRIBUTE)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: Request) -> HttpResponse:
    """A Word file becomes a draft."""
    start = _start(request)
    form = PaperForm(request.POST, request.FILES) if request.method == "POST" else PaperForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        told: list[str] = []

        def begin() -> str:
            begun = begin_from_file(
                by=request.actor,
                at=clock.now(),
                unit=start.unit,
                name=file.name,
                data=file.read(),
                origin=start.origin,
            )
            told.extend(begun.told)
            return str(begun.submission.pk)

        try:
            submission_id = once(by=request.actor, key=request.POST.get(FIELD, ""), verb="bulletin.upload", do=begin)
        except (Invalid, TooLarge) as refusal:
            form.add_error("file", refusal.message)
        else:
            messages.success(request, _("已从“%(name)s”填好草稿，请核对后报送。") % {"name": file.name})
            for sentence in told:
                messages.warning(request, sentence)
            return redirect("bulletin:submission-edit", submission_id)
    context = {"form": form, "start": start}
    return render(request, "bulletin/submissions/upload.html", context, status=422 if form.errors else 200)


def _start(request: Request) -> Start:
    """What a new page begins with, as its address says; NotFound for what is not the actor's."""
    asked = request.POST if request.method == "POST" else request.GET
    actor = request.actor
    if entry_id := _identifier(asked.get("entry")):
        entry, unit = origins.entry_to_report(actor, entry_id)
        return Start(unit, origins.words_from(entry, unit), entry=entry)
    if commission_id := _identifier(asked.get("commission")):
        commission, unit = origins.commission_to_answer(actor, commission_id)
        words = SubmissionWords(column=commission.column_id, kind=commission.kind_id, units=(unit.pk,))
        return Start(unit, words, commission=commission)
    unit = sending_in.writing_unit(actor, asked.get("unit", ""))
    return Start(unit, SubmissionWords(units=(unit.pk,)))


def _identifier(text: str | None) -> UUID | None:
    """An identifier of an address; NotFound for something else."""
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


def _form(
    stored: SubmissionWords, edition: int, request: Request | None = None, *, found: Submission | None = None
) -> SubmissionForm:
    form = SubmissionForm(
        request.POST if request else None,
        stored=stored,
        seen=edition,
        units=sending_in.units_by_keys(stored.units),
        columns=sending_in.columns_to_choose(found.column_id if found else stored.column),
        kinds=sending_in.kinds_to_choose(found.kind_id if found else stored.kind),
    )
    form.is_valid()
    return form


def _writing(request: Request, form: SubmissionForm) -> Writing:
    files = [*request.FILES.getlist("pictures"), *request.FILES.getlist("photo")]
    words = form.words
    return Writing(
        words=words,
        seen=form.began_from,
        pictures=form.pictures,
        files=[GivenFile(file.name or "", file.read()) for file in files],
        without=form.without,
        send=form.do == SEND and not form.errors,
        after=len(words.text.splitlines()),
    )


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a submit: the submission, what its writer is told; ``again`` for one that had been done before."""

    submission_id: UUID
    told: tuple[str, ...] = ()
    again: bool = False


def _once(request: Request, verb: str, do: Callable[[], Written], *, bound: bool) -> Done:
    """Do it once; ``bound`` to all that was filled in, or to the page alone, which goes on by itself."""
    done: list[Written] = []

    def act() -> str:
        done.append(do())
        return str(done[0].submission.pk)

    key = key_of(request.POST) if bound else request.POST.get(FIELD, "")
    reference = once(by=request.actor, key=key, verb=verb, do=act)
    return Done(UUID(reference), done[0].told) if done else Done(UUID(reference), again=True)


def _plainly(do: Callable[[], Written]) -> Done:
    written = do()
    return Done(written.submission.pk, written.told)


def _blame(form: SubmissionForm, refusal: WordsMissing) -> None:
    for name, sentence in refusal.errors.items():
        form.add_error(name if name in form.fields else None, sentence)


def _after(request: Request, done: Done, form: SubmissionForm) -> HttpResponse:
    """Where the pressed button leads once all is kept."""
    submission_id = done.submission_id
    for sentence in done.told:
        messages.warning(request, sentence)
    if form.errors:
        found = sending_in.submission_to_edit(request.actor, submission_id)
        return _edit_page(request, found, _again(request, form, found), status=422)
    if form.do == SEND:
        messages.success(request, _("已报送，编辑部会尽快处理。处理结果会通知您。"))
        return redirect("bulletin:submission", submission_id)
    if form.do == PREVIEW:
        return redirect("bulletin:submission-preview", submission_id)
    anchor = {"credit": "#credits", "picture": "#pictures", "upload": "#pictures"}.get(form.do.split("-")[0], "")
    if not anchor:
        messages.success(request, _("草稿已保存。"))
    return HttpResponseRedirect(reverse("bulletin:submission-edit", args=(submission_id,)) + anchor)


def _again(request: Request, form: SubmissionForm, found: Submission) -> SubmissionForm:
    """The form as it was typed, from the edition that is stored now."""
    typed = request.POST.copy()
    typed["seen"], typed["do"] = str(found.edition), "save"
    typed.setlist("credit", [str(unit.uid) for unit in form.credits])
    if "credit_new" not in form.errors:
        for name in ("credit_new", "credit_new_text"):
            typed.pop(name, None)
    again = SubmissionForm(
        typed,
        stored=form.stored,
        seen=found.edition,
        units=form.units,
        columns=sending_in.columns_to_choose(found.column_id),
        kinds=sending_in.kinds_to_choose(found.kind_id),
    )
    again.is_valid()
    for name, errors in form.errors.items():
        if name not in again.errors:
            again.add_error(name if name in again.fields else None, list(errors))
    return again


def _conflict(
    request: Request, found: Submission, form: SubmissionForm, refusal: SubmissionChanged | NotWritable
) -> HttpResponse:
    """Both texts: what is stored now, and what was typed; saving again means that the writer has seen them."""
    found = sending_in.own_submission(request.actor, found.pk)
    stored = words_of(found)
    again = _again(request, form, found)
    typed = {**stored, "title": form.data.get("title", ""), "text": "\n".join(form.words.text.splitlines())}
    more = {"refusal": refusal, "stored": stored, "found": difference(stored, typed)}
    return _edit_page(request, found, again, status=refusal.status, more=more)


def _new_page(request: Request, start: Start, form: SubmissionForm, *, status: int = 200) -> HttpResponse:
    actor = request.actor
    plain = start.entry is None and start.commission is None
    report = origins.report_of(actor, start.entry.pk) if start.entry else None
    context = {
        "form": form,
        "start": start,
        "credits": form.credits,
        "units": sending_in.writing_units(actor) if plain else [],
        "reported": report.submission if report else None,
        "work": origins.work_to_report(actor, start.unit, on=clock.today()) if plain else [],
    }
    return render(request, "bulletin/submissions/new.html", context, status=status)


def _edit_page(
    request: Request, found: Submission, form: SubmissionForm, *, status: int = 200, more: dict[str, Any] | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "submission": found,
        "credits": form.credits,
        "pictures": _rows(found, form),
        "places": _places(form),
        **(more or {}),
    }
    return render(request, "bulletin/submissions/edit.html", context, status=status)


@dataclass(frozen=True, slots=True)
class PictureRow:
    """A picture in the form, with its words as they were typed."""

    sha256: str
    after: int
    alt: str
    caption: str
    width: int
    height: int


def _rows(found: Submission, form: SubmissionForm) -> list[PictureRow]:
    typed = {each.sha256: each for each in form.pictures} if form.is_bound else {}
    rows = []
    for row in found.pictures.all():
        words = typed.get(row.blob_id)
        alt, caption = (words.alt, words.caption) if words else (row.alt, row.caption)
        rows.append(PictureRow(row.blob_id, row.after, alt, caption, row.width, row.height))
    return rows


def _places(form: SubmissionForm) -> list[tuple[int, str]]:
    """Where a picture may stand, in words: the paragraphs by their first characters."""
    text = form.words.text if form.is_bound else form.stored.text
    places = [(0, _("文首"))]
    for number, paragraph in enumerate((line for line in text.split("\n") if line), start=1):
        words = {"number": number, "words": paragraph[:12]}
        places.append((number, _("第%(number)s段之后（%(words)s…）") % words))
    return places


def _kept(request: Request, done: Done, form: SubmissionForm) -> JsonResponse:
    """What the page that keeps by itself learns: that it was kept, when, as which edition, and parts to show anew.

    A draft that had been begun before is told as it began: whoever goes on from it sees whether it has moved on since.
    """
    found = submission_for(request.actor, done.submission_id)
    context = {"submission": found, "form": form, "credits": form.credits}
    fresh = _form(sending_in.written_words(found), found.edition, found=found)
    parts = {"credits": render_to_string("bulletin/submissions/credits.html", context, request)}
    rows = {"pictures": _rows(found, fresh), "places": _places(fresh), "submission": found}
    parts["pictures"] = render_to_string("bulletin/submissions/pictures.html", rows, request)
    moment = localtime(found.updated_at)
    return JsonResponse(
        {
            "edition": 1 if done.again else found.edition,
            "said": _("已自动保存 %(time)s") % {"time": f"{moment:%H:%M}"},
            "url": reverse("bulletin:submission-edit", args=(found.pk,)),
            "errors": _errors(form),
            "told": list(done.told),
            "parts": parts,
        }
    )


def _unkept(form: SubmissionForm) -> JsonResponse:
    return JsonResponse({"errors": _errors(form)}, status=422)


def _errors(form: SubmissionForm) -> list[str]:
    """What could not be kept and why, a sentence each, with the field's name."""
    told = [str(error) for error in form.non_field_errors()]
    for field in (form[name] for name in form.errors if name in form.fields):
        told += [f"{field.label}：{error}" for error in sentences(field)]
    return told
