"""What the home page and topics are composed of, beside plain text.

A block says what the editor chooses; what it shows is asked for and drawn by the door `templatetags.pages`.
"""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from kexie.base.pages.blocks.body import BodyBlock
from kexie.base.pages.blocks.links import LinkBlock
from kexie.base.ui import figures, slots
from kexie.base.ui.icons import DRAWINGS

FULL: Final = "full"
HALF: Final = "half"
_WIDTHS: Final = [(FULL, _("整行")), (HALF, _("半行"))]
#: Icons that mean something to a visitor.
_ICONS: Final = [
    ("service", _("服务")),
    ("people", _("人员")),
    ("building", _("单位")),
    ("book", _("资料")),
    ("activity", _("活动")),
    ("calendar", _("日历")),
    ("file", _("文件")),
    ("message", _("交流")),
    ("mail", _("信件")),
    ("search", _("查询")),
    ("shield", _("认证")),
    ("chart", _("数据")),
    ("info", _("说明")),
]
if missing := [name for name, _label in _ICONS if name not in DRAWINGS]:
    raise LookupError(f"no such icons: {missing}")


class WidthBlock(blocks.ChoiceBlock):
    """How wide a section stands on a desktop; on a phone all are as wide as the screen."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**({"choices": _WIDTHS, "default": FULL, "label": _("宽度（电脑上）")} | kwargs))


class SlideBlock(LinkBlock):
    """One picture of the banner, its words, and where it leads."""

    image = ImageChooserBlock(label=_("图片"))
    title = blocks.CharBlock(label=_("标题"), max_length=40)
    text = blocks.CharBlock(label=_("说明"), max_length=80, required=False)

    class Meta:
        label = _("图片")
        icon = "image"
        leads = False


class BannerBlock(blocks.ListBlock):
    """One to five pictures with words; nothing moves by itself."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(SlideBlock(), **({"min_num": 1, "max_num": 5} | kwargs))

    class Meta:
        label = _("横幅")
        icon = "image"


class HeadlinesBlock(blocks.StructBlock):
    """Chosen articles first, then the newest, up to a number; the first one large, with its picture."""

    heading = blocks.CharBlock(label=_("标题"), max_length=30, default=_("要闻"))
    pages = blocks.ListBlock(
        blocks.PageChooserBlock(page_type="pages.ArticlePage"), label=_("置顶的文章"), min_num=0, max_num=6, default=[]
    )
    count = blocks.IntegerBlock(label=_("共显示几篇"), min_value=1, max_value=12, default=6)
    width = WidthBlock(default="half")

    class Meta:
        label = _("要闻")
        icon = "pick"


class ColumnBlock(blocks.StructBlock):
    """The newest articles of a column."""

    column = blocks.PageChooserBlock(label=_("栏目"), page_type="pages.ColumnPage")
    heading = blocks.CharBlock(label=_("标题"), max_length=30, required=False, help_text=_("不填时用栏目的名称。"))
    count = blocks.IntegerBlock(label=_("显示几篇"), min_value=1, max_value=12, default=5)
    width = WidthBlock(default="half")

    class Meta:
        label = _("栏目的文章")
        icon = "list-ul"


class PlatformBlock(blocks.StructBlock):
    """A section that an app of the platform draws: the week's bulletin, the organisations …"""

    section = blocks.ChoiceBlock(label=_("内容"), choices=lambda: slots.offered("home"))
    width = WidthBlock(default="half")

    class Meta:
        label = _("平台内容（每周动态、组织机构等）")
        icon = "cogs"


class ActivityBlock(LinkBlock):
    """Something that takes place: shown until it is over."""

    name = blocks.CharBlock(label=_("活动名称"), max_length=60)
    begins = blocks.DateTimeBlock(label=_("开始时间"))
    ends = blocks.DateTimeBlock(label=_("结束时间"), required=False, help_text=_("不填时，活动当天结束后不再显示。"))
    place = blocks.CharBlock(label=_("地点"), max_length=60, required=False)

    class Meta:
        label = _("活动")
        icon = "date"
        leads = False


class ActivitiesBlock(blocks.StructBlock):
    """What takes place soon, the next one first."""

    heading = blocks.CharBlock(label=_("标题"), max_length=30, default=_("近期活动"))
    items = blocks.ListBlock(ActivityBlock(), label=_("活动"), max_num=20)
    width = WidthBlock(default="half")

    class Meta:
        label = _("近期活动")
        icon = "date"


class ServiceBlock(LinkBlock):
    """A service: icon, name, a few words."""

    icon = blocks.ChoiceBlock(label=_("图标"), choices=_ICONS, default="service")
    label = blocks.CharBlock(label=_("名称"), max_length=20)
    note = blocks.CharBlock(label=_("说明"), max_length=50, required=False)

    class Meta:
        label = _("服务")
        icon = "link"


class ServicesBlock(blocks.StructBlock):
    """Services as tiles."""

    heading = blocks.CharBlock(label=_("标题"), max_length=30, default=_("常用服务"))
    items = blocks.ListBlock(ServiceBlock(), label=_("服务"), min_num=1, max_num=12)
    width = WidthBlock()

    class Meta:
        label = _("常用服务")
        icon = "grip"


class TopicsBlock(blocks.StructBlock):
    """Special topics (专题): the chosen ones, or the newest."""

    heading = blocks.CharBlock(label=_("标题"), max_length=30, default=_("专题"))
    pages = blocks.ListBlock(
        blocks.PageChooserBlock(page_type="pages.TopicPage"), label=_("专题"), min_num=0, max_num=6, default=[]
    )
    width = WidthBlock()

    class Meta:
        label = _("专题")
        icon = "folder-open-inverse"


class FiguresBlock(blocks.StructBlock):
    """Numbers that the platform counts itself; nothing can be typed here."""

    heading = blocks.CharBlock(label=_("标题"), max_length=30, default=_("数说科协"))
    figures = blocks.MultipleChoiceBlock(label=_("数字"), choices=figures.offered)
    width = WidthBlock()

    class Meta:
        label = _("一览数字")
        icon = "order"


class SectionsBlock(BodyBlock):
    """The body of the home page or of a topic: sections, and plain text between them."""

    banner = BannerBlock(group=_("首页版块"))
    headlines = HeadlinesBlock(group=_("首页版块"))
    column = ColumnBlock(group=_("首页版块"))
    platform = PlatformBlock(group=_("首页版块"))
    activities = ActivitiesBlock(group=_("首页版块"))
    services = ServicesBlock(group=_("首页版块"))
    topics = TopicsBlock(group=_("首页版块"))
    figures = FiguresBlock(group=_("首页版块"))
