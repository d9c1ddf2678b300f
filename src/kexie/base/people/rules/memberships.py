"""What memberships there are."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: Kinds of membership of a society, by their code.
KINDS: Final[dict[str, str | Promise]] = {
    "individual": _("个人会员"),
    "senior": _("高级会员"),
    "student": _("学生会员"),
    "honorary": _("荣誉会员"),
    "overseas": _("海外会员"),
}


def kind_words(kind: str) -> str:
    """A kind on screen; its code where no list has it any more."""
    return str(KINDS.get(kind, kind))
