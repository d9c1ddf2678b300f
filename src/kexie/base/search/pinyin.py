"""Pinyin and initials of titles, and what a person who types letters may mean by them.

`kxzj` and `kexuezhijia` both find 科学之家. A syllable is the token ``ske``, two initials the token ``ikx``: neither can be
mistaken for a word of Latin letters.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations, islice, pairwise, product
from typing import Final

from pypinyin import Style, pinyin

from kexie.base.search.bigrams import BREAK, compact, normal, runs

#: Titles up to this many characters are indexed with every reading of their polyphonic characters (银行 / 行走).
_SHORT_TITLE: Final = 12
_MOST_READINGS: Final = 8
_MOST_SPLITS: Final = 6
_LONGEST_LETTERS: Final = 40

_SYLLABLES: Final = frozenset(
    """a ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai can cang cao ce cen ceng
    cha chai chan chang chao che chen cheng chi chong chou chu chua chuai chuan chuang chui chun chuo ci cong cou cu cuan
    cui cun cuo da dai dan dang dao de dei den deng di dia dian diao die ding diu dong dou du duan dui dun duo e ei en eng
    er fa fan fang fei fen feng fo fou fu ga gai gan gang gao ge gei gen geng gong gou gu gua guai guan guang gui gun guo
    ha hai han hang hao he hei hen heng hong hou hu hua huai huan huang hui hun huo ji jia jian jiang jiao jie jin jing
    jiong jiu ju juan jue jun ka kai kan kang kao ke ken keng kong kou ku kua kuai kuan kuang kui kun kuo la lai lan lang
    lao le lei leng li lia lian liang liao lie lin ling liu lo long lou lu luan lue lun luo lv ma mai man mang mao me mei
    men meng mi mian miao mie min ming miu mo mou mu na nai nan nang nao ne nei nen neng ni nian niang niao nie nin ning
    niu nong nou nu nuan nue nuo nv o ou pa pai pan pang pao pei pen peng pi pian piao pie pin ping po pou pu qi qia qian
    qiang qiao qie qin qing qiong qiu qu quan que qun ran rang rao re ren reng ri rong rou ru ruan rui run ruo sa sai san
    sang sao se sen seng sha shai shan shang shao she shei shen sheng shi shou shu shua shuai shuan shuang shui shun shuo
    si song sou su suan sui sun suo ta tai tan tang tao te teng ti tian tiao tie ting tong tou tu tuan tui tun tuo wa wai
    wan wang wei wen weng wo wu xi xia xian xiang xiao xie xin xing xiong xiu xu xuan xue xun ya yan yang yao ye yi yin
    ying yo yong you yu yuan yue yun za zai zan zang zao ze zei zen zeng zha zhai zhan zhang zhao zhe zhei zhen zheng zhi
    zhong zhou zhu zhua zhuai zhuan zhuang zhui zhun zhuo zi zong zou zu zuan zui zun zuo""".split()  # noqa: SIM905 - a table that can be read
)
_LONGEST_SYLLABLE: Final = 6


@lru_cache(maxsize=4096)
def readings(title: str) -> tuple[tuple[str, ...], ...]:
    """Every reading of a title, syllable by syllable without tones; letters and digits stand as they are."""
    parts = runs(normal(title))
    length = sum(len(run.text) for run in parts)
    choices: list[list[str]] = []
    for run in parts:
        if run.unspaced:
            found = pinyin(run.text, style=Style.NORMAL, heteronym=length <= _SHORT_TITLE)
            for several in found:
                # Characters without a known reading come as they are, those that stand together in one piece.
                unread = [[character] for character in several[0]]
                choices += [list(dict.fromkeys(map(_plain, several)))] if several[0].isascii() else unread
        else:
            choices += [[letter] for letter in run.text]
    return tuple(islice(product(*choices), _MOST_READINGS)) if choices else ()


def full(title: str) -> str:
    """All readings written out without gaps, separated by spaces: `kexuezhijia`."""
    return " ".join(dict.fromkeys("".join(reading) for reading in readings(title)))


def initials(title: str) -> str:
    """All readings by their first letters, separated by spaces: `kxzj`."""
    return " ".join(dict.fromkeys("".join(syllable[:1] for syllable in reading) for reading in readings(title)))


def title_tokens(title: str) -> str:
    """The tokens under which a title is found by syllables and by initials."""
    found: dict[str, None] = {}
    for reading in readings(title):
        found[" ".join(f"s{syllable}" for syllable in reading if syllable.isascii())] = None
        found[_pairs("".join(syllable[:1] for syllable in reading))] = None
    return f" {BREAK} ".join(filter(None, found))


def phrases(word: str) -> list[str]:
    """Phrases of :func:`title_tokens` that a normal ``word`` of letters may mean; none if it can be no pinyin."""
    if not (1 < len(word) <= _LONGEST_LETTERS and word.isascii() and word.isalpha()):
        return []
    by_syllables = [" ".join(f"s{syllable}" for syllable in split) for split in islice(_splits(word), _MOST_SPLITS)]
    return [*by_syllables, _pairs(word)]


def meant(title: str, word: str) -> str:
    """The part of a compact title (`bigrams.compact`) that the letters ``word`` stand for; empty if they do not."""
    characters = compact(title)
    for reading in readings(title):
        start = "".join(syllable[:1] for syllable in reading).find(word)
        if start >= 0:
            return characters[start : start + len(word)]
        for start, end in combinations(range(len(reading) + 1), 2):
            if "".join(reading[start:end]) == word:
                return characters[start:end]
    return ""


def sounded(text: str) -> tuple[str, ...]:
    """The syllables of a compact text; of letters alone those that they may stand for, as far as they are syllables."""
    if text.isascii():
        letters = text[:_LONGEST_LETTERS] if text.isalpha() else ""
        return next((split for end in range(len(letters), 1, -1) for split in islice(_splits(letters[:end]), 1)), ())
    first = next(iter(readings(text)), ())
    return tuple(syllable for syllable in first if len(syllable) > 1 and syllable in _SYLLABLES)


def _splits(letters: str) -> Iterator[tuple[str, ...]]:
    """Ways to read ``letters`` as syllables, long syllables first: xian, xi an."""
    if not letters:
        yield ()
    for length in range(min(len(letters), _LONGEST_SYLLABLE), 0, -1):
        if letters[:length] in _SYLLABLES and letters[length:] not in _dead_ends(letters):
            for rest in _splits(letters[length:]):
                yield (letters[:length], *rest)


@lru_cache(maxsize=256)
def _dead_ends(letters: str) -> frozenset[str]:
    """The ends of ``letters`` that no syllables make up, so that a long query cannot branch without end."""
    good = {len(letters)}
    for start in range(len(letters) - 1, -1, -1):
        if any(letters[start:end] in _SYLLABLES for end in good if end - start <= _LONGEST_SYLLABLE and end > start):
            good.add(start)
    return frozenset(letters[start:] for start in range(len(letters)) if start not in good)


def _pairs(letters: str) -> str:
    return " ".join(f"i{one}{two}" for one, two in pairwise(letters) if (one + two).isascii())


def _plain(syllable: str) -> str:
    return syllable.replace("ü", "v").replace("lve", "lue").replace("nve", "nue")
