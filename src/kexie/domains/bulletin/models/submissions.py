"""What units send in (信息报送): a submission, the units that sign it, its versions, its way through the desk."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.access import Reach
from kexie.base.kernel.ids import new_id
from kexie.base.kernel.scoping import ScopedQuerySet
from kexie.domains.bulletin.models.issues import Column, Item, ItemKind
from kexie.domains.bulletin.rules.submissions import (
    CHANNEL_LABELS,
    STATE_LABELS,
    STATE_LOOKS,
    VERB_LABELS,
    Channel,
    SubmissionState,
)

_STATES = [(state.value, label) for state, label in STATE_LABELS.items()]
_VERBS = [(verb.value, label) for verb, label in VERB_LABELS.items()]
_CHANNELS = [(channel.value, label) for channel, label in CHANNEL_LABELS.items()]
_WRITING = [SubmissionState.DRAFT.value, SubmissionState.WITHDRAWN.value]


class SubmissionQuerySet(ScopedQuerySet):
    """Filters that chain."""

    def within(self, reach: Reach) -> Self:
        """The submissions of units within ``reach``."""
        return self.filter(reach.q("unit__path"))

    def at_the_desk(self) -> Self:
        """What the office has before it or has had: a draft is its unit's own affair."""
        return self.exclude(state__in=_WRITING)


class Submission(models.Model):
    """A news item that a unit sends in. ``text`` holds its paragraphs, one to the line; ``edition`` grows with every saved
    change (who saves says which one he began from), ``version`` with every 报送; ``item`` is what it became in an issue
    (several submissions may have been joined in one item). ``joined_to`` is the submission with which it goes into an issue
    as one item, signed by the units of both; that one itself is joined to none.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+", verbose_name=_("报送单位"))
    author = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("撰写人")
    )
    author_name = models.CharField(_("撰写人姓名"), max_length=60, blank=True)
    channel = models.CharField(_("报送方式"), max_length=10, choices=_CHANNELS, default=Channel.WEB.value)
    commission = models.ForeignKey(
        "bulletin.Commission", models.PROTECT, null=True, blank=True, related_name="submissions", verbose_name=_("约稿")
    )
    column = models.ForeignKey(Column, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("栏目"))
    kind = models.ForeignKey(
        ItemKind, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("信息类别")
    )
    title = models.CharField(_("标题"), max_length=120, blank=True)
    text = models.TextField(_("正文"), blank=True)
    event_on = models.DateField(_("活动日期"), null=True, blank=True)
    event_until = models.DateField(_("活动结束日期"), null=True, blank=True)
    place = models.CharField(_("活动地点"), max_length=120, blank=True)
    entry = models.ForeignKey(
        "ledger.Entry", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("所报的工作")
    )
    mail = models.ForeignKey(
        "bulletin.IncomingMail",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="submissions",
        verbose_name=_("所出的来信"),
    )
    item = models.ForeignKey(
        Item, models.SET_NULL, null=True, blank=True, related_name="submissions", verbose_name=_("编入的信息")
    )
    joined_to = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="joined", verbose_name=_("并入的信息")
    )
    state = models.CharField(_("状态"), max_length=12, choices=_STATES, default=SubmissionState.DRAFT.value)
    edition = models.PositiveIntegerField(_("修改次数"), default=1)
    version = models.PositiveSmallIntegerField(_("报送次数"), default=0)
    reason = models.CharField(_("处理意见"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("建立时间"))
    updated_at = models.DateTimeField(_("修改时间"))
    submitted_at = models.DateTimeField(_("报送时间"), null=True, blank=True)
    decided_at = models.DateTimeField(_("处理时间"), null=True, blank=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("信息报送")
        verbose_name_plural = _("信息报送")
        ordering: ClassVar[list[str]] = ["-submitted_at", "-created_at"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "-submitted_at"], name="submission_by_state"),
            models.Index(fields=["unit", "-created_at"], name="submission_by_unit"),
            models.Index(fields=["-submitted_at"], name="submission_newest"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state__in=_WRITING)
                | (~Q(title="") & ~Q(text="") & Q(submitted_at__isnull=False, version__gte=1)),
                name="submission_sent_in_with_words",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[SubmissionState.RETURNED.value, SubmissionState.REJECTED.value])
                | ~Q(reason=""),
                name="submission_refused_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(item__isnull=True) | Q(state=SubmissionState.ADOPTED.value),
                name="submission_in_issue_is_adopted",
            ),
            models.CheckConstraint(
                condition=Q(joined_to__isnull=True)
                | (Q(state=SubmissionState.ADOPTED.value) & ~Q(joined_to=models.F("id"))),
                name="submission_joined_is_adopted",
            ),
            models.CheckConstraint(
                condition=Q(event_until__isnull=True)
                | (Q(event_on__isnull=False) & Q(event_until__gte=models.F("event_on"))),
                name="submission_event_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(_("（尚无标题）"))

    def get_absolute_url(self) -> str:
        """Its page in the workbench, for its unit and for the office."""
        return reverse("bulletin:submission", args=(self.pk,))

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The paragraphs, in order; none of an empty text."""
        return tuple(line for line in self.text.split("\n") if line)

    @property
    def credit_line(self) -> str:
        """The units that sign it, as printed without brackets."""
        return "、".join(credit.name for credit in self.credits.all())

    @property
    def state_tone(self) -> str:
        """The tone of its state, one of `ui.tones`."""
        return STATE_LOOKS[SubmissionState(self.state)][0]

    @property
    def state_icon(self) -> str:
        """The icon of its state; empty for the tone's own."""
        return STATE_LOOKS[SubmissionState(self.state)][1]


class SubmissionCredit(models.Model):
    """A unit that signs a submission: the organisation, and its name as it is to be printed."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="credits", verbose_name=_("报送信息"))
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="+", verbose_name=_("署名单位")
    )
    order = models.PositiveSmallIntegerField(_("排序"))
    name = models.CharField(_("印发名称"), max_length=120)

    class Meta:
        verbose_name = _("报送署名")
        verbose_name_plural = _("报送署名")
        ordering: ClassVar[list[str]] = ["order"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["submission", "order"], name="submission_credit_one_place"),
            models.UniqueConstraint(fields=["submission", "organisation"], name="submission_credit_once"),
        ]

    def __str__(self) -> str:
        return self.name


class SubmissionVersion(models.Model):
    """What a submission said each time it was sent in: ``words`` as `rules.submissions.words` makes them."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="versions", verbose_name=_("报送信息"))
    number = models.PositiveSmallIntegerField(_("第几稿"))
    at = models.DateTimeField(_("报送时间"))
    by_name = models.CharField(_("报送人"), max_length=60)
    by_account = models.UUIDField(_("报送人账号"), null=True)
    words = models.JSONField(_("内容"))

    class Meta:
        verbose_name = _("报送稿次")
        verbose_name_plural = _("报送稿次")
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["submission", "number"], name="submission_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} 第{self.number}稿"


class SubmissionStep(models.Model):
    """One step of a submission as it happened: who, when, from where to where, with what remark."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="steps", verbose_name=_("报送信息"))
    verb = models.CharField(_("步骤"), max_length=12, choices=_VERBS)
    state_before = models.CharField(_("原状态"), max_length=12, choices=_STATES)
    state_after = models.CharField(_("新状态"), max_length=12, choices=_STATES)
    person = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("办理人")
    )
    person_name = models.CharField(_("办理人姓名"), max_length=60)
    at = models.DateTimeField(_("时间"))
    note = models.CharField(_("意见"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("报送步骤")
        verbose_name_plural = _("报送步骤")
        ordering: ClassVar[list[str]] = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.get_verb_display()} {self.person_name}"


class SubmissionNote(models.Model):
    """A word between the desk and the unit about a submission; ``internal`` ones stay in the office.

    ``by_desk`` tells the office's words from the unit's.
    """

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="notes", verbose_name=_("报送信息"))
    person = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("留言人")
    )
    person_name = models.CharField(_("留言人姓名"), max_length=60)
    at = models.DateTimeField(_("时间"))
    text = models.CharField(_("内容"), max_length=500)
    internal = models.BooleanField(_("仅编辑部可见"), default=False)
    by_desk = models.BooleanField(_("编辑部留言"), default=False)

    class Meta:
        verbose_name = _("留言")
        verbose_name_plural = _("留言")
        ordering: ClassVar[list[str]] = ["at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(internal=False) | Q(by_desk=True), name="submission_note_internal_by_desk"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="submission_note_says_something"),
        ]

    def __str__(self) -> str:
        return self.text[:30]
