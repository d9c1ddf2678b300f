"""`kexie matters check FILE.bpmn [--json]`, `export CODE [FILE]` and `import FILE`: a matter between installations;
`verify [CASE]`: whether the history of cases is as it was written.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.base.kernel import clock
from kexie.base.kernel.access import Actor, Platform
from kexie.base.kernel.errors import NotFound, Refusal
from kexie.base.kernel.files import why_not
from kexie.base.matters.actions import carrying, versions
from kexie.base.matters.models import MatterVersion, VersionState
from kexie.base.matters.queries.carrying import exported
from kexie.base.matters.queries.judging import model_problems, problems_of
from kexie.base.matters.queries.verifying import case_numbered, verify, verify_all
from kexie.base.matters.rules.bpmn.checking import ready, runs
from kexie.base.matters.rules.bpmn.model import Problem
from kexie.base.matters.rules.bpmn.reading import Unreadable, read
from kexie.base.matters.rules.bpmn.safety import LARGEST
from kexie.base.matters.rules.carrying import LARGEST as MOST_BYTES
from kexie.base.people.api import Account, actor_of

_PLATFORM: Final = Platform("命令行")
RUNS, DOES_NOT_RUN, UNREADABLE = 0, 1, 2

_KINDS: Final[dict[str, str | Promise]] = {
    "unsupported": gettext_lazy("不支持"),
    "broken": gettext_lazy("走不通"),
    "missing": gettext_lazy("缺少"),
    "advice": gettext_lazy("提示"),
}


class Command(BaseCommand):
    """Say of a process drawn anywhere whether it runs here; write a matter as one file, and take one in as a draft."""

    requires_system_checks = ()
    help = (
        "Says of a BPMN file whether it runs here, what is missing (roles, limits, forms) and which elements are not"
        " supported. Exit code 0: it runs; 1: it does not; 2: the file cannot be read. Moves a matter (texts, forms,"
        " process) between installations as one file: what is imported is a draft."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The verbs."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        check = verbs.add_parser("check", help="check a BPMN file; nothing is stored")
        check.add_argument("file", type=Path, help="the file (.bpmn)")
        check.add_argument("--json", action="store_true", help="print JSON: runs, problems (element, id, message)")

        export = verbs.add_parser("export", help="write a matter as one file (JSON)")
        export.add_argument("code", help="the code of the matter")
        export.add_argument("file", type=Path, nargs="?", help="where to; without one it is printed")
        bring = verbs.add_parser("import", help="take a file in as a draft; the same file again changes nothing")
        bring.add_argument("file", type=Path, help="the file (.json)")
        bring.add_argument("--replace", action="store_true", help="overwrite a draft that says something else")
        bring.add_argument("--as", dest="maker", metavar="EMAIL", help="the account that writes the draft")
        bring.add_argument("--publish-as", metavar="EMAIL", help="another account that publishes it at once")

        chain = verbs.add_parser("verify", help="compute the hashes of a case's history anew, or of all cases")
        chain.add_argument("case", nargs="?", help="the number of the case; without one all are looked at")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the verb; a refusal ends with exit code 1 and its sentence."""
        try:
            if options["verb"] == "export":
                self._export(options["code"], options["file"])
            elif options["verb"] == "import":
                self._import(**{name: options[name] for name in ("file", "replace", "maker", "publish_as")})
            elif options["verb"] == "verify":
                self._verify(options["case"])
            else:
                self._check(options)
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal

    def _export(self, code: str, path: Path | None) -> None:
        try:
            data = exported(_PLATFORM, code, on=clock.today())
        except NotFound as refusal:
            raise CommandError(_("没有代码为“%(code)s”的事项。") % {"code": code}) from refusal
        if path is None:
            self.stdout.write(data.decode(), ending="")
        else:
            _write(path, data)
            self.stdout.write(_("已导出到 %(path)s。") % {"path": path})

    def _import(self, *, file: Path, replace: bool, maker: str | None, publish_as: str | None) -> None:
        at = clock.now()
        by, publisher = _acting(maker), _acting(publish_as) if publish_as else None
        with transaction.atomic():
            brought = carrying.bring_in(by=by, at=at, data=_read(file), over_draft=replace)
            if publisher is not None:
                _publish(brought.version, by=by, publisher=publisher, at=at)
        version = MatterVersion.objects.select_related("matter", "lead", "window").get(pk=brought.version.pk)
        self.stdout.write(_said(version, brought))
        for problem in problems_of(version):
            self.stdout.write(f"{_KINDS[problem.kind]}　{problem.message}")

    def _verify(self, number: str | None) -> None:
        """Print number and hash of each good case, the sentence of each broken one; CommandError where one is."""
        if number is None:
            verdicts = verify_all()
        elif (case := case_numbered(number)) is not None:
            verdicts = iter([verify(case)])
        else:
            raise CommandError(_("没有编号为%(number)s的办件。") % {"number": number})
        broken = 0
        for verdict in verdicts:
            broken += not verdict.holds
            said = f"{verdict.case_number} {verdict.count}:{verdict.hash}" if verdict.holds else verdict.sentence()
            self.stdout.write(said)
        if broken:
            raise CommandError(_("有%d个办件的办理过程被改动。") % broken)

    def _check(self, options: dict[str, Any]) -> None:
        """Check, print, and leave with the exit code."""
        problems, code = _judged(options["file"])
        if options["json"]:
            told = [{"element": one.element, "id": one.id, "message": one.message} for one in problems]
            self.stdout.write(json.dumps({"runs": code == RUNS, "problems": told}, ensure_ascii=False, indent=2))
        else:
            self.stdout.write(_verdict(problems, code))
            for one in problems:
                mark = " ".join(part for part in (one.element, one.id) if part)
                self.stdout.write(f"{_KINDS[one.kind]}　{one.message}" + (f"［{mark}］" if mark else ""))
        if code:
            sys.exit(code)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)  # the reader refuses what is longer
    except OSError as error:
        message = _("读不了文件 %(path)s：%(why)s。请核对路径。")
        raise CommandError(message % {"path": path, "why": why_not(error)}) from error


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        message = _("写不了文件 %(path)s：%(why)s。请核对路径。")
        raise CommandError(message % {"path": path, "why": why_not(error)}) from error


def _acting(email: str | None) -> Actor:
    """Who does it: the account of this address, or the platform where none is named."""
    if email is None:
        return _PLATFORM
    account = Account.objects.filter(email__iexact=email, is_active=True).first()
    if account is None:
        raise CommandError(_("没有登录邮箱为%(email)s的账号，请核对。") % {"email": email})
    return actor_of(account, on=clock.today())


def _publish(version: MatterVersion, *, by: Actor, publisher: Actor, at: datetime) -> None:
    """A draft is published by the second person; what is published already stays."""
    if version.state == VersionState.DRAFT:
        version = versions.propose(by=by, at=at, version_id=version.pk, seen=version.revision)
    if version.state == VersionState.PROPOSED:
        versions.publish(by=publisher, at=at, version_id=version.pk, seen=version.revision)


def _said(version: MatterVersion, brought: carrying.Brought) -> str:
    words = {"name": version.name, "number": version.number, "state": version.get_state_display()}
    if brought.changed:
        told = _("已导入“%(name)s”第%(number)d版（%(state)s）。") % words
    else:
        told = _("“%(name)s”第%(number)d版（%(state)s）与文件相同，没有改动。") % words
    if brought.group_unknown:
        told += _("本系统没有“%(group)s”平台，没有归入平台分组。") % {"group": brought.group_unknown}
    return told


def _judged(path: Path) -> tuple[Sequence[Problem], int]:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)  # the reader refuses what is longer
    except OSError as error:
        message = _("读不了文件 %(path)s：%(why)s。请核对路径。") % {"path": path, "why": why_not(error)}
        return [Problem("", "", message, "broken")], UNREADABLE
    try:
        model = read(data)
    except Unreadable as refused:
        return refused.problems, UNREADABLE
    problems = model_problems(model)
    return problems, RUNS if runs(problems) else DOES_NOT_RUN


def _verdict(problems: Sequence[Problem], code: int) -> str:
    if code == UNREADABLE:
        return _("这个文件不能读入：")
    if code == DOES_NOT_RUN:
        count = sum(one.kind in ("unsupported", "broken") for one in problems)
        return _("这个流程不能运行，有%(count)d处要改：") % {"count": count}
    if ready(problems):
        return _("这个流程可以运行，也可以发布。")
    return _("这个流程可以运行；发布之前还要补上%(count)d处：") % {
        "count": sum(one.kind == "missing" for one in problems)
    }
