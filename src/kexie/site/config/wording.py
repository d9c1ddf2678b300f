"""The words of this house where translators of libraries say something else: a pure rule over finished sentences.

What a sentence needs beyond that is written out in `locale/zh_Hans`.
"""

from __future__ import annotations

import re
from typing import Final

#: What translators say → what we say. Longer words stand before those that they contain.
TERMS: Final = {
    "工作流任务": "审批步骤",
    "工作流": "审批流程",
    "上一级页面": "上级网页",
    "父页面": "上级网页",
    "子页面": "下级网页",
    "页面": "网页",
    "任务": "步骤",
    "父集合": "上级分组",
    "子集合": "下级分组",
    "集合": "分组",
    "评论": "批注",
    "文档": "文件",
    "图像": "图片",
    "站点": "网站",
    "区域设置": "语言",
    "缩略名": "网址名称",
    "取消发布": "下线",
    "修订版本": "版本",
    "批准": "通过",
    "拒绝": "退回",
    "驳回": "退回",
    "群组": "用户组",
    "过滤器": "筛选",
    "过滤": "筛选",
    "帐号": "账号",
    "帐户": "账号",
    "账户": "账号",
    "对不起": "抱歉",
    "缺省": "默认",
    "你": "您",
    "是的，": "是，",
    "添加一个": "添加",
}
_FULL_WIDTH: Final = {",": "，", ".": "。", ":": "：", ";": "；", "?": "？", "!": "！"}

_HAN: Final = "[\u4e00-\u9fff]"
_TERM: Final = re.compile("|".join(TERMS))
_QUOTED: Final = re.compile(r"""(?<![=A-Za-z0-9])(['"])([^'"<>=]*%\(\w+\)s[^'"<>=]*|<em>.*?</em>)\1""")
_STOP: Final = re.compile(rf"(?<=[\u4e00-\u9fff”）])([,.:;?!])(?=\s|$|{_HAN}|<)")
_DOTS: Final = re.compile(r"(?<=[\u4e00-\u9fff])(?:\.\.\.|…(?!…))")
_SPACE: Final = re.compile(r"(?<=[，。：；？！“（]) +(?!$)| +(?=[“”，。：；？！])|(?<=”) +(?=[\u4e00-\u9fff])")
_NAMES: Final = (
    "model|model_name|object|snippet_type_name|snippet_plural_name|page_type|task_type|task_name|title|label"
)
_NAME: Final = re.compile(rf" ?(%\((?:{_NAMES})\)s) ?")


def in_house_words(sentence: str) -> str:
    """A Chinese sentence in the terms and with the punctuation of this house; placeholders and mark-up stay as they are."""
    if not re.search(_HAN, sentence):
        return sentence
    sentence = _TERM.sub(lambda found: TERMS[found[0]], sentence)
    sentence = _QUOTED.sub(r"“\2”", sentence)
    sentence = _DOTS.sub("……", sentence)
    sentence = _STOP.sub(lambda found: _FULL_WIDTH[found[1]], sentence)
    return _NAME.sub(r"\1", _SPACE.sub("", sentence))
