"""The ground at the size of the city: 100,000 persons in 1,000 organisations; register, search, picker, import."""

from __future__ import annotations

import random
import sys
import time
from datetime import UTC, date, datetime
from typing import Any

from bench.promise import Measured, cpu_ms, cpu_s, set_up, tell

PERSONS = 100_000
UNITS = 1_000
IMPORTED = 10_000
_AT = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
_SURNAMES = "林贺苏程周沈陆顾江韩叶许孟王李张刘陈杨赵黄吴徐孙胡朱高何郭马罗梁宋郑谢唐冯于董萧曹袁邓傅曾彭吕丁任"
_GIVEN = (
    "知遥云舒明远砚秋青禾一诺承安南乔望思齐鸣喆文博雅静建国志强丽华海涛晓峰春梅玉兰俊杰婷婷子轩宇航雨桐佳怡浩然欣妍"
)


def name_of(source: random.Random) -> str:
    """A name of two or three characters."""
    return source.choice(_SURNAMES) + "".join(source.choices(_GIVEN, k=source.choice((1, 2, 2, 2))))


def load() -> list[Any]:
    """Migrate an empty database and fill it in bulk; the units."""
    from django.core.management import call_command

    from kexie.base.kernel.access import Platform
    from kexie.base.people import api as people
    from kexie.base.people.models import Organisation

    call_command("migrate", verbosity=0, interactive=False)
    root = people.add_organisation(by=Platform(), at=_AT, name="云川市科学技术协会", kind="city")
    districts = [
        people.add_organisation(by=Platform(), at=_AT, name=f"第{number}区科学技术协会", kind="district", parent=root)
        for number in range(1, 18)
    ]
    below: dict[str, list[Any]] = {}
    for number in range(UNITS - 18):
        parent = districts[number % 17]
        rows = below.setdefault(parent.path, [])
        step = Organisation._int2str(len(rows) + 1).rjust(Organisation.steplen, "0")
        rows.append(
            Organisation(name=f"第{number}学会", kind="society", created_at=_AT, path=parent.path + step, depth=3)
        )
    for parent in districts:
        Organisation.objects.bulk_create(below[parent.path])
        Organisation.objects.filter(pk=parent.pk).update(numchild=len(below[parent.path]))
    units = [*districts, *Organisation.objects.filter(depth=3)]
    fill(units)
    return [root, *units]


def fill(units: list[Any]) -> None:
    """The persons, each with a post of a title, one in ten with a membership."""
    from kexie.base.people.actions.persons import named, spell_new
    from kexie.base.people.models import Membership, Person, Post

    source = random.Random(20261124)
    for start in range(0, PERSONS, 5000):
        people = [named(name_of(source), created_at=_AT, workplace="云川市某单位") for _ in range(5000)]
        Person.objects.bulk_create(people, batch_size=1000)
        spell_new(people)
        Post.objects.bulk_create(
            [
                Post(person=person, organisation=source.choice(units), title="理事", begin=date(2022, 1, 1))
                for person in people
            ],
            batch_size=1000,
        )
        Membership.objects.bulk_create(
            [
                Membership(person=person, organisation=source.choice(units), kind="individual", begin=date(2022, 1, 1))
                for person in people[::10]
            ],
            batch_size=1000,
        )
        print(f"{start + 5000} persons", file=sys.stderr)


def client_of(unit: Any, name: str, role: str) -> Any:
    """A client in which somebody with this role in ``unit`` is logged in, with a second factor where the site asks for it."""
    from django.test import Client

    from kexie.base.kernel.access import Platform
    from kexie.base.people import api as people

    person = people.add_person(by=Platform(), at=_AT, name=name)
    people.grant_post(by=Platform(), at=_AT, person=person, organisation=unit, role=role, begin=date(2022, 1, 1))
    account = people.open_account(by=Platform(), at=_AT, person=person, email=f"{role}@bench.example", password=None)
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client, people.actor_of(account, on=date(2026, 1, 5))


def page_ms(client: Any, address: str, form: dict[str, str] | None = None, *, first: bool = False) -> float:
    """CPU milliseconds of one page of the workbench, of a ``form`` sent to it where there is one.

    It is one of several that somebody opens, or the ``first``: then nothing is kept from a page before.
    """
    from django.core.cache import cache

    def ask() -> None:
        response = client.get(address) if form is None else client.post(address, form)
        if response.status_code != 200:
            raise SystemExit(f"{address} answers {response.status_code} {response.get('Location', '')}")

    return cpu_ms(ask, rounds=25, warm=3, before=cache.clear if first else lambda: None)


def known_ms(client: Any, **number: str) -> float:
    """CPU milliseconds of "is he known?" by a number that is on record, under a name that is not."""
    address, form = "/workbench/persons/add/", {"name": "某某某", **number}
    if "号码相同" not in (answer := client.post(address, form).content.decode()) and "手机号相同" not in answer:
        raise SystemExit(f"nobody is found by {', '.join(number)}")
    return page_ms(client, address, form)


def identity(serial: int) -> str:
    """An identity number with its check digit (GB 11643)."""
    month, day = serial // 28_000 % 12 + 1, serial // 1000 % 28 + 1
    first = f"1101011975{month:02d}{day:02d}{serial % 1000:03d}"
    total = sum(int(digit) * (2 ** (17 - place) % 11) for place, digit in enumerate(first))
    return first + "10X98765432"[total % 11]


def mobile(serial: int) -> str:
    """A mobile number."""
    return f"139{serial:08d}"


def import_s(actor: Any, units: list[Any]) -> tuple[float, float]:
    """CPU seconds for 10,000 persons read, checked and written; and for the same file again."""
    from kexie.base.kernel import tabular
    from kexie.base.people.actions.person_import import import_persons
    from kexie.base.people.queries.person_import import SHEET

    source = random.Random(7)
    head = [column.title for column in SHEET.columns]
    rows = [
        [
            name_of(source),
            identity(serial),
            mobile(serial),
            ("女性", "男性")[serial % 2],
            "云川市某单位",
            units[serial % len(units)].name,
            "理事",
            "2024-01-01",
        ]
        for serial in range(IMPORTED)
    ]
    content = tabular.xlsx_bytes(head, rows, SHEET.title)

    def act() -> None:
        _steps, problems = import_persons(by=actor, at=_AT, content=content, name="人员.xlsx")
        if problems:
            raise SystemExit(f"the import has problems: {problems[0]}")

    return cpu_s(act), cpu_s(act)


def main() -> None:
    """Load the data set into a database of this run's own, then measure."""
    set_up()
    from kexie.base.kernel.scoping import beyond

    begin = time.perf_counter()
    with beyond("the data set of the bench"):
        units = load()
        everywhere, actor = client_of(units[0], "韩思齐", "system_admin")
        district, _ = client_of(units[1], "苏明远", "unit_admin")
    print(f"data set took {time.perf_counter() - begin:.0f} s", file=sys.stderr)
    page, options, organisations = (
        f"/workbench/{path}/" for path in ("persons", "persons/merges/options", "organisations")
    )
    tell(
        Measured("persons_page", page_ms(everywhere, page), "ms", 25),
        Measured("persons_first_page", page_ms(everywhere, page, first=True), "ms", 25),
        Measured("persons_far_page", page_ms(everywhere, f"{page}?page=2000"), "ms", 60),
        Measured("persons_district", page_ms(district, page), "ms", 60),
        Measured("persons_search_name", page_ms(everywhere, f"{page}?text=林知遥"), "ms", 25),
        Measured("persons_search_pinyin", page_ms(everywhere, f"{page}?text=linzhiyao"), "ms", 25),
        Measured("persons_search_initials", page_ms(everywhere, f"{page}?text=lzy"), "ms", 25),
        Measured("persons_picker", page_ms(everywhere, f"{options}?q=lzy"), "ms", 25),
        Measured("organisations_page", page_ms(everywhere, organisations), "ms", 25),
        Measured("organisations_search", page_ms(everywhere, f"{organisations}?text=xuehui"), "ms", 25),
        Measured("organisations_district", page_ms(district, organisations), "ms", 40),
    )
    first, again = import_s(actor, units)
    tell(
        Measured("import_10000", first, "s", 10),
        Measured("import_same_again", again, "s", 10),
        Measured("persons_known_mobile", known_ms(everywhere, mobile=mobile(77)), "ms", 25),
        Measured("persons_known_identity", known_ms(everywhere, identity_number=identity(78)), "ms", 25),
    )


if __name__ == "__main__":
    main()
