"""Shapes of input about posts."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel import clock
from kexie.base.kernel.access import Actor, may
from kexie.base.people import queries
from kexie.base.people.abilities import REGISTER_PERSONS
from kexie.base.people.errors.persons import Namesakes
from kexie.base.people.forms.days import day
from kexie.base.people.models import Person
from kexie.base.people.queries.known_persons import likely_same
from kexie.base.ui.picking import Option, PickerField

_MOST_NAMESAKES: Final = 5


class AppointForm(forms.Form):
    """A post for somebody known, or for somebody new."""

    name = forms.CharField(
        label=_("新人员姓名"),
        max_length=60,
        required=False,
        help_text=_("没有登记过的人员，在此填写姓名；有身份证件号码或手机号的，请先到“人员—登记人员”查询并登记。"),
    )
    namesake = forms.BooleanField(
        label=_("确认是同名的另一个人，登记为新人员"), required=False, widget=forms.HiddenInput
    )
    role = forms.ChoiceField(label=_("角色"), required=False, help_text=_("角色决定能办理哪些事项。"))
    title = forms.CharField(label=_("职务"), max_length=60, required=False)
    begin = day(_("起始日期"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        today = clock.today()
        super().__init__(*args, **kwargs)
        self._actor, self._today = actor, today
        self.fields["begin"].initial = today
        self.fields["person"] = PickerField(
            label=_("已登记的人员"),
            options_url="people:person-options",
            find=self._option,
            required=False,
            help_text=_("可输入姓名、拼音或首字母。"),
        )
        self.order_fields(["person"])
        roles = [(role.code, role.label) for role in queries.grantable_roles(actor)]
        self.fields["role"].choices = [("", _("无")), *roles]  # type: ignore[attr-defined]
        self.fields["begin"].required = True

    def _named(self, key: str) -> Person | None:
        return queries.person_named(self._actor, key, on=self._today)

    def _option(self, key: str) -> Option | None:
        found = self._named(key)
        return Option(key=str(found.pk), label=found.name) if found else None

    def clean(self) -> dict[str, Any] | None:
        """Either somebody known or somebody new; the person in the place of the key."""
        cleaned = super().clean() or {}
        key, name = cleaned.get("person"), cleaned.get("name")
        if "person" not in self.errors and bool(key) == bool(name):
            self.add_error("person", gettext("请选择已登记的人员，或填写新人员姓名，二者选一。"))
        cleaned["person"] = self._named(key) if key else None
        return cleaned

    def ask_about_namesakes(self) -> None:
        """Is he known? Raises Namesakes when somebody has the new name, unless it is said that this is another.

        Asked within what counts once, so that the same submit again does not meet whom it has just registered.
        """
        name = self.cleaned_data.get("name")
        if not name or self.cleaned_data.get("namesake") or not may(self._actor, REGISTER_PERSONS):
            return
        same = [one for one in likely_same(self._actor, on=self._today, name=name).seen if "name" in one.reasons]
        if not same:
            return
        sentence = gettext(
            "已有同名人员：%(who)s。是同一个人的，请在“已登记的人员”中选择；确是另一个人的，请勾选确认后再提交。"
        )
        self.fields["namesake"].widget = forms.CheckboxInput()
        raise Namesakes(sentence % {"who": "；".join(_told(one.person) for one in same[:_MOST_NAMESAKES])})


def _told(person: Person) -> str:
    """A namesake with the unit by which he or she is told apart."""
    units = [str(post.organisation) for post in person.seen_posts]  # type: ignore[attr-defined]
    return f"{person.name}（{units[0]}）" if units else person.name


class EndForm(forms.Form):
    """The last day of a post."""

    end = day(_("任职的最后一天"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["end"].required = True
        self.fields["end"].help_text = gettext("选择今天，权限立即终止；选择以后的日期，权限保留到当天。")
