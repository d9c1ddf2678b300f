"""`kexie matters check FILE.bpmn [--json]`."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.base.matters.queries.judging import model_problems
from kexie.base.matters.rules.bpmn.checking import ready, runs
from kexie.base.matters.rules.bpmn.model import Problem
from kexie.base.matters.rules.bpmn.reading import Unreadable, read
from kexie.base.matters.rules.bpmn.safety import LARGEST

RUNS, DOES_NOT_RUN, UNREADABLE = 0, 1, 2

_KINDS: Final[dict[str, str | Promise]] = {
    "unsupported": gettext_lazy("不支持"),
    "broken": gettext_lazy("走不通"),
    "missing": gettext_lazy("缺少"),
    "advice": gettext_lazy("提示"),
}


class Command(BaseCommand):
    """Say of a process drawn anywhere whether it runs here, and what has to be done to it."""

    requires_system_checks = ()
    help = (
        "Says of a BPMN file whether it runs here, what is missing (roles, limits, forms) and which elements are not"
        " supported. Exit code 0: it runs; 1: it does not; 2: the file cannot be read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The verbs."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        check = verbs.add_parser("check", help="check a BPMN file; nothing is stored")
        check.add_argument("file", type=Path, help="the file (.bpmn)")
        check.add_argument("--json", action="store_true", help="print JSON: runs, problems (element, id, message)")

    def handle(self, *args: Any, **options: Any) -> None:
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


def _judged(path: Path) -> tuple[Sequence[Problem], int]:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)  # the reader refuses what is longer
    except OSError as error:
        message = _("读不了文件 %(path)s：%(why)s。请核对路径。") % {"path": path, "why": error.strerror}
        return [Problem("", "", message, "unsupported")], UNREADABLE
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
