"""Where a block leads to: a page of ours, or an address."""

from __future__ import annotations

import re
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

#: A path of this site, or an address of the web.
_ADDRESS: Final = re.compile(r"(?:/(?!/)|https?://[^/\s]+)\S*", re.IGNORECASE)


def is_address(text: str) -> bool:
    """Whether ``text`` is a path of this site or a web address; nothing that could run a script is."""
    return bool(_ADDRESS.fullmatch(text)) and "\\" not in text


class AddressBlock(blocks.CharBlock):
    """/services/ or https://example.org/."""

    def clean(self, value: str) -> str:
        """The address, or what is wrong with it."""
        cleaned: str = super().clean(value).strip()
        if cleaned and not is_address(cleaned):
            raise ValidationError(_("请填写以 / 开头的本站地址，或者以 https:// 开头的网址。"))
        return cleaned


class LinkBlock(blocks.StructBlock):
    """A page of ours or an address; one of the two is wanted where ``Meta.leads`` is true."""

    page = blocks.PageChooserBlock(label=_("链接到本站网页"), required=False)
    address = AddressBlock(
        label=_("或者链接到地址"),
        required=False,
        max_length=500,
        help_text=_("以 / 开头的本站地址，或以 https:// 开头的网址。"),
    )

    def clean(self, value: Any) -> Any:
        """The value, or that a link is wanted."""
        cleaned = super().clean(value)
        if self.meta.leads and not (cleaned.get("page") or cleaned.get("address")):
            raise blocks.StructBlockValidationError({"page": ValidationError(_("请选择网页，或者填写地址。"))})
        return cleaned

    class Meta:
        leads = True
