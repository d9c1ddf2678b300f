"""The forms that a person is shown, read out of the pages as a browser reads them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve
from lxml import html

from architecture.addresses import PARAMETER, Address, UnknownParameter, other_addresses
from architecture.furnished import Places
from kexie.base.kernel.access import Actor


@dataclass(frozen=True)
class Form:
    """One way of sending a form: where to, what it holds, what may be filled in, and the button that sends it."""

    page: str
    action: str
    route: str
    held: tuple[tuple[str, str], ...]
    open: frozenset[str]
    files: frozenset[str]
    offers: tuple[tuple[str, tuple[str, ...]], ...]
    button: tuple[str, str] | None = None

    @property
    def names(self) -> frozenset[str]:
        """Every name that the form shows or carries; where one may pick (`x_text`), also that of the pick (`x`)."""
        shown = {name for name, _ in self.held} | self.open | self.files | {name for name, _ in self.offers}
        shown |= {name.removesuffix("_text") for name in shown}
        return frozenset(shown | ({self.button[0]} if self.button else set()))


def route_of(path: str) -> str:
    """The route of a path, or the path itself where there is none."""
    try:
        return resolve(urlsplit(path).path).route
    except Resolver404:
        return path


def forms_in(page: str, content: str) -> Iterator[Form]:
    """The forms of a page that are sent by POST, once for each button."""
    if "<form" not in content:
        return
    for form in html.document_fromstring(content).iter("form"):
        if (form.get("method") or "get").lower() != "post":
            continue
        action = urlsplit(urljoin(page, form.get("action") or page))
        if action.netloc:
            continue
        path = action.path + (f"?{action.query}" if action.query else "")
        held, open_, files, offers = _read(form)
        buttons = [(b.get("name"), b.get("value") or "") for b in _buttons(form) if b.get("name")]
        for button in buttons or [None]:
            yield Form(page, path, route_of(path), held, open_, files, offers, button)


def _buttons(form: Any) -> list[Any]:
    found = [button for button in form.iter("button") if (button.get("type") or "submit") == "submit"]
    return found + [one for one in form.iter("input") if one.get("type") in {"submit", "image"}]


def _read(
    form: Any,
) -> tuple[tuple[tuple[str, str], ...], frozenset[str], frozenset[str], tuple[tuple[str, tuple[str, ...]], ...]]:
    """What the form holds already, what may be typed or chosen, where a file goes, and what each choice offers."""
    held = tuple((name, value.removeprefix("\n")) for name, value in form.form_values() if name)
    open_, files, offers = set(), set(), {}
    for control in form.inputs:
        name, kind = control.get("name"), (control.get("type") or control.tag).lower()
        if not name or kind in {"hidden", "submit", "button", "image"} or control.get("disabled") is not None:
            continue
        if kind == "file":
            files.add(name)
        elif control.tag == "select":
            offers[name] = tuple(option.get("value") or "" for option in control.iter("option"))
        elif kind in {"radio", "checkbox"}:
            offers[name] = (*offers.get(name, ()), control.get("value") or "on")
        else:
            open_.add(name)
    return held, frozenset(open_), frozenset(files), tuple(sorted(offers.items()))


def paths(address: Address, places: Places) -> Iterator[str]:
    """The address with every combination of what there is for its parameters."""
    names = [match["name"] for match in PARAMETER.finditer(address.route)] if address.ours else []
    for combination in itertools.product(*(places.get(name, [None]) for name in names)):
        chosen = {name: value for name, value in zip(names, combination, strict=True) if value is not None}
        try:
            yield address.path(chosen)
        except UnknownParameter:
            continue


def forms_for(client: Client, actor: Actor, places: Places) -> list[Form]:
    """Every form that whoever is logged in is shown anywhere, each once.

    Not asked are doors that do not admit the actor: that they show a refusal and no form, is what the matrix proves.
    """
    found: dict[tuple, Form] = {}
    doors = [address for address in other_addresses() if address.admits(actor)]
    waiting = [path for address in doors for path in paths(address, places)] + questions(places)
    for path in waiting:
        answer = client.get(path, headers={"accept": "text/html"})
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        content = answer.content.decode()
        waiting += [way for way in ways_to_many(path, content) if way not in waiting]
        for form in forms_in(path, content):
            found.setdefault((form.action, form.names, form.button), form)
    return list(found.values())


def questions(places: Places) -> list[str]:
    """Pages with a form that an address without a question does not show."""
    persons = "/workbench/persons/"
    kept, *others = places["person_id"]
    return [
        f"/workbench/exports/ask/?from={persons}&format=csv",
        f"/workbench/views/add/?from={persons}%3Ftext%3Dx",
        *(f"{persons}{kept}/merge/?other={other}" for other in others),
    ]


def ways_to_many(page: str, content: str) -> Iterator[str]:
    """The questions about many rows that a register asks with its first two rows."""
    if 'name="bulk"' not in content:
        return
    document = html.document_fromstring(content)
    rows = [box.get("value") for box in document.xpath("//input[@name='row']")][:2]
    for form in document.xpath("//form[.//button[@name='bulk']]"):
        held = [(name, value) for name, value in form.form_values() if name != "all"]
        for button in form.xpath(".//button[@name='bulk']") if rows else []:
            asked = [*held, ("bulk", button.get("value")), *(("row", row) for row in rows)]
            yield f"{form.get('action')}?{urlencode(asked)}"
