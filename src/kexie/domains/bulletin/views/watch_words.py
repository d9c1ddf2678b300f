"""The list of watched words in the workbench: the register, one word with its history, adding, and taking in a sheet."""

from __future__ import annotations

import zlib
from base64 import b64decode, b64encode
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kexie.base.kernel import clock, tabular
from kexie.base.kernel.access import requires
from kexie.base.kernel.errors import Invalid, TooLarge
from kexie.base.kernel.idempotency import key_of, once
from kexie.base.kernel.web import Request
from kexie.base.standards import api as standards
from kexie.base.ui import registers
from kexie.domains.bulletin import actions, queries
from kexie.domains.bulletin.abilities import KEEP
from kexie.domains.bulletin.errors import WordsMissing
from kexie.domains.bulletin.errors.checks import WordChanged, WordsPreviewChanged
from kexie.domains.bulletin.forms.checks import WordFilter, WordForm, WordsSheetForm
from kexie.domains.bulletin.queries.watch_words import SHEET, CheckedWords, words_report
from kexie.domains.bulletin.tables.watch_words import WatchWordTable

MOST_BYTES = 1024 * 1024
_KEEP_S = 60 * 60
_SHOWN = 200


@requires(KEEP)
@require_safe
def register(request: Request) -> HttpResponse:
    """The list; with ``_export=csv`` or ``xlsx`` the sheet that :func:`take_in` reads."""
    form = WordFilter(request.GET)
    return registers.respond(
        request,
        WatchWordTable(queries.watch_words(request.actor, **form.chosen)),
        form,
        code="bulletin.watch-words",
        title=_("敏感词表"),
        template="bulletin/words/register.html",
    )


@requires(KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request) -> HttpResponse:
    """A new word."""
    form = WordForm(request.POST if request.method == "POST" else None, initial={"grade": "sensitive"})
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            return str(actions.add_word(by=request.actor, at=clock.now(), entry=form.entry).pk)

        try:
            once(by=request.actor, key=key_of(request.POST), verb="bulletin.word_add", do=do)
        except WordsMissing as refusal:
            _told(form, refusal)
        else:
            messages.success(request, _("已加入词表，检查时即生效。"))
            return redirect("bulletin:watch-words")
    context = {"form": form, "title": _("新增敏感词"), "trail": _trail(_("新增"))}
    return render(request, "bulletin/words/word.html", context, status=422 if form.errors else 200)


@requires(KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: Request, word_id: int) -> HttpResponse:
    """One word: what the list says of it, and how that came about."""
    word = queries.watch_word(request.actor, word_id)
    form = WordForm(request.POST if request.method == "POST" else None, initial=WordForm.initial_of(word))
    context: dict[str, Any] = {"form": form, "word": word, "title": word.word, "trail": _trail(word.word)}
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"]
        try:
            actions.edit_word(by=request.actor, at=clock.now(), word_id=word_id, seen=seen, entry=form.entry)
        except WordsMissing as refusal:
            _told(form, refusal)
        except WordChanged as refusal:
            typed = request.POST.copy()
            typed["seen"] = WordForm.initial_of(word)["seen"]
            context |= {"changed": refusal.message, "form": WordForm(typed)}
            return render(request, "bulletin/words/word.html", context, status=refusal.status)
        else:
            messages.success(request, _("已保存。"))
            return redirect("bulletin:watch-words")
    return render(request, "bulletin/words/word.html", context, status=422 if form.errors else 200)


@requires(KEEP)
@require_POST
def switch(request: Request, word_id: int) -> HttpResponse:
    """Look for a word again, or no longer."""
    active = request.POST.get("active") == "1"
    actions.switch_word(by=request.actor, at=clock.now(), word_id=word_id, active=active)
    messages.success(request, _("已启用，检查时会查找这个词。") if active else _("已停用，检查时不再查找这个词。"))
    return redirect("bulletin:watch-word", word_id)


@requires(KEEP)
@require_safe
def template(request: Request) -> HttpResponse:
    """The empty sheet, with the choices and a page that explains it."""
    return _attached(standards.template(SHEET), _("敏感词表模板.xlsx"))


@requires(KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: Request) -> HttpResponse:
    """Take a sheet, show what is wrong or what it would do, and do exactly that.

    Between preview and confirmation the file travels in the form, sealed for this account.
    """
    if request.method != "POST":
        return _import_page(request, WordsSheetForm())
    form = WordsSheetForm(request.POST, request.FILES)
    kept, changed = request.POST.get("kept", ""), ""
    try:
        if not kept and not form.is_valid():
            return _import_page(request, form, status=422)
        content, name = _opened(request, kept) if kept else _taken(form.cleaned_data["sheet"])
        checked = queries.check_words_sheet(request.actor, content, name)
        if kept and request.POST.get("report"):
            return _attached(tabular.xlsx_bytes(*words_report(checked), _("检查报告")), _("词表检查报告.xlsx"))
        if kept and (seen := request.POST.get("seen", "")):
            return _done(request, content, name, seen)
    except WordsPreviewChanged as refusal:
        changed = refusal.message
    except (Invalid, TooLarge) as refusal:
        form.add_error(None, refusal.message)
        return _import_page(request, form, status=422)
    status = 409 if changed else 422 if checked.problems else 200
    return _import_page(request, form, checked, _sealed(request, content, name), status, changed)


def _done(request: Request, content: bytes, name: str, seen: str) -> HttpResponse:
    def do() -> str:
        counts = actions.import_words(by=request.actor, at=clock.now(), content=content, name=name, seen=seen)
        return ",".join(f"{word}={count}" for word, count in counts.items())

    done = once(by=request.actor, key=request.POST.get("submit_key", ""), verb="bulletin.word_import", do=do)
    counts = dict(part.split("=") for part in done.split(","))
    messages.success(request, _("已导入词表：新增%(added)s个，更新%(updated)s个，没有变化%(unchanged)s个。") % counts)
    return redirect("bulletin:watch-words")


def _taken(file: Any) -> tuple[bytes, str]:
    if file.size > MOST_BYTES:
        raise TooLarge(_("词表超过了1 MB，请分成几个文件导入。"))
    return file.read(), file.name


def _sealed(request: Request, content: bytes, name: str) -> str:
    packed = b64encode(zlib.compress(content)).decode()
    return signing.dumps({"file": packed, "name": name}, salt=_salt(request))


def _opened(request: Request, kept: str) -> tuple[bytes, str]:
    try:
        told = signing.loads(kept, salt=_salt(request), max_age=_KEEP_S)
    except signing.BadSignature as error:
        raise Invalid(_("预览已经失效，没有导入。请重新选择文件。")) from error
    return zlib.decompress(b64decode(told["file"])), told["name"]


def _salt(request: Request) -> str:
    return f"bulletin.watch-words.{request.actor.account_id}"


def _import_page(
    request: Request,
    form: WordsSheetForm,
    checked: CheckedWords | None = None,
    kept: str = "",
    status: int = 200,
    changed: str = "",
) -> HttpResponse:
    context = {
        "form": form,
        "checked": checked,
        "kept": kept,
        "changed": changed,
        "problems": checked.problems[:_SHOWN] if checked else [],
        "more": max(0, len(checked.problems) - _SHOWN) if checked else 0,
        "additions": checked.plan.additions[:_SHOWN] if checked else [],
        "updates": checked.plan.updates[:_SHOWN] if checked else [],
        "trail": _trail(_("导入")),
    }
    return render(request, "bulletin/words/import.html", context, status=status)


def _told(form: WordForm, refusal: WordsMissing) -> None:
    for field, sentence in refusal.errors.items():
        form.add_error(field, sentence)


def _trail(here: str) -> list[tuple[str, str]]:
    return [(_("敏感词表"), reverse("bulletin:watch-words")), (here, "")]


def _attached(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=tabular.XLSX_TYPE)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response
