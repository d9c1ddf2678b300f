"""Shape of what an editor does with a draft: opening it, its head, an item by hand, facts of an item."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.base.people.forms.days import day
from kexie.domains.bulletin.models import Column, Issue, Item, ItemKind, Picture
from kexie.domains.bulletin.rules.editing import Captioned, fingerprint, head_words, picture_marks
from kexie.domains.bulletin.rules.submissions import LONGEST_CAPTION


class OpenForm(forms.Form):
    """The day of a new issue; for the very first one its numbers too."""

    date = day(_("印发日期"))

    def __init__(self, *args: Any, is_first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["date"].required = True
        self.fields["date"].help_text = _("按近期的出刊日和工作日历推算，可以修改；编号随日期的年份确定。")
        if is_first:
            for name, label, text in (
                ("number", _("期号"), _("本年第几期。以前出过的，从下一期起接着编号。")),
                ("total", _("总期号"), _("自创刊起第几期。")),
            ):
                self.fields[name] = forms.IntegerField(label=label, help_text=text, min_value=1, initial=1)


class HeadForm(forms.Form):
    """The head of an issue; ``seen`` is the fingerprint of the one that the editor began from."""

    name = forms.CharField(label=_("刊名"), max_length=60)
    date = day(_("印发日期"))
    publisher = forms.CharField(label=_("编印单位"), max_length=120, required=False)
    mailbox = forms.CharField(label=_("信息报送邮箱"), max_length=120, required=False)
    editor = forms.CharField(label=_("编辑"), max_length=120, required=False)
    reviewer = forms.CharField(label=_("审核"), max_length=120, required=False)
    distribution = forms.CharField(
        label=_("分送"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text=_("每行一条，印在末页版记。"),
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["date"].required = True

    @staticmethod
    def initial_of(issue: Issue) -> dict[str, Any]:
        """What the form begins from."""
        words = head_words(issue)
        return words | {"seen": fingerprint(words)}


class _ColumnChoice(forms.Form):
    """A choice among the columns that are in use."""

    column = forms.TypedChoiceField(label=_("栏目"), coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Column.objects.filter(active=True).values_list("pk", "name")
        self.fields["column"].choices = [("", _("请选择")), *rows]  # type: ignore[attr-defined]


class NewItemForm(_ColumnChoice):
    """An item that nobody sent in."""

    title = forms.CharField(label=_("标题"), max_length=120)
    text = forms.CharField(label=_("正文"), widget=forms.Textarea(attrs={"rows": 10}), help_text=_("每段一行。"))
    field_order = ("title", "column", "text")


class FactsForm(forms.Form):
    """What is known of an item beside its words; ``seen_issue`` is the version of the issue."""

    kind = forms.TypedChoiceField(label=_("信息类别"), coerce=int, required=False, empty_value=None)
    event_on = day(_("活动日期"))
    event_until = day(_("活动结束日期"))
    place = forms.CharField(label=_("活动地点"), max_length=120, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = ItemKind.objects.filter(active=True).values_list("pk", "name")
        self.fields["kind"].choices = [("", _("未定")), *rows]  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(item: Item) -> dict[str, Any]:
        """What the form begins from."""
        return {
            "kind": item.kind_id,
            "event_on": item.event_on,
            "event_until": item.event_until,
            "place": item.place,
            "version": item.issue.version,
        }


class ItemPicturesForm(forms.Form):
    """What is said of the pictures of an item; ``seen`` is the fingerprint of what the editor began from."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, pictures: Sequence[Picture]) -> None:
        super().__init__(data, initial={"seen": fingerprint(picture_marks(pictures))})
        self.pictures = pictures
        for row in pictures:
            for name, label, text in (
                ("caption", _("图片说明"), _("印在图片下方，例如：讲座现场")),
                ("alt", _("替代文字"), _("读给看不见图片的人：谁在哪里做什么")),
            ):
                self.fields[f"{name}-{row.pk}"] = forms.CharField(
                    label=label, max_length=LONGEST_CAPTION, required=False, initial=getattr(row, name), help_text=text
                )
            self.fields[f"out-{row.pk}"] = forms.BooleanField(label=_("不刊登这张图片"), required=False)

    @property
    def rows(self) -> list[tuple[Picture, list[forms.BoundField]]]:
        """Each picture with its fields."""
        names = ("caption", "alt", "out")
        return [(row, [self[f"{name}-{row.pk}"] for name in names]) for row in self.pictures]

    @property
    def said(self) -> list[Captioned]:
        """The pictures that stay, with their words."""
        kept = [row for row in self.pictures if not self.cleaned_data[f"out-{row.pk}"]]
        return [
            Captioned(row.pk, *(self.cleaned_data[f"{name}-{row.pk}"] for name in ("caption", "alt"))) for row in kept
        ]
