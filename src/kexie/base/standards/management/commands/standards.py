"""`kexie standards load`, and `kexie standards load FILE` for a city's own code list."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from kexie.base.kernel import clock
from kexie.base.kernel.access import Platform
from kexie.base.kernel.errors import Refusal
from kexie.base.standards.actions.loading import LoadedList
from kexie.base.standards.api import load_code_list, load_standard
from kexie.base.standards.rules.list_files import read_list_file


class Command(BaseCommand):
    """Take the shipped data standard, or a city's own code list, into the register."""

    help = (
        "Takes the shipped data elements and code lists into the register, or the code list of a file (JSON) such as a"
        " city's districts; again does nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The verbs."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        load = verbs.add_parser("load", help="take in what is new")
        load.add_argument("file", nargs="?", help="a code list of one's own, as a row of the data files")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say what was new."""
        if options["file"]:
            self._load_file(Path(options["file"]), loud=bool(options["verbosity"]))
            return
        try:
            loaded = load_standard(by=Platform("kexie standards load"), at=clock.now())
        except Refusal as refusal:
            raise CommandError(refusal.message, returncode=1) from None
        counts = {"elements": loaded.elements, "code_lists": loaded.code_lists}
        if options["verbosity"]:
            self.stdout.write(_("数据标准：新增数据元 %(elements)d 个，代码集 %(code_lists)d 个。") % counts)

    def _load_file(self, path: Path, *, loud: bool) -> None:
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            said = {"path": path, "why": error}
            raise CommandError(
                _("读不了文件 %(path)s：%(why)s。请核对路径，并以UTF-8编码保存。") % said, returncode=1
            ) from None
        row, problems = read_list_file(text)
        if problems:
            raise CommandError("\n".join(problems), returncode=1)
        try:
            loaded = load_code_list(by=Platform("kexie standards load"), at=clock.now(), row=row)
        except Refusal as refusal:
            errors = [text for texts in getattr(refusal, "errors", {}).values() for text in texts]
            raise CommandError("\n".join(errors) or refusal.message, returncode=1) from None
        if loud:
            self.stdout.write(self._words(loaded))

    def _words(self, loaded: LoadedList) -> str:
        definition = loaded.definition
        said = {"name": definition.name, "edition": definition.edition, "day": definition.effective_from.isoformat()}
        if not loaded.new:
            return _("“%(name)s”第%(edition)d版已经装入，没有变化。") % said
        said |= {"all": len(definition.codes), "used": len(definition.in_use_on(definition.effective_from))}
        return _("“%(name)s”第%(edition)d版已装入，自%(day)s起施行；代码%(all)d个，其中在用%(used)d个。") % said
