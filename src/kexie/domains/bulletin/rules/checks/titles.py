"""Reading who is named with which title of which unit: 市科协党组书记、常务副主席林某某，副主席周某某参加。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kexie.domains.bulletin.rules.checks.frame import HAN

_BEFORE: Final = "(?:党组|党委|机关党委|党总支|党支部|支部|常务|专职|兼职|挂职|驻会|执行|名誉|轮值|副|总|代|常|首席)*"
_CORE: Final = (
    "(?:书记|主席|理事长|监事长|会长|秘书长|主任委员|主任科员|主任|部长|处长|局长|厅长|区长|市长|县长|镇长|乡长|院长|校长|所长"
    "|馆长|站长|台长|社长|园长|董事长|总经理|总裁|总工程师|总设计师|科长|司长|行长|队长|会长|党组成员|党委委员|巡视员|调研员)"
)
TITLE: Final = re.compile(rf"(?:[一二三四]级)?{_BEFORE}{_CORE}")
_RANKS: Final = "[一二三四]级(?:巡视员|调研员|主任科员)"
#: Words that begin where a name would, behind a title: 主席台, 秘书长会议, 主任单位.
_NO_NAME: Final = re.compile(
    "台|团|会|办公|单位|班子|处|职务|职责|人选|助理|制|级|们|等|以及|及|和|与|兼|或|一行|同志|带队|主持|参加|出席|负责|联席|扩大|工作"
    "|候选|候任|为|任|由|在|对|将|到|赴|作|就|围绕|办|接待|信箱|热线|室|层|岗|选举|换届|述职|轮值|例会|任命|担任"
)
_HAN_RUN: Final = re.compile(f"[{HAN}·]{{2,}}")
_BREAK: Final = re.compile('[，。；：！？“”‘’《》【】\\s,;:!?"]|（(?!主持|兼|正|副|挂)')
_BRACKET: Final = re.compile("（[^（）]{1,12}）")
_JOINING: Final = re.compile("[、，]|和|与|及|以及")
_COURTESY: Final = re.compile(
    f"(?:^|[，。；：、“（\\s]|[和与及由对同])(?P<name>[{HAN}]{{2,3}}?)(?P<title>(?:常务)?副?(?:书记|主席|理事长|会长|秘书长|主任|部长))"
    "(?=[在对说指表强介主出参一率代作就首，。、]|$)"
)
_LONGEST_NAME: Final = 4

SURNAMES: Final = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛奚范彭郎鲁韦昌马苗凤花俞袁柳"
    "鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安乐傅皮卞齐康伍余顾孟黄穆萧尹姚邵湛汪祁毛禹狄米贝臧戴谈宋茅庞熊纪舒屈项祝"
    "董梁杜阮蓝闵席季麻贾路娄江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万柯管卢莫房裘缪干解应宗丁宣邓郁单洪包诸左"
    "石崔吉龚程邢裴陆荣翁荀甄曲封储靳段富焦巴牧谷车侯班仰秋仲伊宁仇栾甘厉祖武符刘景詹龙叶幸司黎薄印白蒲邰鄂索赖卓"
    "蔺屠蒙池乔闻翟谭姬申扶冉桂牛寿通边扈燕冀浦尚农温庄晏柴瞿阎连习容古易慎戈廖庾衡步耿满弘匡国文寇广东欧沃利蔚"
    "越师巩聂晁敖冷辛阚简饶曾沙丰关荆游岳帅缑亢况有琴商佘佟肖覃涂危丛占"
)
#: What stands behind a name.
_FOLLOWS: Final = re.compile(
    "$|[，。、；：！？（）\\s]|带队|率|主持|参加|出席|讲话|致辞|致词|强调|指出|表示|介绍|代表|在|对|与|和|及|同志|一行|等|分别|到|赴|作|为|向|就|宣"
    "|会见|陪同|调研|首先|以|的|说|认为|要求|希望|传达|通报|总结|部署|签|共同|也|还|将|于|从|应|受|被|前往|走访|慰问|听取|围绕|结合|详|充分"
    "|高度|感谢|回顾|主讲|授课|点评|发言|列席|莅临|受邀|担任|现场|深入"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One title of a mention: the words before it that may be a unit, and where the title itself stands."""

    before: str
    title: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody named behind titles. ``after`` is all that follows up to a mark; the name is how it begins.

    ``start`` is where the words of the mention begin, ``at`` where the name does. ``shares`` is true of a name that stands
    in a list behind the titles of the one before.
    """

    start: int
    at: int
    after: str
    pieces: tuple[Piece, ...]
    shares: bool = False

    @property
    def spellings(self) -> tuple[str, ...]:
        """The names that it can be, the longest first."""
        return tuple(self.after[:length] for length in range(min(_LONGEST_NAME, len(self.after)), 1, -1))


def mentions(text: str) -> Iterator[Mention]:
    """Everybody that ``text`` names behind a title, and the names listed behind such a one."""
    for run in _runs(text):
        after = _HAN_RUN.match(text, run[-1].end + _bracketed(text, run[-1].end))
        if not after or _NO_NAME.match(after[0]):
            continue
        first = Mention(_begin(text, run[0]), after.start(), after[0], tuple(run))
        yield first
        at = after.end()
        while text[at : at + 1] == "、" and (listed := _HAN_RUN.match(text, at + 1)):
            if TITLE.search(listed[0]):
                break
            yield Mention(listed.start(), listed.start(), listed[0], tuple(run), shares=True)
            at = listed.end()


def courtesies(text: str) -> Iterator[tuple[str, str, int, int]]:
    """Names in front of a short title, 林某某副主席: name, title, and where the title stands."""
    for found in _COURTESY.finditer(text):
        yield found["name"], found["title"], found.start("title"), found.end("title")


def joined(text: str, start: int, end: int) -> bool:
    """Whether nothing but a comma or an “and” stands between two mentions."""
    return bool(_JOINING.fullmatch(text, start, end))


def likely_name(after: str) -> str:
    """The name with which ``after`` begins, by what follows it and by surnames; empty where it is none."""
    if after[:1] not in SURNAMES:
        return ""
    for length in (3, 2, 4):
        if len(after) >= length and _FOLLOWS.match(after, length):
            if length == 3 and _FOLLOWS.match(after, 2):
                return after[:2]
            return after[:length]
    return after[:3]


def _runs(text: str) -> Iterator[list[Piece]]:
    """Titles that follow each other, with units before them or between."""
    run: list[Piece] = []
    for found in TITLE.finditer(text):
        begin = _left(text, run[-1].end if run else 0, found.start())
        piece = Piece(text[begin : found.start()], found[0], found.start(), found.end())
        if run and not _goes_on(text, run[-1].end, begin):
            yield run
            run = []
        run.append(piece)
    if run:
        yield run


def _goes_on(text: str, end: int, begin: int) -> bool:
    between = text[end + _bracketed(text, end) : begin]
    return between in ("、", "兼", "，兼")


def _bracketed(text: str, at: int) -> int:
    found = _BRACKET.match(text, at)
    return len(found[0]) if found else 0


def _left(text: str, floor: int, at: int) -> int:
    """Where the words that may name the unit begin: behind the last mark, and behind the last title."""
    begin = at
    while begin > floor and text[begin - 1] not in "、" and not _BREAK.match(text, begin - 1):
        begin -= 1
    return begin


def _begin(text: str, piece: Piece) -> int:
    return piece.start - len(piece.before)
