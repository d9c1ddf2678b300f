"""Shape of what is entered when a form of a matter is designed: a form, a group, a field, a place for papers, a condition."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.base.matters.forms.not_before import OF_TIME
from kexie.base.matters.queries.shown import label_of
from kexie.base.matters.rules.expressions import BadExpression, parse
from kexie.base.matters.rules.forms import FieldDef, FormDef, GroupDef, PaperDef, Repeat
from kexie.base.matters.rules.forms.checking import (
    KEY,
    LONGEST_HELP,
    LONGEST_NOTE,
    LONGEST_TITLE,
    MOST_FILES,
    MOST_ROWS,
    PAPER_KINDS,
)
from kexie.base.matters.rules.forms.conditions import JOINTS, MOST_LINES, SIGNS, Asked, Line, lines_of, text_of
from kexie.base.matters.rules.forms.known import KNOWN, known_for
from kexie.base.standards import api as standards

_HELP: Final = gettext_lazy("写在填写处上方，帮助填写的人，如：怎样填、填到什么程度。")


def _key(label: Any, taken: Collection[str], **kwargs: Any) -> forms.CharField:
    def validate(value: str) -> None:
        if not KEY.fullmatch(value):
            raise forms.ValidationError(_("只含小写字母、数字和下划线，字母开头，不超过40个字符。"))
        if value in taken:
            raise forms.ValidationError(_("这个代码已经用过，请换一个。"))

    return forms.CharField(label=label, max_length=40, validators=[validate], **kwargs)


class FormPartForm(forms.Form):
    """A form: its title and the code by which the process names it."""

    title = forms.CharField(label=gettext_lazy("表单名称"), max_length=LONGEST_TITLE)

    def __init__(self, data: QueryDict | None, *, form: FormDef | None, taken: Collection[str], key: str) -> None:
        super().__init__(data, initial={"title": form.title if form else "", "key": key})
        others = set(taken) - ({form.key} if form else set())
        self.fields["key"] = _key(
            _("代码"), others, help_text=_("流程图里的任务凭代码使用表单。提交申请用的表单，代码为 application。")
        )


class GroupForm(forms.Form):
    """A group: its title, its help, and whether it repeats."""

    title = forms.CharField(label=gettext_lazy("分组名称"), max_length=LONGEST_TITLE)
    help = forms.CharField(
        label=gettext_lazy("说明"),
        max_length=LONGEST_HELP,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    repeats = forms.BooleanField(
        label=gettext_lazy("可以填多行"), required=False, help_text=gettext_lazy("如成员名单、设备清单，每行填一组。")
    )
    least = forms.IntegerField(label=gettext_lazy("最少行数"), min_value=0, max_value=MOST_ROWS, required=False)
    most = forms.IntegerField(label=gettext_lazy("最多行数"), min_value=1, max_value=MOST_ROWS, required=False)

    def __init__(self, data: QueryDict | None, *, group: GroupDef | None) -> None:
        repeat = (group.repeat if group else None) or Repeat()
        begun = {"title": group.title, "help": group.help, "repeats": bool(group.repeat)} if group else {}
        super().__init__(data, initial={**begun, "least": repeat.min, "most": repeat.max})

    def clean(self) -> dict[str, Any]:
        """No fewer at most than at least."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        least, most = cleaned.get("least"), cleaned.get("most")
        if cleaned.get("repeats") and least is not None and most is not None and least > most:
            self.add_error("most", _("最多行数不能小于最少行数。"))
        return cleaned

    @property
    def repeat(self) -> Repeat | None:
        """How often it may be filled in."""
        said = self.cleaned_data
        if not said.get("repeats"):
            return None
        default = Repeat()
        least = default.min if said.get("least") is None else said["least"]
        return Repeat(least, max(least, 1) if said.get("most") is None else said["most"])


class ConditionForm(forms.Form):
    """When a part is shown: up to three lines, or the language itself for more than lines can say."""

    prefix = "when"
    use_required_attribute = False

    def __init__(
        self, data: QueryDict | None, *, text: str, fields: Mapping[str, Asked], labels: Mapping[str, str]
    ) -> None:
        self.asked = dict(fields)
        told = lines_of(text, fields)
        joint, lines = told if told is not None else ("and", [])
        begun: dict[str, Any] = {"joint": joint, "text": text if told is None else ""}
        for at, line in enumerate(lines):
            begun |= {f"name_{at}": line.name, f"sign_{at}": line.sign, f"value_{at}": line.value}
        super().__init__(data, initial=begun)
        names = [("", _("（不设条件）")), *((key, labels.get(key, key)) for key in fields)]
        names += [(line.name, line.name) for line in lines if line.name not in fields]
        self.fields["joint"] = forms.ChoiceField(label=_("多条之间"), choices=list(JOINTS.items()), required=False)
        for at in range(MOST_LINES):
            self.fields[f"name_{at}"] = forms.ChoiceField(label=_("字段"), choices=names, required=False)
            self.fields[f"sign_{at}"] = forms.ChoiceField(label=_("比较"), choices=list(SIGNS.items()), required=False)
            self.fields[f"value_{at}"] = forms.CharField(
                label=_("值"), max_length=100, required=False, widget=forms.TextInput(attrs={"list": "when-values"})
            )
        self.fields["text"] = forms.CharField(
            label=_("用表达式书写"),
            max_length=500,
            required=False,
            help_text=_("条件多于三条时用，如：kind == 'hall' and (seats > 200 or is_free == False)。填写后以此为准。"),
        )

    @property
    def lines(self) -> list[tuple[Any, Any, Any]]:
        """The fields of each line."""
        return [tuple(self[f"{name}_{at}"] for name in ("name", "sign", "value")) for at in range(MOST_LINES)]  # type: ignore[misc]

    @property
    def words(self) -> list[str]:
        """Values that can be chosen, in words."""
        found = [word for asked in self.asked.values() for word in (asked.codes or {}).values()]
        yes_no = [_("是"), _("否")] if any(asked.kind == "truth" for asked in self.asked.values()) else []
        return list(dict.fromkeys([*yes_no, *found]))[:300]

    def clean(self) -> dict[str, Any]:
        """The condition as text, or what is wrong with a line."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.show_when = ""
        if written := (cleaned.get("text") or "").strip():
            try:
                self.show_when = parse(written).text
            except BadExpression as error:
                self.add_error("text", str(error))
            return cleaned
        said = []
        for at in range(MOST_LINES):
            if not (name := cleaned.get(f"name_{at}")):
                continue
            line = Line(name, cleaned.get(f"sign_{at}") or "==", cleaned.get(f"value_{at}") or "")
            try:
                text_of("and", [line], self.asked)
            except BadExpression as error:
                self.add_error(f"value_{at}", str(error))
                continue
            said.append(line)
        if not self.errors:
            self.show_when = text_of(cleaned.get("joint") or "and", said, self.asked)
        return cleaned


_PLAIN: Final = ("key", "label", "required", "tell", "help", "known")


class FieldForm(forms.Form):
    """A field: how it is called, whether it is required, how it is explained."""

    use_required_attribute = False

    def __init__(self, data: QueryDict | None, *, field: FieldDef, group: GroupDef, taken: Collection[str]) -> None:
        begun = {name: getattr(field, name) for name in (*_PLAIN, "note", "many")}
        begun["choices"] = "\n".join(f"{code} {words}" for code, words in field.choices)
        super().__init__(data, initial=begun)
        self.field = field
        if field.note:
            self._ask_note()
        else:
            self._ask_field(group)
        self.fields["key"] = _key(
            _("代码"), set(taken) - {field.key}, help_text=_("条件和流程凭代码使用这一项的答案。")
        )

    def _ask_note(self) -> None:
        area = forms.Textarea(attrs={"rows": 4})
        self.fields["note"] = forms.CharField(label=_("说明文字"), max_length=LONGEST_NOTE, widget=area)

    def _ask_field(self, group: GroupDef) -> None:
        field = self.field
        default = label_of(FieldDef(key=field.key, element=field.element)) if field.element else ""
        self.fields["label"] = forms.CharField(
            label=_("名称"),
            max_length=LONGEST_TITLE,
            required=not field.element,
            help_text=_("留空就用数据元的名称“%(name)s”。") % {"name": default} if field.element else "",
        )
        self.fields["required"] = forms.BooleanField(label=_("必填"), required=False)
        self.fields["tell"] = forms.BooleanField(
            label=_("告知申请人"),
            required=False,
            help_text=_("由办理人填写的这一项，轮到申请人办理、通知申请人或者办结以后，申请人在办件详情中可以看到。"),
        )
        if field.choices:
            self.fields["choices"] = forms.CharField(
                label=_("选项"),
                widget=forms.Textarea(attrs={"rows": 5}),
                help_text=_("每行一个：代码、空格、文字，如：agree 同意。"),
            )
        if field.choose:
            self.fields["many"] = forms.BooleanField(label=_("可以选择多个单位"), required=False)
        facts = known_for(field.element) if field.element and not group.repeat else []
        if facts:
            offered = [("", _("由申请人填写")), *((name, KNOWN[name].label) for name in facts)]
            self.fields["known"] = forms.ChoiceField(
                label=_("平台已有信息"),
                choices=offered,
                required=False,
                help_text=_("平台已有的，直接显示，不必再填；没有的，由申请人填写。"),
            )
        if field.element and standards.definition(field.element).datatype in OF_TIME:
            self.fields["earliest"] = forms.IntegerField(
                label=_("最早日期"),
                required=False,
                min_value=0,
                max_value=250,
                initial=int(field.earliest[:-1]) if field.earliest else None,
                help_text=_("填0表示不能早于填写的当天，填10表示至少在10个工作日以后；不填则不限。"),
            )
        area = forms.Textarea(attrs={"rows": 2})
        self.fields["help"] = forms.CharField(
            label=_("填写说明"), max_length=LONGEST_HELP, required=False, widget=area, help_text=_HELP
        )

    def clean_earliest(self) -> str:
        """As it is kept."""
        days = self.cleaned_data["earliest"]
        return "" if days is None else f"{days}d"

    def clean_choices(self) -> tuple[tuple[str, str], ...]:
        """Each line in two parts."""
        lines = [line.split(maxsplit=1) for line in self.cleaned_data["choices"].splitlines() if line.strip()]
        if any(len(line) != 2 for line in lines):
            raise forms.ValidationError(_("每行要有代码和文字两部分，中间空一格。"))
        return tuple((code, words.strip()) for code, words in lines)

    def changed(self, show_when: str) -> FieldDef:
        """The field as it was entered."""
        said = {name: self.cleaned_data[name] for name in self.fields if name in self.cleaned_data}
        kept = {name: getattr(self.field, name) for name in ("element", "choose", "choices", "known", "earliest")}
        return FieldDef(**{**kept, **said, "show_when": show_when})


class PaperForm(forms.Form):
    """A place for papers."""

    name = forms.CharField(label=gettext_lazy("材料名称"), max_length=LONGEST_TITLE)
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("可用格式"), choices=list(PAPER_KINDS.items()), widget=forms.CheckboxSelectMultiple
    )
    required = forms.BooleanField(label=gettext_lazy("必须上传"), required=False)
    most = forms.IntegerField(label=gettext_lazy("最多几份"), min_value=1, max_value=MOST_FILES, initial=1)
    help = forms.CharField(
        label=gettext_lazy("说明"), max_length=LONGEST_HELP, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data: QueryDict | None, *, paper: PaperDef | None) -> None:
        begun = {name: getattr(paper, name) for name in self.base_fields} if paper else {"kinds": ["pdf", "picture"]}
        super().__init__(data, initial=begun)

    def changed(self, key: str, show_when: str) -> PaperDef:
        """The place as it was entered."""
        said = {**self.cleaned_data, "kinds": tuple(self.cleaned_data["kinds"])}
        return PaperDef(key=key, show_when=show_when, **said)
