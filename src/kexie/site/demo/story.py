"""The story of a fictional city's association, told through the apps' own api, with a fixed clock.

All words are in `data/`: `association.json` (units, people, posts, log-ins), `organisations.json` (more units, facts, what
has become of some), `districts.json` and `.geojson` (its districts and their shapes), `bulletins/*.md` in the order of their
numbers, `watch_words.json`, `desk.json` (a commission, distribution lists), `mails.json` (what came by e-mail),
`articles/*.md` with a head of `key: value` lines, `work.json` (what units have entered into the ledger), `after.json` (scoring,
an instruction), `matters/*.json` and `cases.json` (see `matters`), `answers.json` (see `answers`). The same story gives the
same rows every time.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from email.message import EmailMessage
from email.utils import format_datetime
from importlib.resources import files
from typing import Any, Final
from zoneinfo import ZoneInfo

from kexie.base.documents.reading import read_blocks
from kexie.base.kernel import clock
from kexie.base.kernel.access import Actor
from kexie.base.ledger import api as ledger
from kexie.base.pages import api as pages
from kexie.base.people import api as people
from kexie.base.standards import api as standards
from kexie.domains.bulletin import api as bulletin
from kexie.domains.bulletin.rules.understanding import understand
from kexie.site.demo import answers, matters, web
from kexie.site.demo.models import DemoRow
from kexie.site.demo.removal import noted

#: The clock of the story, and the password of every demo log-in.
BEGIN: Final = datetime(2026, 9, 1, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
PASSWORD: Final = "yunchuan-demo-2026"  # noqa: S105
TELLER: Final = web.TELLER

_DATA: Final = files("kexie.site.demo") / "data"


@dataclass(frozen=True, slots=True)
class LogIn:
    """A demo account: its address and what it shows."""

    email: str
    what: str


def _loaded(name: str) -> Any:
    loaded: Any = json.loads((_DATA / name).read_text(encoding="utf-8"))
    return loaded


#: One for each role; those who work behind them have log-ins too, of the same password.
LOG_INS: Final = tuple(
    LogIn(row["email"], row["what"]) for row in _loaded("association.json")["log_ins"] if "what" in row
)


def is_told() -> bool:
    """Whether the demo stands in the database."""
    return DemoRow.objects.exists()


def tell() -> None:
    """Everything in one transaction: the demo is there as a whole, or not at all."""
    association = _loaded("association.json")
    pages.ensure_site(by=TELLER, at=BEGIN, site_name=association["site_name"])  # stays: a site needs a home page
    with noted(), clock.fixed(BEGIN):
        _tell_districts()
        units = _tell_city(association["units"])
        persons = _tell_people(association, units)
        _tell_bulletins(persons)
        web.tell(association["columns"], units)
        _tell_submissions(units, persons)
        _tell_desk(units, persons)
        _tell_mails()
        _tell_after(units, persons)
        _tell_work(units, persons)
        matters.tell(units, persons)
        answers.tell(units, persons)


def _tell_districts() -> None:
    """The city's own districts, in the place of those that are shipped."""
    standards.load_code_list(by=TELLER, at=clock.now(), row=_loaded("districts.json"))


def _tell_city(rows: list[dict[str, Any]]) -> dict[str, people.Organisation]:
    """The tree of the city with the facts of its units, a rename and a merger in its history; units by their names."""
    more = _loaded("organisations.json")
    once = {row["unit"]: row for row in more["renamed"]}
    [root] = rows
    told = [root | {"below": [*root["below"], *more["units"]]}]
    units = _tell_units(told, parent=None, facts=more["known"], once=once)
    for row in more["renamed"]:
        units[row["unit"]] = people.rename_organisation(
            by=TELLER,
            at=clock.now(),
            organisation=units[row["unit"]],
            name=row["unit"],
            short_name=row["short"],
            on=date.fromisoformat(row["on"]),
            basis=row["basis"],
        )
    for row in more["merged"]:
        people.merge_organisation(
            by=TELLER,
            at=clock.now(),
            organisation=units[row["unit"]],
            into=units[row["into"]],
            on=date.fromisoformat(row["on"]),
            basis=row["basis"],
        )
    return units


def _tell_units(
    rows: list[dict[str, Any]],
    *,
    parent: people.Organisation | None,
    facts: dict[str, dict[str, str]],
    once: dict[str, dict[str, str]],
) -> dict[str, people.Organisation]:
    units: dict[str, people.Organisation] = {}
    for row in rows:
        before = once.get(row["name"], {})
        unit = people.add_organisation(
            by=TELLER,
            at=clock.now(),
            name=before.get("before", row["name"]),
            short_name=before.get("before_short", row.get("short", "")),
            kind=row["kind"],
            parent=parent,
            facts=_facts({**facts.get(row["name"], {}), **row}),
        )
        units[row["name"]] = unit
        units |= _tell_units(row.get("below", []), parent=unit, facts=facts, once=once)
    return units


def _facts(row: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {name: row[name] for name in ("credit_code", "district") if name in row}
    if "founded_on" in row:
        told["founded_on"] = date.fromisoformat(row["founded_on"])
    return told | {name: Decimal(row[name]) for name in ("latitude", "longitude") if name in row}


def _tell_people(association: dict[str, Any], units: dict[str, people.Organisation]) -> dict[str, people.Person]:
    persons: dict[str, people.Person] = {}
    for row in association["people"]:
        person = persons[row["name"]] = people.add_person(by=TELLER, at=clock.now(), name=row["name"])
        for post in row["posts"]:
            people.grant_post(
                by=TELLER,
                at=clock.now(),
                person=person,
                organisation=units[post["unit"]],
                role=post.get("role", ""),
                title=post["title"],
                precedence=post["precedence"],
                begin=date(2024, 1, 1),
            )
    for row in association["log_ins"]:
        people.open_account(
            by=TELLER, at=clock.now(), person=persons[row["person"]], email=row["email"], password=PASSWORD
        )
    return persons


def _tell_bulletins(persons: dict[str, people.Person]) -> None:
    """The watched words; then every issue on its own date, through its sign-off; the last waits for its reviewer."""
    editor, reviewer, signer = (persons[name] for name in ("陈望舒", "周明远", "林若谷"))
    for row in json.loads((_DATA / "watch_words.json").read_text(encoding="utf-8")):
        bulletin.add_word(by=_acting(persons["温若水"], clock.now()), at=clock.now(), entry=bulletin.WordEntry(**row))
    papers = sorted(file.name for file in (_DATA / "bulletins").iterdir() if file.name.endswith(".md"))
    for name in papers:
        data = (_DATA / "bulletins" / name).read_bytes()
        understood = understand(read_blocks(data, name=name))
        at = datetime.combine(understood.date, time(9), BEGIN.tzinfo)
        issue = bulletin.import_issue(by=_acting(editor, at), at=at, understood=understood)
        at += timedelta(minutes=20)
        issue = bulletin.submit_for_review(by=_acting(editor, at), at=at, issue_id=issue.pk, seen=issue.version)
        if name == papers[-1]:
            return
        at += timedelta(minutes=40)
        issue = bulletin.approve(by=_acting(reviewer, at), at=at, issue_id=issue.pk, seen=issue.version)
        at += timedelta(minutes=30)
        bulletin.sign(by=_acting(signer, at), at=at, issue_id=issue.pk, seen=issue.version)


def _tell_submissions(units: dict[str, people.Organisation], persons: dict[str, people.Person]) -> None:
    """What units have sent in for the next issue: adopted, returned and mended, in reserve, refused, waiting, and a draft."""
    columns = {column.name: column.pk for column in bulletin.Column.objects.all()}
    for row in _loaded("submissions.json"):
        at, writer = datetime.fromisoformat(row["at"]), persons[row["by"]]
        words = bulletin.SubmissionWords(
            title=row["title"],
            text=row["text"],
            column=columns.get(row["column"]),
            units=tuple(units[name].pk for name in row["credits"]),
            event_on=date.fromisoformat(row["event_on"]),
            place=row["place"],
        )
        told = bulletin.begin_submission(by=_acting(writer, at), at=at, unit=units[row["unit"]], words=words)
        for step in row["steps"]:
            told = _taken(told, persons[step["by"]], step["at"], step["verb"], step.get("note", ""))
        if "again" in row:
            at, words = datetime.fromisoformat(row["again"]["at"]), replace(words, text=row["again"]["text"])
            bulletin.save_submission(
                by=_acting(writer, at), at=at, submission_id=told.pk, seen=told.edition, words=words
            )
            told = _taken(told, writer, row["again"]["at"], "send_in")
        if "note" in row:
            bulletin.add_note(by=_acting(writer, at), at=at, submission_id=told.pk, text=row["note"])


def _tell_mails() -> None:
    """What came into the office's mailbox: from a clerk, so it is a draft by now, and from somebody whom nobody knows yet."""
    for number, row in enumerate(_loaded("mails.json"), start=1):
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = row["from"], "news@yunchuan.example", row["subject"]
        message["Message-ID"] = f"<{number}@mail.yunchuan.example>"
        at = datetime.fromisoformat(row["at"])
        message["Date"] = format_datetime(at)
        message.set_content(row["text"])
        bulletin.take_mail(by=TELLER, at=at, raw=message.as_bytes())


def _tell_desk(units: dict[str, people.Organisation], persons: dict[str, people.Person]) -> None:
    """What the editor has asked units for, and the lists by which issues are sent."""
    told = _loaded("desk.json")
    row = told["commission"]
    at = datetime.fromisoformat(row["at"])
    words = bulletin.CommissionWords(
        title=row["title"],
        brief=row["brief"],
        column=bulletin.Column.objects.get(name=row["column"]).pk,
        due_at=datetime.fromisoformat(row["due_at"]),
    )
    asked = [units[name] for name in row["units"]]
    bulletin.create_commission(by=_acting(persons[row["by"]], at), at=at, words=words, units=asked)
    for row in told["lists"]:
        at = datetime.fromisoformat(row["at"])
        by = _acting(persons[row["by"]], at)
        made = bulletin.make_list(by=by, at=at, name=row["name"], note=row["note"])
        for post in row["posts"]:
            line = bulletin.PostLine(organisation=units[post["unit"]])
            bulletin.add_posts(by=by, at=at, list_id=made.pk, line=line)
        named = [bulletin.Named(one["address"], one["name"]) for one in row["addresses"]]
        bulletin.add_addresses(by=by, at=at, list_id=made.pk, named=named)


def _tell_after(units: dict[str, people.Organisation], persons: dict[str, people.Person]) -> None:
    """What comes after an issue: the scoring table in force, and a leader's instruction that a unit is carrying out."""
    told = _loaded("after.json")
    row, kinds = told["scoring"], {kind.name: kind.pk for kind in bulletin.ItemKind.objects.all()}
    rules = bulletin.ScoringRules(
        default=bulletin.cents(row["default"]),
        kinds={kinds[name]: bulletin.cents(points) for name, points in row["kinds"].items()},
        bonus={bulletin.InstructionKind(kind): bulletin.cents(points) for kind, points in row["bonus"].items()},
        cap=bulletin.cents(row["cap"]),
        missed=bulletin.cents(row["missed"]),
        late=bulletin.cents(row["late"]),
    )
    at = datetime.fromisoformat(row["at"])
    by = _acting(persons[row["by"]], at)
    table = bulletin.draft_table(by=by, at=at, since=date.fromisoformat(row["since"]), rules=rules)
    bulletin.publish_table(by=by, at=at, number=table.number, seen=table.version, note=row["note"])
    row = told["instruction"]
    at = datetime.fromisoformat(row["at"])
    words = bulletin.InstructionWords(
        kind=bulletin.InstructionKind.ASSOCIATION,
        leader_name=row["leader"],
        given_on=date.fromisoformat(row["given_on"]),
        text=row["text"],
        due_on=date.fromisoformat(row["due_on"]),
    )
    given = bulletin.record_instruction(
        by=_acting(persons[row["by"]], at),
        at=at,
        item_id=bulletin.Item.objects.get(title=row["item"]).pk,
        words=words,
        unit=units[row["unit"]],
        assists=[units[name] for name in row["assists"]],
    )
    row = row["progress"]
    at = datetime.fromisoformat(row["at"])
    bulletin.report_progress(by=_acting(persons[row["by"]], at), at=at, instruction_id=given.pk, text=row["text"])


def _taken(told: bulletin.Submission, person: people.Person, on: str, verb: str, note: str = "") -> bulletin.Submission:
    """One step in the life of a submission, by whoever sees its latest edition."""
    at, by = datetime.fromisoformat(on), _acting(person, datetime.fromisoformat(on))
    told.refresh_from_db()
    return bulletin.take_step(
        by=by, at=at, submission_id=told.pk, verb=bulletin.SubmissionVerb(verb), seen=told.edition, note=note
    )


def _tell_work(units: dict[str, people.Organisation], persons: dict[str, people.Person]) -> None:
    """Work that units have entered by hand: confirmed, waiting, without another side, and disputed."""
    for row in _loaded("work.json"):
        at = datetime.fromisoformat(row["at"])
        said = ledger.Said(
            kind=row["kind"],
            title=row["title"],
            occurred_on=date.fromisoformat(row["occurred_on"]),
            ended_on=date.fromisoformat(row["ended_on"]) if "ended_on" in row else None,
            units=[units[name] for name in row["units"]],
            persons=[persons[name] for name in row["persons"]],
            place=row["place"],
            measures=row["measures"],
            counterpart=units[row["counterpart"]] if "counterpart" in row else None,
            source_note=row["source_note"],
        )
        entry = ledger.record(by=_acting(persons[row["by"]], at), at=at, said=said)
        if "settled_by" in row:
            at = datetime.fromisoformat(row["settled_at"])
            settled: dict[str, Any] = {
                "by": _acting(persons[row["settled_by"]], at),
                "at": at,
                "entry_id": entry.pk,
                "seen": 1,
            }
            if "dispute" in row:
                ledger.dispute(**settled, reason=row["dispute"])
            else:
                ledger.confirm(**settled)


def _acting(person: people.Person, at: datetime) -> Actor:
    return people.actor_of(person.account, on=at.date())
