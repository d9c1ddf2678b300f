"""Filters of the register, and what is asked for when an edition is proposed, tried or decided on."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.base.standards.models import DataElement, Revision, RevisionState
from kexie.base.standards.queries import register
from kexie.base.standards.queries.fields import form_field
from kexie.base.standards.queries.shipped import groups
from kexie.base.standards.rules import checks, masks
from kexie.base.standards.rules.definitions import Datatype
from kexie.base.ui.uploading import FileDrop

GROUPS = (
    ("person", _("人员")),
    ("organisation", _("组织")),
    ("contact", _("联系")),
    ("place", _("地点")),
    ("time", _("时间")),
    ("document", _("文件")),
    ("service", _("服务")),
    ("activity", _("活动")),
    ("achievement", _("成果")),
    ("standard", _("数据标准")),
)
_CHECK_WORDS = {
    "credit_code": _("统一社会信用代码"),
    "identity_number": _("公民身份号码"),
    "mobile": _("手机号码"),
    "telephone": _("联系电话"),
    "email": _("电子邮箱"),
    "website": _("网址"),
    "postal_code": _("邮政编码"),
    "document_number": _("发文字号"),
    "patent_number": _("专利号"),
}
_MASK_WORDS = {
    "phone": _("保留前3位和后4位"),
    "identity_number": _("保留首位和末位"),
    "name": _("保留第一个字"),
    "email": _("保留首字和域名"),
    "address": _("保留前6个字"),
}
#: The largest file of codes, in bytes.
MOST_BYTES = 5 * 1024 * 1024


class ElementFilter(filters.FilterSet):
    """By words, group, data type and sensitivity."""

    text = filters.CharFilter(label=_("名称、代码或定义"), method="by_text")
    group = filters.ChoiceFilter(label=_("分类"), choices=GROUPS, method="by_group", empty_label=_("全部"))
    datatype = filters.ChoiceFilter(label=_("数据类型"), choices=DataElement.DatatypeLabel, empty_label=_("全部"))
    sensitivity = filters.ChoiceFilter(label=_("敏感级别"), choices=DataElement.SensitivityLabel, empty_label=_("全部"))

    class Meta:
        model = DataElement
        fields: ClassVar[list[str]] = ["text", "group", "datatype", "sensitivity"]

    def by_text(self, queryset: Any, name: str, value: str) -> Any:
        """Those that hold the words."""
        return register.search(queryset, value.strip())

    def by_group(self, queryset: Any, name: str, value: str) -> Any:
        """Those filed under a group."""
        return queryset.filter(code__in=[code for code, group in groups().items() if group == value])


class RevisionFilter(filters.FilterSet):
    """By state."""

    state = filters.ChoiceFilter(label=_("状态"), choices=RevisionState, empty_label=_("全部"))

    class Meta:
        model = Revision
        fields: ClassVar[list[str]] = ["state"]


class CodeSearch(forms.Form):
    """Codes by their beginning or a part of their name."""

    text = forms.CharField(label=_("代码或名称"), required=False, max_length=60)


class TryForm(forms.Form):
    """One value of an element, to see what becomes of it."""

    def __init__(self, code: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"] = form_field(code, required=False)


class _ProposalForm(forms.Form):
    """What every proposal has: from when and why."""

    effective_from = form_field("effective_from")
    reason = forms.CharField(label=_("修订理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class ElementProposalForm(_ProposalForm):
    """The next edition of an element; what cannot change is not asked for."""

    name = forms.CharField(label=_("名称"), max_length=60)
    english_name = forms.CharField(label=_("英文名称"), max_length=80)
    definition = forms.CharField(label=_("定义"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    representation = forms.CharField(
        label=_("表示格式"), max_length=20, help_text=_("按 GB/T 19488.1 书写，如an..60。")
    )
    max_length = forms.IntegerField(label=_("最大长度"), required=False, min_value=1, max_value=20_000)
    minimum = forms.IntegerField(label=_("最小值"), required=False, min_value=-(10**9), max_value=10**9)
    maximum = forms.IntegerField(label=_("最大值"), required=False, min_value=-(10**9), max_value=10**9)
    decimals = forms.IntegerField(label=_("小数位数"), required=False, min_value=1, max_value=6)
    unit = forms.CharField(label=_("计量单位"), required=False, max_length=10)
    code_list = forms.CharField(label=_("代码集"), max_length=60, help_text=_("填写代码集的代码。"))
    checks = forms.MultipleChoiceField(
        label=_("校验规则"),
        required=False,
        choices=[(name, _CHECK_WORDS[name]) for name in checks.CHECKS],
        widget=forms.CheckboxSelectMultiple,
    )
    sensitivity = forms.ChoiceField(label=_("敏感级别"), choices=DataElement.SensitivityLabel)
    mask = forms.ChoiceField(
        label=_("脱敏方式"), required=False, choices=[("", _("不脱敏")), *((m, _MASK_WORDS[m]) for m in masks.MASKS)]
    )
    example = forms.CharField(label=_("示例"), required=False, max_length=60)
    source_norm = forms.CharField(label=_("依据标准"), max_length=80)

    #: Fields that only some types have.
    _ONLY: ClassVar[dict[str, frozenset[Datatype]]] = {
        "max_length": frozenset({Datatype.TEXT, Datatype.LONG_TEXT}),
        "checks": frozenset({Datatype.TEXT}),
        "mask": frozenset({Datatype.TEXT}),
        "minimum": frozenset({Datatype.INTEGER, Datatype.DECIMAL}),
        "maximum": frozenset({Datatype.INTEGER, Datatype.DECIMAL}),
        "unit": frozenset({Datatype.INTEGER, Datatype.DECIMAL}),
        "decimals": frozenset({Datatype.DECIMAL}),
        "code_list": frozenset({Datatype.CODE}),
    }

    field_order = ["name", "english_name", "definition", "representation"]

    def __init__(self, datatype: Datatype | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, types in self._ONLY.items():
            if datatype is not None and datatype not in types:
                del self.fields[name]
        self.order_fields([name for name in self.fields if name not in ("effective_from", "reason")])


class NewElementForm(ElementProposalForm):
    """The first edition of an element: all fields, of which those that its type does not have are let go."""

    code = forms.CharField(label=_("代码"), max_length=60, help_text=_("小写字母、数字和下划线，如venue_floor。"))
    identifier = forms.CharField(
        label=_("标识符"), max_length=20, help_text=_("字头自定，如YC-DE-0001；KX字头留给平台。")
    )
    datatype = forms.ChoiceField(
        label=_("数据类型"),
        choices=DataElement.DatatypeLabel,
        help_text=_("发布后不能改变。下面与所选类型无关的项目不必填写。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(None, *args, **kwargs)
        self.fields["code_list"].required = False
        first = ["code", "identifier", "datatype", "name", "english_name"]
        others = [name for name in self.fields if name not in (*first, "effective_from", "reason")]
        self.order_fields([*first, *others])

    def clean(self) -> dict[str, Any]:
        """Let go of what the chosen type does not have; a code needs its list."""
        said: dict[str, Any] = super().clean() or {}
        datatype = said.get("datatype")
        for name, types in self._ONLY.items():
            if datatype not in types and name in said:
                said[name] = [] if name == "checks" else "" if isinstance(said[name], str) else None
        return said


class CodeListProposalForm(_ProposalForm):
    """The next edition of a code list; its codes come as a sheet."""

    name = forms.CharField(label=_("名称"), max_length=60)
    english_name = forms.CharField(label=_("英文名称"), max_length=80)
    source_norm = forms.CharField(label=_("依据标准"), max_length=80)
    note = forms.CharField(
        label=_("说明"), required=False, max_length=300, help_text=_("与标准不一致或者未收全的，在此写明。")
    )
    file = forms.FileField(
        label=_("代码表"),
        required=False,
        help_text=_("先下载现行代码表，修改后在此提交；代码不变的可以不提交。"),
        widget=FileDrop(accept=".xlsx,.csv", max_bytes=MOST_BYTES),
    )
    field_order = ["name", "english_name", "source_norm", "note", "file"]


class NewCodeListForm(CodeListProposalForm):
    """The first edition of a code list."""

    code = forms.CharField(label=_("代码"), max_length=60, help_text=_("小写字母、数字和下划线，如venue_floor。"))
    field_order = ["code", *CodeListProposalForm.field_order]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _("先下载空白代码表，填好后在此提交。")


class AnswerForm(forms.Form):
    """A reviewer's word."""

    answer = forms.CharField(
        label=_("审核意见"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("退回时须写明理由。"),
    )
