"""Write a document as a fragment of semantic HTML for a page of the App; all words are escaped.

Classes start with ``doc-``; the look is the page's. The first heading level becomes ``h2``: the page has the ``h1``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import singledispatchmethod

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from kexie.base.documents.model import (
    Closing,
    Contents,
    Document,
    Heading,
    Imprint,
    Masthead,
    Paragraph,
    Picture,
    Table,
)
from kexie.base.documents.pictures import printed
from kexie.base.documents.wording import clean, credit_text, date_text, depths, labelled, one_line, padded, spoken

PictureUrl = Callable[[Picture], str]


def render_html(document: Document, *, picture_url: PictureUrl | None = None) -> SafeString:
    """``document`` as an ``article`` element. ``picture_url`` gives the address of a picture; without it only its
    alternative text stands there.
    """
    return _Writer(document, picture_url).article()


def _words(text: str) -> SafeString:
    return mark_safe(escape(clean(text)).replace("\n", "<br>"))  # noqa: S308 - escaped just now


def _line(text: str) -> SafeString:
    return escape(one_line(text))


def _lines(tag_class: str, lines: Iterable[str]) -> SafeString:
    return format_html_join("\n", '<p class="{}">{}</p>', ((tag_class, _line(line)) for line in lines if line))


class _Writer:
    def __init__(self, document: Document, picture_url: PictureUrl | None) -> None:
        self._document = document
        self._picture_url = picture_url
        self._depths = depths(document)

    def article(self) -> SafeString:
        document = self._document
        pieces = [self._part(part) for part in document.parts]
        if document.masthead:
            pieces.insert(0, _masthead(document.masthead))
        if document.imprint:
            pieces.append(_imprint(document.imprint))
        body = format_html_join("\n", "{}", ((piece,) for piece in pieces if piece))
        return format_html('<article class="doc" lang="{}">\n{}\n</article>', document.lang, body)

    @singledispatchmethod
    def _part(self, part: object) -> SafeString:
        raise TypeError(f"no HTML for {type(part).__name__}")

    @_part.register
    def _(self, part: Heading) -> SafeString:
        depth = next(self._depths) + 1
        return format_html('<h{0} class="doc-heading doc-heading-{1}">{2}</h{0}>', depth, part.level, _line(part.text))

    @_part.register
    def _(self, part: Paragraph) -> SafeString:
        credit = credit_text(part.credit)
        mark = format_html('<span class="doc-credit">{}</span>', escape(credit)) if credit else SafeString()
        return format_html('<p class="doc-paragraph">{}{}</p>', _words(part.text), mark)

    @_part.register
    def _(self, part: Contents) -> SafeString:
        entries = format_html_join("\n", "<li>{}</li>", ((_line(entry),) for entry in part.entries))
        title = format_html('<h2 class="doc-contents-title">{}</h2>\n', _line(part.title)) if part.title else ""
        return format_html('<section class="doc-contents">\n{}<ul>\n{}\n</ul>\n</section>', title, entries)

    @_part.register
    def _(self, part: Table) -> SafeString:
        width = part.width
        caption = format_html("<caption>{}</caption>\n", _line(part.caption)) if part.caption else ""
        head = format_html_join("", '<th scope="col">{}</th>', ((_words(c),) for c in padded(part.head, width)))
        rows = [(_row(padded(row, width), part.numeric),) for row in part.rows]
        return format_html(
            '<div class="doc-table"><table>\n{}<thead>\n<tr>{}</tr>\n</thead>\n<tbody>\n{}\n</tbody>\n</table></div>',
            caption,
            head,
            format_html_join("\n", "<tr>{}</tr>", rows),
        )

    @_part.register
    def _(self, part: Picture) -> SafeString:
        caption = format_html("\n<figcaption>{}</figcaption>", _line(part.caption)) if part.caption else ""
        if self._picture_url is None:
            image = format_html('<span role="img" aria-label="{}"></span>', spoken(part))
        else:
            width, height = printed(part).pixels
            image = format_html(
                '<img src="{}" alt="{}" width="{}" height="{}" loading="lazy">',
                self._picture_url(part),
                spoken(part),
                width,
                height,
            )
        return format_html('<figure class="doc-picture">{}{}</figure>', image, caption)

    @_part.register
    def _(self, part: Closing) -> SafeString:
        lines = _lines("doc-closing-line", (labelled(label, value) for label, value in part.lines))
        return format_html('<div class="doc-closing">\n{}\n</div>', lines)


def _row(cells: Iterable[str], numeric: frozenset[int]) -> SafeString:
    marked = ((mark_safe(' class="doc-number"') if n in numeric else "", _words(c)) for n, c in enumerate(cells))
    return format_html_join("", "<td{}>{}</td>", marked)


def _masthead(head: Masthead) -> SafeString:
    day = format_html('<time datetime="{}">{}</time>', head.date.isoformat(), date_text(head.date)) if head.date else ""
    issued = format_html('<span class="doc-publisher">{}</span> {}', _line(head.publisher), day)
    return format_html(
        '<header class="doc-masthead">\n<p class="doc-masthead-name">{}</p>\n{}\n<p class="doc-issued">{}</p>\n</header>',
        _line(head.name),
        _lines("doc-issue-number", (head.number_line, head.running_line)),
        issued,
    )


def _imprint(imprint: Imprint) -> SafeString:
    first, *more = imprint.lines or ("",)
    lines = _lines("doc-imprint-line", (labelled(imprint.label, first), *more))
    run = _lines("doc-print-run", (imprint.print_run,))
    return format_html('<footer class="doc-imprint">\n{}\n{}\n</footer>', lines, run)
