"""From a mail to drafts of submissions: one for each paper that it brings, else one of its own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.documents.intake import Upload, safe_name, take_in
from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import Refusal
from kexie.base.people.api import Organisation, Person
from kexie.domains.bulletin.actions.from_files import ReadWord, begin_read, read_file
from kexie.domains.bulletin.actions.pictures import ACCEPTED, LONGEST_SIDE, hang
from kexie.domains.bulletin.actions.words_sent import place_pictures
from kexie.domains.bulletin.errors.mails import DangerousPaper
from kexie.domains.bulletin.models import IncomingMail, MailVerdict, Submission
from kexie.domains.bulletin.rules.mails import words
from kexie.domains.bulletin.rules.mails.reading import Attachment, ReadMail
from kexie.domains.bulletin.rules.submissions import LONGEST_TEXT, LONGEST_TITLE, MOST_PICTURES, Channel
from kexie.domains.bulletin.rules.wording import plain

#: Papers of one mail that become submissions.
MOST_PAPERS: Final = 10
#: Within how long the same words of the same unit count as sent twice.
SAME_WORDS: Final = timedelta(days=7)


@dataclass(slots=True)
class Prepared:
    """What a mail gives: papers that were read, pictures beside them, a sentence for each thing left out.

    ``problem`` says why there is nothing to draft.
    """

    papers: list[ReadWord] = field(default_factory=list)
    pictures: list[Upload] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    problem: MailVerdict | None = None


def prepare(mail: ReadMail, *, at: datetime, by_person: bool = False) -> Prepared:
    """Read what a mail brings.

    ``by_person``: somebody has said that it is to be a submission, so its words are taken as they are.
    """
    found = Prepared()
    for paper in words.papers(mail)[:MOST_PAPERS]:
        _read_paper(paper, mail, found, at=at)
    if not words.papers(mail):
        _read_words(mail, found, at=at, by_person=by_person)
    if found.papers:
        found.problem = None
        _read_pictures(mail, found)
        unread = words.unread_papers(mail)
        if unread:
            sentence = _("附件%(names)s没有读取，只读 .docx 格式的文件。")
            found.told.append(sentence % {"names": _names(unread)})
    return found


def _read_paper(paper: Attachment, mail: ReadMail, found: Prepared, *, at: datetime) -> None:
    try:
        read = read_file(paper.data, name=paper.name, at=at)
    except Refusal as refusal:
        found.told.append(
            _("附件“%(name)s”没有读取：%(why)s") % {"name": safe_name(paper.name), "why": refusal.message}
        )
        dangerous = isinstance(refusal, DangerousPaper)
        found.problem = MailVerdict.DANGEROUS if dangerous else found.problem or MailVerdict.UNREADABLE
        return
    fallback = (
        words.title_of(mail.subject) if len(words.papers(mail)) == 1 else safe_name(paper.name).rpartition(".")[0]
    )
    if not read.said.title:
        read = read._replace(said=replace(read.said, title=fallback[:LONGEST_TITLE]))
    found.papers.append(read)


def _read_words(mail: ReadMail, found: Prepared, *, at: datetime, by_person: bool) -> None:
    said = words.understood(mail, near=timezone.localdate(at))
    count = sum(map(len, said.paragraphs))
    unread = words.unread_papers(mail)
    if unread and not by_person:
        sentence = _("附件%(names)s没有读取，请另存为 .docx 格式后再发。")
        found.told.append(sentence % {"names": _names(unread)})
    elif count > LONGEST_TEXT:
        sentence = _("正文有%(count)s个字，一条信息最多%(most)s个字。")
        found.told.append(sentence % {"count": count, "most": LONGEST_TEXT})
    elif count >= (1 if by_person else words.SHORTEST_TEXT):
        title = said.title or words.title_of(mail.subject)
        found.papers.append(ReadWord(replace(said, title=title), ()))
        return
    else:
        found.told.append(_("没有 .docx 附件，正文也太短。"))
    found.problem = MailVerdict.UNREADABLE


def _read_pictures(mail: ReadMail, found: Prepared) -> None:
    given = words.pictures(mail)
    if given and len(found.papers) > 1:
        sentence = _("另附的%(count)s张图片不知属于哪一条，没有放入。")
        found.told.append(sentence % {"count": len(given)})
        return
    refused = []
    for picture in given[:MOST_PICTURES]:
        name = picture.name or ("picture.png" if picture.media_type == "image/png" else "picture.jpg")
        try:
            found.pictures.append(take_in(picture.data, name=name, accept=ACCEPTED, longest=LONGEST_SIDE))
        except Refusal:
            refused.append(picture)
    if refused:
        found.told.append(_("图片%(names)s不能使用，没有放入。") % {"names": _names(refused)})


def without_doubles(prepared: Prepared, unit: Organisation, *, at: datetime) -> Prepared:
    """The same without papers whose words the unit has sent in, or drafted, within days; DUPLICATE where none is left."""
    recent = Submission.objects.beyond("the unit's own words, compared and never shown").filter(
        unit=unit, created_at__gte=at - SAME_WORDS
    )
    known = {plain(text.replace("\n", "")): title for title, text in recent.values_list("title", "text") if text}
    fresh: list[ReadWord] = []
    for read in prepared.papers:
        text = plain("".join(read.said.paragraphs))
        if text and text in known:
            sentence = _("“%(title)s”与近日已有的“%(other)s”文字相同，没有再建。")
            prepared.told.append(sentence % {"title": read.said.title, "other": known[text]})
        else:
            fresh.append(read)
            known[text] = read.said.title
    if prepared.papers and not fresh:
        prepared.problem = MailVerdict.DUPLICATE
    prepared.papers = fresh
    return prepared


def draft(
    prepared: Prepared, row: IncomingMail, unit: Organisation, *, by: Actor, at: datetime, author: Person | None = None
) -> list[Submission]:
    """Store the drafts of a mail; a step inside the verbs that take one in.

    What their writers should look at is added to ``told``.
    """
    made = []
    for read in prepared.papers:
        begun = begin_read(by=by, at=at, unit=unit, read=read, channel=Channel.MAIL)
        submission = begun.submission
        submission.mail = row
        submission.author = author
        submission.author_name = author.name if author else ""
        submission.save(update_fields=["mail", "author", "author_name"])
        _hang_beside(submission, prepared.pictures, at=at)
        prepared.told.extend(begun.told)
        made.append(submission)
    return made


def _hang_beside(submission: Submission, pictures: Sequence[Upload], *, at: datetime) -> None:
    """Pictures that came beside the text stand at its end."""
    there = set(submission.pictures.values_list("blob_id", flat=True))
    fresh = {each.sha256: each for each in pictures if each.sha256 not in there}
    for upload in list(fresh.values())[: MOST_PICTURES - len(there)]:
        hang(submission, upload, at=at, after=len(submission.paragraphs))
    if fresh:
        place_pictures(submission, None)


def _names(files: Sequence[Attachment]) -> str:
    return "、".join(f"“{safe_name(each.name or '')}”" for each in files[:5])
