"""`kexie bulletin import FILE` takes an issue in, `render YEAR NUMBER` writes it as files, `verify` hashes what was signed,
`fetch` looks into the mailbox.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from kexie.base.kernel import clock
from kexie.base.kernel.access import Platform
from kexie.base.kernel.errors import NotFound, Refusal
from kexie.base.kernel.files import why_not
from kexie.domains.bulletin import actions, queries
from kexie.domains.bulletin.forms import read_file
from kexie.domains.bulletin.models import Credit, Issue, MailState
from kexie.domains.bulletin.queries.verifying import verify
from kexie.domains.bulletin.rules.issue import UnderstoodIssue, as_json

_OPTIONS = {"pdf": "pdf", "docx": "docx", "ofd": "ofd", "text": "txt"}
_BY = Platform("命令行")


class Command(BaseCommand):
    """Import and render issues of the bulletin."""

    help = "科协每周动态：import 导入一期，render 输出一期的文件，verify 核验签发稿，fetch 收取报送邮箱的来信。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The verbs, as the README shows them."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        taking = verbs.add_parser("import", help="导入一期（Markdown、DOCX 或纯文本）")
        taking.add_argument("file", type=Path, help="本期文件")
        taking.add_argument("--check", action="store_true", help="只显示读懂了什么，不存入")
        taking.add_argument("--json", action="store_true", help="以 JSON 输出")
        giving = verbs.add_parser("render", help="输出一期的 PDF、DOCX、OFD（试验）、纯文本")
        giving.add_argument("year", type=int, help="年份")
        giving.add_argument("number", type=int, help="期号")
        for option in _OPTIONS:
            giving.add_argument(f"--{option}", type=Path, metavar="FILE", help=f"{option} 文件的路径")
        verbs.add_parser("verify", help="核验每一期签发稿和各种文件，与签发时的校验值逐一比对")

        fetching = verbs.add_parser("fetch", help="收取报送邮箱的来信（平时由 kexie tick 每两分钟收取一次）")
        fetching.add_argument("--limit", type=int, default=50, metavar="N", help="最多收取多少封")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the verb; a refusal ends with exit code 1 and its sentence."""
        try:
            if options["verb"] == "import":
                self._import(options["file"], check=options["check"], as_data=options["json"])
            elif options["verb"] == "fetch":
                self._fetch(options["limit"])
            elif options["verb"] == "render":
                self._render(options["year"], options["number"], {name: options[name] for name in _OPTIONS})
            else:
                self._verify()
        except Refusal as refusal:
            self._refuse(refusal.message)

    def _refuse(self, sentence: str) -> NoReturn:
        """The sentence alone on standard error, without Django's English prefix, and exit code 1."""
        self.stderr.write(sentence)
        raise SystemExit(1)

    def _import(self, file: Path, *, check: bool, as_data: bool) -> None:
        try:
            data = file.read_bytes()
        except OSError as error:
            self._refuse(_("无法读取“%(path)s”（%(why)s）。请核对路径。") % {"path": file, "why": why_not(error)})
        read = read_file(data, name=file.name, known_columns=queries.active_columns())
        if check:
            text = json.dumps(as_json(read.issue), ensure_ascii=False, indent=2) if as_data else _outline(read.issue)
            self.stdout.write(text)
            return
        before = set(Issue.objects.filter(year=read.issue.year, number=read.issue.number).values_list("pk", flat=True))
        issue = actions.import_issue(by=_BY, at=clock.now(), understood=read.issue, source_hash=read.source_hash)
        if as_data:
            reply = {"id": str(issue.pk), "year": issue.year, "number": issue.number, "state": issue.state}
            self.stdout.write(json.dumps(reply, ensure_ascii=False))
        else:
            self._say(issue, is_new=issue.pk not in before)

    def _say(self, issue: Issue, *, is_new: bool) -> None:
        """What has become of the file: stored, or nothing because it was there; and the units that wait to be confirmed."""
        sentence = (
            _("已存入%(issue)s，状态：%(state)s，共%(items)s条信息。")
            if is_new
            else _("没有变化：%(issue)s已在系统中，状态：%(state)s，共%(items)s条信息。")
        )
        words = {"issue": issue, "state": issue.get_state_display(), "items": issue.items.count()}
        self.stdout.write(sentence % words)
        names = sorted(
            set(Credit.objects.filter(item__issue=issue, organisation__confirmed=False).values_list("name", flat=True))
        )
        if is_new and names:
            self.stdout.write(_("以下署名单位尚未确认：%(units)s。请在工作台中核对。") % {"units": "、".join(names)})

    def _fetch(self, limit: int) -> None:
        told = actions.fetch_mails(by=_BY, at=clock.now(), limit=limit)
        states = "、".join(f"{MailState(state).label}{count}" for state, count in sorted(told.states.items()))
        self.stdout.write(
            _("收取新来信%(taken)s封") % {"taken": told.taken} + (f"（{states}）" if states else "") + "。"
        )
        if told.known:
            self.stdout.write(_("另有%(count)s封以前已经收取，没有重复处理。") % {"count": told.known})
        if told.left:
            self.stdout.write(_("还有%(count)s封留待下次。") % {"count": told.left})
        if told.failed:
            self._refuse(_("有%(count)s封没有存入，仍在邮箱中，下次再收取。") % {"count": told.failed})

    def _render(self, year: int, number: int, wanted: dict[str, Path | None]) -> None:
        paths = {name: path for name, path in wanted.items() if path}
        if not paths:
            self._refuse(_("请至少写明一个输出文件：--pdf、--docx、--ofd 或 --text。"))
        for name, path in paths.items():
            try:
                paper = queries.paper(_BY, year, number, _OPTIONS[name])
            except NotFound:
                sentence = _("没有%(year)s年第%(number)s期。请核对期号，或先用 kexie bulletin import 导入。")
                self._refuse(sentence % {"year": year, "number": number})
            try:
                path.write_bytes(paper.data)
            except OSError as error:
                sentence = _("无法写入“%(path)s”（%(why)s）。请换一个有权限写入的位置。")
                self._refuse(sentence % {"path": path, "why": why_not(error)})
            self.stdout.write(_("已写入%(path)s（%(size)s字节）") % {"path": path, "size": len(paper.data)})

    def _verify(self) -> None:
        """What was signed is still what is kept, or exit code 1 and what is not."""
        found = verify()
        counted = {"revisions": found.revisions, "outputs": found.outputs}
        for one in found.differing:
            what = _("内容") if one.what == "content" else _("%(format)s 文件") % {"format": one.what.upper()}
            again = _("（第%(number)d次更正）") % {"number": one.revision} if one.revision else ""
            sentence = _("%(label)s%(again)s的%(what)s与签发时不一致。")
            self.stderr.write(sentence % {"label": one.label, "again": again, "what": what})
        if found.differing:
            self._refuse(
                _("已核验签发稿%(revisions)d份、文件%(outputs)d个，其中%(count)d处不一致。请从备份中找回签发时的数据。")
                % {**counted, "count": len(found.differing)}
            )
        self.stdout.write(_("已核验签发稿%(revisions)d份、文件%(outputs)d个，均与签发时一致。") % counted)


def _outline(issue: UnderstoodIssue) -> str:
    """What was understood, for a person to check."""
    items = sum(len(column.items) for column in issue.columns)
    lines = [
        f"{issue.name} {issue.year}年第{issue.number}期（总第{issue.total}期）",
        _("编印单位：%(value)s") % {"value": issue.publisher or _("（未写）")},
        _("印发日期：%(value)s") % {"value": f"{issue.date.year}年{issue.date.month}月{issue.date.day}日"},
        "",
        _("目录提要（%(count)s条）") % {"count": len(issue.highlights)},
        *(f"  · {line}" for line in issue.highlights),
        "",
        _("栏目%(columns)s个，信息%(items)s条") % {"columns": len(issue.columns), "items": items},
    ]
    for column in issue.columns:
        lines.append(f"【{column.name}】")
        for item in column.items:
            characters = sum(len(text) for text in item.paragraphs)
            units = "、".join(item.credits) or _("未署名")
            counts = _("%(paragraphs)s段%(characters)s字") % {
                "paragraphs": len(item.paragraphs),
                "characters": characters,
            }
            lines.append(f"  {item.title}（{units}；{counts}）")
    closing = ((_("信息报送邮箱"), issue.mailbox), (_("编辑"), issue.editor), (_("审核"), issue.reviewer))
    lines += ["", *(f"{label}：{value or _('（未写）')}" for label, value in closing)]
    lines.append(_("分送（%(count)s行）") % {"count": len(issue.distribution)})
    lines += [f"  {line}" for line in issue.distribution]
    return "\n".join(lines)
