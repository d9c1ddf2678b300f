"""`kexie vault status | rotate | inventory`."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from kexie.base.kernel import audit, clock, crypto_inventory, vault, vault_rotation
from kexie.base.kernel.access import Platform

#: How often what somebody has overtaken is looked at once more.
PASSES: Final = 5


def _batch(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 10_000:
        raise ArgumentTypeError("1 to 10000")
    return int(text)


class Command(BaseCommand):
    """Look after the vault."""

    help = (
        "Shows which keys are in use, seals everything anew with the first key, prints the inventory of cryptography."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The verbs."""
        verbs = parser.add_subparsers(dest="verb")
        verbs.add_parser("status", help="keys, the values that each has sealed, and which may be removed")
        rotate = verbs.add_parser("rotate", help="seal anew what the present key and provider have not sealed")
        rotate.add_argument("--blind", action="store_true", help="write the blind index anew too, with its first key")
        rotate.add_argument("--batch", type=_batch, default=vault_rotation.BATCH, help="rows per transaction")
        inventory = verbs.add_parser("inventory", help="every use of cryptography, as Markdown")
        inventory.add_argument("--json", action="store_true", help="as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """One verb; `status` where none is given."""
        {"status": self.status, "rotate": self.rotate, "inventory": self.inventory}[options["verb"] or "status"](
            options
        )

    def inventory(self, options: dict[str, Any]) -> None:
        """Print it."""
        self.stdout.write(crypto_inventory.as_json() if options["json"] else crypto_inventory.markdown(), ending="")

    def status(self, options: dict[str, Any]) -> None:
        """One line per key; exit code 1 if rows are sealed with a key that is not there."""
        self.stdout.write(_("当前算法：%(provider)s") % {"provider": settings.KEXIE_VAULT_PROVIDER})
        lost = 0
        for use in vault_rotation.uses():
            self.stdout.write(f"{use.key_id}：{_words(use)}")
            lost += 0 if use.present else sum(use.values.values())
        if lost:
            raise CommandError(
                _("有 %(count)d 项数据的密钥不在 KEXIE_VAULT_KEYS 中，暂时读不出来。请把备份的旧密钥加在其后。")
                % {"count": lost}
            )

    def rotate(self, options: dict[str, Any]) -> None:
        """Seal anew until nothing is left; exit code 1 names what does not open."""
        begun = vault_rotation.pending()
        self._note("vault.begin_rotation", pending=begun, blind=options["blind"])
        done = self._run(options["blind"], options["batch"])
        for _turn in range(PASSES):
            if not vault_rotation.pending() or not done.overtaken:
                break
            again = self._run(False, options["batch"])
            done.sealed += again.sealed
            done.overtaken = again.overtaken
        self._note("vault.end_rotation", sealed=done.sealed, indexed=done.indexed, unreadable=len(done.unreadable))
        self.stdout.write(
            _("重新加密 %(sealed)d 项，重建索引 %(indexed)d 项。") % {"sealed": done.sealed, "indexed": done.indexed}
        )
        self._say_removable()
        if done.unreadable:
            raise CommandError(
                _("有 %(count)d 项读不出来，原样保留：%(rows)s。请运行 kexie vault status 核对密钥。")
                % {"count": len(done.unreadable), "rows": "、".join(sorted(set(done.unreadable))[:20])}
            )

    def _run(self, blind: bool, batch: int) -> vault_rotation.Rotated:
        return vault_rotation.rotate(blind=blind, batch=batch, progress=self._progress)

    def _progress(self, name: str, done: int, total: int) -> None:
        self.stdout.write(f"{name} {done}/{total}")
        self.stdout.flush()

    def _say_removable(self) -> None:
        removable = [use.key_id for use in vault_rotation.uses() if use.removable]
        if removable:
            self.stdout.write(
                _("已无数据使用，可以从 KEXIE_VAULT_KEYS 中移除：%(keys)s。") % {"keys": "、".join(removable)}
            )

    def _note(self, action: str, **data: Any) -> None:
        with transaction.atomic():
            audit.record(
                by=Platform("kexie vault"),
                at=clock.now(),
                action=action,
                target=f"vault:{vault.key_ring().current}",
                provider=settings.KEXIE_VAULT_PROVIDER,
                **data,
            )


def _words(use: vault_rotation.KeyUse) -> str:
    values = "、".join(f"{provider} {count} 项" for provider, count in use.values.items()) or _("没有数据使用")
    if use.current:
        return _("当前密钥，%(values)s") % {"values": values}
    if not use.present:
        return _("缺少密钥，%(values)s") % {"values": values}
    return (
        _("%(values)s，可以移除") % {"values": values}
        if use.removable
        else _("旧密钥，%(values)s") % {"values": values}
    )
