"""`kexie steward train [--json]`: learn from closed cases which matter and which unit a text in plain words is about."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any, Final

from django.core.management.base import BaseCommand
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.base.kernel import clock
from kexie.base.kernel.access import Platform
from kexie.domains.steward.actions.suggesting import train
from kexie.domains.steward.models import SuggestionModel

_NAMES: Final[dict[str, str | Promise]] = {"matters": gettext_lazy("事项"), "units": gettext_lazy("单位")}


class Command(BaseCommand):
    """Verbs of the concierge that nobody waits for at a screen."""

    help = "服务管家：train 用办结的办件重新训练推荐模型，并报告在预留办件上的命中情况。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The verbs, as the README shows them."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        training = verbs.add_parser("train", help="重新训练推荐模型，报告首位和前三位命中的件数")
        training.add_argument("--json", action="store_true", help="以 JSON 输出")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the verb."""
        made = train(by=Platform("命令行"), at=clock.now())
        if options["json"]:
            told = {"version": made.version, "cases": made.cases, "figures": made.figures}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        self.stdout.write(_("第%(version)d版，学习了%(cases)d件办结的办件。") % _of(made))
        for key, name in _NAMES.items():
            figures = made.figures.get(key)
            if figures is None:
                self.stdout.write(_("%(name)s：办结的办件太少，按词语规则推荐。") % {"name": name})
            else:
                sentence = _("%(name)s：预留%(held)d件，首位命中%(first)d件，前三位命中%(among_three)d件。")
                self.stdout.write(sentence % {"name": name, **figures})


def _of(made: SuggestionModel) -> dict[str, int]:
    return {"version": made.version, "cases": made.cases}
