"""What somebody says of his matter, in plain words."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

#: As long as the answer into which it is carried.
LONGEST = 2000


class SayForm(forms.Form):
    """One text."""

    text = forms.CharField(
        label=_("想办什么事，遇到了什么问题"),
        max_length=LONGEST,
        help_text=_("用平常的话写就行，例如：想请专家到学校讲一堂航天课。请不要写身份证件号码。"),
        error_messages={"required": _("请先写几个字，说说是什么事。")},
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )
