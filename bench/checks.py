"""The checks over a whole issue: 30 items beside a register of 2,000 posts, 200 items of the past, 500 watched words."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import django

from bench.promise import Measured, cpu_ms, tell

ITEMS, POSTS, PAST, WORDS, UNITS = 30, 2_000, 200, 500, 400
_AT = datetime(2026, 9, 1, 1, 0, tzinfo=UTC)
_DATE = date(2026, 9, 4)
_SURNAMES = "林贺苏程周沈陆顾江韩叶许孟王李张刘陈杨赵"
_GIVEN = "知遥云舒明远砚秋青禾一诺承安南乔望思齐鸣喆文博雅静建国志强丽华海涛晓峰春梅"
_TITLES = ("党组书记、常务副主席", "党组成员、副主席", "副主席", "秘书长", "主任", "副主任", "理事长", "一级巡视员")
_WHAT = "科普场馆学术交流人才举荐志愿服务成果转化科技评价基层组织数字平台专家企业活动讲座展品报告研究安排落实开放培训合作调研"
_VARIOUS = [chr(code) for code in range(0x6400, 0x6800)]
_PHRASES = (
    "会议强调，要{0}，进一步{1}，推动{2}取得实效",
    "座谈会上，各单位围绕{0}交流了做法，并就{1}提出建议",
    "活动现场，志愿者介绍了{0}，{1}人参加",
    "下一步，将以{0}为抓手，加强{1}，服务{2}",
    "双方就{0}达成一致，明确{1}的责任人和完成时限",
)


def name_of(source: random.Random) -> str:
    """A name of two or three characters."""
    return source.choice(_SURNAMES) + "".join(source.choices(_GIVEN, k=source.choice((1, 2, 2))))


def words_of(source: random.Random) -> str:
    """A subject: a few common words, and characters as various as those of real texts."""
    start = source.randrange(len(_WHAT) - 4)
    return _WHAT[start : start + 4] + "".join(source.choices(_VARIOUS, k=source.randint(3, 7)))


def text_of(source: random.Random, leaders: list[tuple[str, str, str]]) -> str:
    """Three paragraphs of some 800 characters, with leaders, dates and here and there a slip."""
    day = _DATE - timedelta(days=source.randint(1, 6))
    unit, title, name = source.choice(leaders)
    opening = f"{day.month}月{day.day}日，{unit}{title}{name}带队到基层调研，参加座谈会"
    slips = ("", "", "", "会议指出,要抓好落实", "约30人左右参加", "资助5至10万元")
    sentences = [
        source.choice(_PHRASES).format(words_of(source), words_of(source), words_of(source)) for _ in range(24)
    ]
    parts = [opening, *sentences[:7]], [*sentences[7:16], source.choice(slips)], sentences[16:]
    return "\n".join("。".join(part for part in paragraph if part) + "。" for paragraph in parts)


def load() -> Any:
    """The data set; the issue that is checked."""
    from django.core.management import call_command

    from kexie.base.kernel.access import Platform
    from kexie.base.people import api as people
    from kexie.base.people.models import Organisation, Person, Post
    from kexie.domains.bulletin.models import WatchWord

    call_command("migrate", verbosity=0, interactive=False)
    source = random.Random(20261129)
    root = people.add_organisation(
        by=Platform(), at=_AT, name="云川市科学技术协会", short_name="云川市科协", kind="city"
    )
    steps = (Organisation._int2str(number + 1).rjust(Organisation.steplen, "0") for number in range(UNITS))
    Organisation.objects.bulk_create(
        Organisation(
            name=f"第{number}区科学技术协会",
            short_name=f"第{number}区科协",
            kind="district",
            created_at=_AT,
            path=root.path + step,
            depth=2,
        )
        for number, step in enumerate(steps)
    )
    Organisation.objects.filter(pk=root.pk).update(numchild=UNITS)
    units = list(Organisation.objects.order_by("path"))
    persons = [Person(name=name_of(source), created_at=_AT) for _ in range(POSTS)]
    Person.objects.bulk_create(persons, batch_size=500)
    posts = [
        Post(
            person=person,
            organisation=units[number % 40 if number % 2 else 0] if number < 80 else source.choice(units),
            title=source.choice(_TITLES),
            precedence=number % 90,
            begin=date(2024, 1, 1),
        )
        for number, person in enumerate(persons)
    ]
    Post.objects.bulk_create(posts, batch_size=500)
    leaders = [(post.organisation.short_name, post.title, post.person.name) for post in posts]
    rare = {"".join(source.choices(_GIVEN + _WHAT, k=3)) for _ in range(WORDS * 2)}
    chosen = {*sorted(rare)[: WORDS - 3], *(words_of(source)[:3] for _ in range(3))}
    WatchWord.objects.bulk_create(
        WatchWord(word=word, grade="sensitive", changed_at=_AT, changed_name="测试") for word in sorted(chosen)
    )
    return _issues(source, leaders, root)


def _issues(source: random.Random, leaders: list[tuple[str, str, str]], root: Any) -> Any:
    from kexie.domains.bulletin.models import Column, Credit, Issue, Item

    column = Column.objects.get_or_create(name="科普工作")[0]
    for back in range(8, -1, -1):
        date_of = _DATE - timedelta(days=7 * back)
        issue = Issue.objects.create(year=2026, number=40 - back, total=140 - back, date=date_of, created_at=_AT)
        count = ITEMS if back == 0 else PAST // 8
        items = [
            Item(
                issue=issue,
                column=column,
                order=order,
                title=f"{words_of(source)}座谈会",
                text=text_of(source, leaders),
            )
            for order in range(1, count + 1)
        ]
        Item.objects.bulk_create(items)
        Credit.objects.bulk_create(Credit(item=item, organisation=root, order=1, name="云川市科协") for item in items)
    return issue


def main() -> None:
    """Fetch, check and tell what was found, as the page of the checks does."""
    django.setup()
    from kexie.base.kernel.access import Platform
    from kexie.base.kernel.scoping import beyond
    from kexie.domains.bulletin import queries

    with beyond("the data set of the bench"):
        issue = load()
        report = queries.check_report(Platform(), issue.pk)
        if len(report.groups) != ITEMS + 1 or not report.judged:
            raise SystemExit("the checks looked at nothing")
        print(f"{len(report.judged)} findings in {sum(len(item.text) for item in issue.items.all())} characters")
        spent = cpu_ms(lambda: queries.check_report(Platform(), issue.pk), rounds=9, warm=2)
    tell(Measured("checks_issue", spent, "ms", 300))


if __name__ == "__main__":
    main()
