"""The lines of the desk's list, drawn without a template of their own: a page has 25 of them, and each has many small parts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django import template
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from kexie.base.ui.templatetags.ui import status
from kexie.domains.bulletin.queries.desk_submissions import BesideLines, beside_lines
from kexie.domains.bulletin.rules.numbering import number_line
from kexie.domains.bulletin.rules.submissions import STATE_LABELS, STATE_LOOKS

register = template.Library()

#: Stands in an address for the key of each line.
_ANY = UUID(int=0)


@register.simple_tag(takes_context=True)
def desk_lines(context: template.Context, table: Any) -> SafeString:
    """The submissions of this page of ``table``, as `queries.desk_submissions` has them for lines; the open one is marked."""
    page = [row.record for row in table.paginated_rows]
    draw = _Drawing(
        form=f"{table.prefix}bulk",
        back=quote(table.address, safe=""),
        opened=str(context.get("opened", "")),
        show_state=bool(context.get("show_state", True)),
        known=beside_lines(context["request"].actor, [one.pk for one in page]),
    )
    return mark_safe("\n".join(map(draw.line, page)))  # noqa: S308 - titles and names are escaped, the rest is our own


class _Drawing:
    """How the lines of one page are drawn: what they have in common is made ready once."""

    def __init__(self, *, form: str, back: str, opened: str, show_state: bool, known: BesideLines) -> None:
        self.form, self.back, self.opened, self.known = form, back, opened, known
        self.choose, self.version, self.pictures = _("选择 %(name)s"), _("第%(number)d稿"), _("%(count)d张图")
        self.commission = f"<span>{_('约稿')}</span>"
        self.joined = status("neutral", _("已合并"), "link")
        self.noted = status("info", _("单位有留言"), "message")
        self.alike = status("warn", _("疑似重复"))
        self.states = {
            state: status(tone, STATE_LABELS[state], icon) if show_state else ""
            for state, (tone, icon) in STATE_LOOKS.items()
        }
        self.url = reverse("bulletin:desk-submission", args=(_ANY,))

    def line(self, one: Any) -> str:
        """One submission: a tick, its title as the way to read it, and what else is to be known of it."""
        key, title = str(one.pk), escape(one.title)
        current, marked = (" data-current", ' aria-current="true"') if key == self.opened else ("", "")
        return (
            f'<li class="line" data-line="{key}" data-state="{one.state}"{current}>'
            f'<label class="tick line__tick"><input type="checkbox" name="row" value="{key}" form="{self.form}">'
            f'<span class="hidden">{self.choose % {"name": title}}</span></label>'
            f'<p class="line__title"><a href="{self.url.replace(str(_ANY), key)}?from={self.back}"{marked} data-line-link>'
            f'{title}</a></p><p class="line__meta">{"".join(self.parts(one))}</p></li>'
        )

    def parts(self, one: Any) -> Iterator[str]:
        """Whose it is and since when; then whatever is the matter with it."""
        at, pictures = localtime(one.submitted_at), self.known.pictures.get(one.pk, 0)
        yield self.states[one.state]
        yield f"<span>{escape(one.credit_line)}</span>"
        yield f'<time datetime="{at.isoformat()}">{at:%m-%d %H:%M}</time>'
        if one.column_name:
            yield f"<span>{escape(one.column_name)}</span>"
        if one.version > 1:
            yield f"<span>{self.version % {'number': one.version}}</span>"
        if pictures:
            yield f"<span>{self.pictures % {'count': pictures}}</span>"
        if one.commission_id:
            yield self.commission
        if one.issue_year:
            yield f"<span>{number_line(one.issue_year, one.issue_number).replace(' ', '')}</span>"
        marks = ((one.joined_to_id, self.joined), (one.pk in self.known.noted, self.noted))
        yield from (mark for there, mark in (*marks, (one.pk in self.known.alike, self.alike)) if there)
