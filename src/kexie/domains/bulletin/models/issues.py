"""An issue of the bulletin, its items with the units that sign them, its highlights, and the steps of its sign-off."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.ids import new_id
from kexie.domains.bulletin.rules.issue import DEFAULT_NAME
from kexie.domains.bulletin.rules.life_cycle import STATE_LABELS, STATE_LOOKS, VERB_LABELS, IssueState
from kexie.domains.bulletin.rules.numbering import number_line, running_line

STATES = [(state.value, label) for state, label in STATE_LABELS.items()]
VERBS = [(verb.value, label) for verb, label in VERB_LABELS.items()]
_REVIEWED = [IssueState.APPROVED.value, IssueState.SIGNED.value]
_IS_SIGNED = Q(state=IssueState.SIGNED.value)
_HAS_REVIEWER = Q(reviewed_at__isnull=False, reviewed_by__isnull=False)
_HAS_SIGNER = Q(signed_at__isnull=False, signed_by__isnull=False) & ~Q(content_hash="")
_NO_SIGNER = Q(signed_at__isnull=True, signed_by__isnull=True, content_hash="")


class Column(models.Model):
    """A section of the bulletin (栏目); an issue may use those that are active."""

    name = models.CharField(_("名称"), max_length=30, unique=True)
    order = models.PositiveSmallIntegerField(_("排序"), default=100)
    active = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = _("栏目")
        verbose_name_plural = _("栏目")
        ordering: ClassVar[list[str]] = ["order", "name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(name=""), name="bulletin_column_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class ItemKind(models.Model):
    """A kind of information (信息类别), by which units are scored: an ordinary note, an experience, an inquiry …"""

    code = models.SlugField(_("代码"), max_length=30, unique=True)
    name = models.CharField(_("名称"), max_length=30, unique=True)
    order = models.PositiveSmallIntegerField(_("排序"), default=100)
    active = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = _("信息类别")
        verbose_name_plural = _("信息类别")
        ordering: ClassVar[list[str]] = ["order", "name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(name=""), name="item_kind_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class IssueQuerySet(models.QuerySet["Issue"]):
    """Filters that chain."""

    def signed(self) -> IssueQuerySet:
        """Issues that are public: signed once, and so also while a correction is being worked on."""
        return self.filter(published_at__isnull=False)

    def newest_first(self) -> IssueQuerySet:
        """By date, then by running number, the latest first."""
        return self.order_by("-date", "-total")

    def before(self, issue: Issue) -> IssueQuerySet:
        """Those that are older than ``issue``, the nearest first."""
        older = Q(date__lt=issue.date) | Q(date=issue.date, total__lt=issue.total)
        return self.filter(older).order_by("-date", "-total")

    def after(self, issue: Issue) -> IssueQuerySet:
        """Those that are newer than ``issue``, the nearest first."""
        newer = Q(date__gt=issue.date) | Q(date=issue.date, total__gt=issue.total)
        return self.filter(newer).order_by("date", "total")


class Issue(models.Model):
    """One issue (一期). ``number`` counts within ``year``, ``total`` since the first issue; ``editor`` and ``reviewer``
    are names as printed, ``reviewed_by`` and ``signed_by`` the persons who really did it; ``version`` grows with every
    change; ``content_hash`` is frozen at signature.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("刊名"), max_length=60, default=DEFAULT_NAME)
    year = models.PositiveSmallIntegerField(_("年份"))
    number = models.PositiveSmallIntegerField(_("期号"))
    total = models.PositiveIntegerField(_("总期号"), unique=True)
    date = models.DateField(_("印发日期"))
    publisher = models.CharField(_("编印单位"), max_length=120, blank=True)
    mailbox = models.CharField(_("信息报送邮箱"), max_length=120, blank=True)
    editor = models.CharField(_("编辑"), max_length=120, blank=True)
    reviewer = models.CharField(_("审核"), max_length=120, blank=True)
    distribution = models.JSONField(_("分送"), default=list, blank=True)
    source_hash = models.CharField(_("来源文件摘要"), max_length=64, blank=True)
    state = models.CharField(_("状态"), max_length=20, choices=STATES, default=IssueState.DRAFTING.value)
    version = models.PositiveIntegerField(_("版本"), default=1)
    created_at = models.DateTimeField(_("建立时间"))
    drafted_by = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("编排人")
    )
    reviewed_by = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("审核人")
    )
    reviewed_at = models.DateTimeField(_("审核时间"), null=True, blank=True)
    signed_by = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("签发人")
    )
    signed_at = models.DateTimeField(_("签发时间"), null=True, blank=True)
    content_hash = models.CharField(_("签发内容摘要"), max_length=64, blank=True)
    # The number of the revision that is being drafted, or that was signed last: 0, then one more with each correction.
    revision = models.PositiveSmallIntegerField(_("更正次数"), default=0)
    correction = models.CharField(_("更正说明"), max_length=500, blank=True)
    # When it was signed for the first time: public from then on, also while a correction is being worked on.
    published_at = models.DateTimeField(_("首次签发时间"), null=True, blank=True)

    objects = IssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("期刊")
        verbose_name_plural = _("期刊")
        ordering: ClassVar[list[str]] = ["-total"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state", "-total"], name="issue_by_state")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["year", "number"], name="issue_once_in_a_year"),
            models.CheckConstraint(condition=Q(number__gte=1, total__gte=F("number")), name="issue_number_possible"),
            models.CheckConstraint(
                condition=(_IS_SIGNED & _HAS_SIGNER) | (~_IS_SIGNED & _NO_SIGNER), name="issue_signed_by_someone"
            ),
            models.CheckConstraint(condition=~Q(state__in=_REVIEWED) | _HAS_REVIEWER, name="issue_approved_by_someone"),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True) | ~Q(reviewed_by=F("signed_by")), name="issue_two_persons"
            ),
            models.CheckConstraint(
                condition=~_IS_SIGNED | Q(published_at__isnull=False), name="issue_signed_is_published"
            ),
            models.CheckConstraint(
                condition=Q(revision=0) | (Q(published_at__isnull=False) & ~Q(correction="")),
                name="issue_corrected_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.label}"

    def get_absolute_url(self) -> str:
        """Its public page."""
        return reverse("bulletin:issue", args=(self.year, self.number))

    @property
    def label(self) -> str:
        """The number as spoken of: 2023年第17期（总第70期）."""
        return f"{number_line(self.year, self.number).replace(' ', '')}{running_line(self.total)}"

    @property
    def short_label(self) -> str:
        """The number within its year: 2023年第17期."""
        return number_line(self.year, self.number).replace(" ", "")

    @property
    def is_signed(self) -> bool:
        """Whether the issue is public."""
        return self.state == IssueState.SIGNED

    @property
    def is_published(self) -> bool:
        """Whether the public has an issue of this number before it, perhaps an older revision."""
        return self.published_at is not None

    @property
    def is_drafting(self) -> bool:
        """Whether its words may still be changed."""
        return self.state == IssueState.DRAFTING

    @property
    def state_tone(self) -> str:
        """The tone of its state, one of `ui.tones`."""
        return STATE_LOOKS[IssueState(self.state)][0]

    @property
    def state_icon(self) -> str:
        """The icon of its state; empty for the tone's own."""
        return STATE_LOOKS[IssueState(self.state)][1]

    def get_workbench_url(self) -> str:
        """Its page in the workbench."""
        return reverse("bulletin:desk-issue", args=(self.pk,))


class Item(models.Model):
    """One news item of an issue; ``text`` holds its paragraphs, one to the line."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    issue = models.ForeignKey(Issue, models.CASCADE, related_name="items", verbose_name=_("期刊"))
    column = models.ForeignKey(Column, models.PROTECT, related_name="items", verbose_name=_("栏目"))
    order = models.PositiveSmallIntegerField(_("排序"))
    title = models.CharField(_("标题"), max_length=120)
    text = models.TextField(_("正文"))
    kind = models.ForeignKey(
        ItemKind, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("信息类别")
    )
    event_on = models.DateField(_("活动日期"), null=True, blank=True)
    event_until = models.DateField(_("活动结束日期"), null=True, blank=True)
    place = models.CharField(_("活动地点"), max_length=120, blank=True)
    # The work that the item reports; the ledger is told the other way round when the issue is signed.
    entry = models.ForeignKey(
        "ledger.Entry", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("所报的工作")
    )

    class Meta:
        verbose_name = _("信息")
        verbose_name_plural = _("信息")
        ordering: ClassVar[list[str]] = ["order"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["issue", "order"], name="item_one_place_in_issue"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="item_has_words"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its own page, for sharing."""
        return reverse("bulletin:item", args=(self.issue.year, self.issue.number, self.pk))

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The paragraphs, in order."""
        return tuple(self.text.split("\n"))

    @property
    def shown(self) -> tuple[dict[str, Any], ...]:
        """Its pictures, as a revision holds them: key, description, caption, behind which paragraph."""
        return tuple(
            {"sha256": row.blob_id, "alt": row.alt, "caption": row.caption, "after": row.after}
            for row in self.pictures.all()
        )

    @property
    def credit_line(self) -> str:
        """The units that sign it, as printed without brackets: 科普部、某区科协; empty where nobody does."""
        return "、".join(credit.name for credit in self.credits.all())

    @property
    def anchor(self) -> str:
        """Where it stands on the issue's page."""
        return f"item-{self.order}"


class Credit(models.Model):
    """A unit that signs an item: the organisation, and its name as printed."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="credits", verbose_name=_("信息"))
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="+", verbose_name=_("署名单位")
    )
    order = models.PositiveSmallIntegerField(_("排序"))
    name = models.CharField(_("印发名称"), max_length=120)

    class Meta:
        verbose_name = _("署名")
        verbose_name_plural = _("署名")
        ordering: ClassVar[list[str]] = ["order"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["item", "order"], name="credit_one_place_in_item"),
            models.UniqueConstraint(fields=["item", "name"], name="credit_once_in_item"),
        ]

    def __str__(self) -> str:
        return self.name


class Highlight(models.Model):
    """A line of 目录提要, in wording of its own; ``item`` is what it speaks of, where that is certain."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="highlights", verbose_name=_("期刊"))
    item = models.ForeignKey(Item, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("所指信息"))
    order = models.PositiveSmallIntegerField(_("排序"))
    text = models.CharField(_("文字"), max_length=120)

    class Meta:
        verbose_name = _("提要")
        verbose_name_plural = _("提要")
        ordering: ClassVar[list[str]] = ["order"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["issue", "order"], name="highlight_one_place_in_issue"),
        ]

    def __str__(self) -> str:
        return self.text


class SignOffStep(models.Model):
    """One step of the sign-off as it happened: who, when, from where to where, with what remark."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="steps", verbose_name=_("期刊"))
    verb = models.CharField(_("步骤"), max_length=20, choices=VERBS)
    state_before = models.CharField(_("原状态"), max_length=20, choices=STATES)
    state_after = models.CharField(_("新状态"), max_length=20, choices=STATES)
    person = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("办理人")
    )
    person_name = models.CharField(_("办理人姓名"), max_length=60)
    at = models.DateTimeField(_("时间"))
    note = models.CharField(_("意见"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("签批步骤")
        verbose_name_plural = _("签批步骤")
        ordering: ClassVar[list[str]] = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.get_verb_display()} {self.person_name}"
