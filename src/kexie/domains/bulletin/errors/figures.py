"""What is refused after an issue is out: scoring tables and instructions that cannot be as asked, or have changed."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kexie.domains.bulletin.errors import BulletinError


class Unfit(BulletinError):
    """Something that cannot be as asked; ``errors`` maps fields to sentences."""

    code = "bulletin.unfit"

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(" ".join(errors.values()), errors=errors)
        self.errors = errors


class TableChanged(BulletinError):
    """Somebody else has changed, published or discarded the draft of the scoring table meanwhile."""

    code = "bulletin.table_changed"
    status = 409

    def __init__(self) -> None:
        super().__init__(
            _("计分办法的草稿在您打开之后已被他人修改、公布或删除，这一步没有办理。请查看最新情况后再办理。")
        )


class InstructionChanged(BulletinError):
    """Somebody else has changed or closed the instruction since the actor saw it; nothing was done."""

    code = "bulletin.instruction_changed"
    status = 409

    def __init__(self, *, state: str) -> None:
        sentence = _("这条批示在您打开之后已有变动，现为“%(state)s”，这一步没有办理。请查看最新情况后再办理。")
        super().__init__(sentence % {"state": state}, state=state)
