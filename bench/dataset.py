"""The same data every time: the demo association, and ten thousand entries of generated Chinese in the search index."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

SEARCH_ENTRIES = 10_000
ORGANISATIONS = 1_000
_VOCABULARY = (
    "科技 工作者 学会 协会 座谈 调研 平台 数字 服务 创新 企业 专家 科普 活动 青少年 气象 "
    "水利 农业 航空 材料 会议 部署 推进 合作 签约 成果 转化 评价 培训 志愿 讲座 展览 "
    "实验 观测 河流 山地 温室 育种 桥梁 轨道 电池 算法 芯片 遥感 地质 防灾 健康 护理 "
    "营养 天文 望远镜 博物 社区 乡村 学校 图书馆 科技馆 园区 高校 院士 青年"
)
_WORDS = _VOCABULARY.split(" ")


def load() -> None:
    """The demo, units to a thousand in all, and a full index."""
    tell_demo()
    add_units()
    fill_index()


def tell_demo() -> None:
    """Migrate an empty database, tell the demo."""
    from django.core.management import call_command

    from kexie.site.demo import story

    call_command("migrate", verbosity=0, interactive=False)
    story.tell()


def add_units() -> None:
    """Societies below the city, with districts and addresses, until there are a thousand units."""
    from kexie.base.kernel import clock
    from kexie.base.kernel.access import Platform
    from kexie.base.people import api as people

    there, at = people.Organisation.objects.count(), clock.now()
    city = people.Organisation.objects.filter(depth=1, kind="city").get()
    districts = sorted(set(people.Organisation.objects.exclude(district="").values_list("district", flat=True)))
    source = random.Random(20261129)
    for number in range(ORGANISATIONS - there):
        name = f"云川市{''.join(source.choices(_WORDS, k=2))}第{number}学会"
        facts = {"district": source.choice(districts), "address": f"滨河路{number}号"}
        people.add_organisation(by=Platform(), at=at, name=name, kind="society", parent=city, facts=facts)


def fill_index() -> None:
    """Put the generated entries, a thousand in a call."""
    from kexie.base.search import api

    entries = list(_entries())
    for start in range(0, len(entries), 1000):
        api.put(*entries[start : start + 1000])


def _entries() -> Iterator[object]:
    from kexie.base.search import api

    source = random.Random(20261123)
    for number in range(SEARCH_ENTRIES):
        title = "".join(source.choices(_WORDS, k=6))
        body = "，".join("".join(source.choices(_WORDS, k=9)) for _ in range(12)) + "。"
        yield api.Entry(
            source="bench",
            key=str(number),
            title=title,
            body=body,
            url=f"/bench/{number}/",
            on=date(2020, 1, 1) + timedelta(days=number % 2400),
            public=True,
        )
