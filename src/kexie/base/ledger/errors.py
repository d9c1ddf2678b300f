"""What the ledger refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.errors import Invalid


class UnknownKind(Invalid):
    """No app has registered this kind of entry."""

    code = "ledger.unknown_kind"
    default_message = _("台账中没有这一类事项，请先登记类别。")


class WrongEntry(Invalid):
    """The entry lacks something or holds a measure that its kind does not declare; ``errors`` says what."""

    code = "ledger.wrong_entry"
    default_message = _("台账记录填写有误，请按提示修改。")
