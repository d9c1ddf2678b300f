"""The lines of the desk's list, drawn without a template of their own: a page has 25 of them, and each has many small parts."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from urllib.parse import quote

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from kexie.base.ui.templatetags.ui import status
from kexie.domains.bulletin.rules.numbering import number_line

register = template.Library()

#: The same few words again and again.
_status = lru_cache(maxsize=256)(status)

_LINE = (
    '<li class="line" data-line="{id}" data-state="{state}"{current}>'
    '<label class="tick line__tick"><input type="checkbox" name="row" value="{id}" form="{form}">'
    '<span class="hidden">{choose}</span></label>'
    '<p class="line__title"><a href="{url}?from={back}"{marked} data-line-link>{title}</a></p>'
    '<p class="line__meta">{parts}</p></li>'
)


@register.simple_tag
def desk_lines(table: Any, opened: str, show_state: bool) -> SafeString:
    """The submissions of this page of ``table``, as `queries.desk_submissions` has them for lines; ``opened`` is marked."""
    words = {"form": f"{table.prefix}bulk", "back": quote(table.address, safe=""), "choose": _("选择 %(name)s")}
    return SafeString(
        "\n".join(_line(row.record, words, str(row.record.pk) == opened, show_state) for row in table.paginated_rows)
    )


def _line(one: Any, words: dict[str, str], current: bool, show_state: bool) -> str:
    return format_html(
        _LINE,
        id=one.pk,
        state=one.state,
        current=SafeString(" data-current") if current else "",
        form=words["form"],
        choose=words["choose"] % {"name": one.title},
        url=reverse("bulletin:desk-submission", args=(one.pk,)),
        back=words["back"],
        marked=SafeString(' aria-current="true"') if current else "",
        title=one.title,
        parts=_parts(one, show_state),
    )


def _parts(one: Any, show_state: bool) -> str:
    """Whose it is and since when; then whatever is the matter with it."""
    shown = [_status(one.state_tone, str(one.get_state_display()), one.state_icon)] if show_state else []
    shown.append(format_html("<span>{}</span>", one.credit_line or one.unit_name))
    if one.submitted_at:
        at = localtime(one.submitted_at)
        shown.append(format_html('<time datetime="{}">{}</time>', at.isoformat(), f"{at:%m-%d %H:%M}"))
    plain = [
        one.column_name,
        _("第%(number)d稿") % {"number": one.version} if one.version > 1 else "",
        _("%(count)d张图") % {"count": one.picture_count} if one.picture_count else "",
        _("约稿") if one.commission_id else "",
        number_line(one.issue_year, one.issue_number).replace(" ", "") if one.issue_year else "",
    ]
    shown.append(format_html_join("", "<span>{}</span>", ((words,) for words in plain if words)))
    return SafeString("".join([*shown, *_marks(one)]))


def _marks(one: Any) -> list[str]:
    marks = [
        (one.joined_to_id is not None, "neutral", _("已合并"), "link"),
        (one.has_note, "info", _("单位有留言"), "message"),
        (one.is_alike, "warn", _("疑似重复"), ""),
    ]
    return [_status(tone, words, icon) for there, tone, words, icon in marks if there]
