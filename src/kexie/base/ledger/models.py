"""The ledger of work done: one entry for each real thing, with its units, persons and corrections."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.access import Reach
from kexie.base.kernel.ids import new_id
from kexie.base.kernel.scoping import ScopedQuerySet
from kexie.base.ledger.rules import BY_HAND


class EntryState(models.TextChoices):
    """Where an entry stands with the other side; `RECORDED`: there is no other side to ask."""

    RECORDED = "recorded", _("已登记")
    WAITING = "waiting", _("待对方确认")
    CONFIRMED = "confirmed", _("对方已确认")
    DISPUTED = "disputed", _("对方有异议")
    WITHDRAWN = "withdrawn", _("已作废")


#: What counts in totals: an outcome that has another side counts once that side has confirmed it.
COUNTED = (EntryState.RECORDED, EntryState.CONFIRMED)
#: Where the other side has been asked.
ASKED = (EntryState.WAITING, EntryState.CONFIRMED, EntryState.DISPUTED)


class EntryQuerySet(ScopedQuerySet):
    """Filters that chain."""

    def within(self, reach: Reach) -> Self:
        """Public entries, and those with a unit, or the other side, within ``reach``."""
        if reach.everywhere:
            return self
        if not reach:
            return self.filter(public=True)
        within = _parts(reach.q("organisation__path"))
        return self.filter(Q(public=True) | within | reach.q("counterpart__path"))

    def of_unit(self, organisation: Any) -> Self:
        """Entries that ``organisation`` has a part in."""
        return self.filter(_parts(Q(organisation=organisation)))

    def of_units_below(self, path: str) -> Self:
        """Entries that the unit at ``path``, or one below it, has a part in."""
        return self.filter(_parts(Q(organisation__path__startswith=path)))

    def standing(self) -> Self:
        """Without those that were taken back as mistaken."""
        return self.exclude(state=EntryState.WITHDRAWN)

    def by_hand(self) -> Self:
        """Those that people have entered themselves."""
        return self.filter(source__startswith=BY_HAND)

    def led_by(self, organisation: Any) -> Self:
        """Entries that ``organisation`` leads."""
        return self.filter(led_by(Q(organisation=organisation)))

    def counted(self) -> Self:
        """What counts in totals."""
        return self.filter(state__in=COUNTED)

    def of_units_called(self, text: str) -> Self:
        """Entries that a unit whose name or short name holds ``text`` has a part in."""
        return self.filter(_parts(Q(organisation__name__icontains=text) | Q(organisation__short_name__icontains=text)))

    def between(self, since: date | None, until: date | None) -> Self:
        """Entries that began from ``since`` to ``until``, both inclusive; None leaves that side open."""
        chosen = self.filter(occurred_on__gte=since) if since else self
        return chosen.filter(occurred_on__lte=until) if until else chosen


def _parts(asked: Q, entry: str = "pk") -> Exists:
    """Whether a unit as ``asked`` has a part in the entry: a part of a query that says for whom by itself."""
    return Exists(EntryUnit._base_manager.filter(asked, entry=OuterRef(entry)))


def led_by(asked: Q) -> Exists:
    """Whether a unit as ``asked`` leads the entry: a part of a query that says for whom by itself."""
    return _parts(asked & Q(position=0))


def corrected_by(account_id: UUID | None) -> Exists:
    """Whether an account has corrected the entry: a part of a query that says for whom by itself."""
    return Exists(EntryCorrection._base_manager.filter(by_account=account_id, entry=OuterRef("pk")))


class InsideQuerySet(ScopedQuerySet):
    """What is inside an entry, public or not: for the units that have a part in it, and the other side."""

    def within(self, reach: Reach) -> Self:
        """Rows of entries with a unit, or the other side, within ``reach``."""
        if reach.everywhere:
            return self
        if not reach:
            return self.none()
        return self.filter(_parts(reach.q("organisation__path"), "entry") | reach.q("entry__counterpart__path"))


class PartQuerySet(ScopedQuerySet):
    """The units of entries, as public as these."""

    def within(self, reach: Reach) -> Self:
        """Rows of public entries, and of those with a unit, or the other side, within ``reach``."""
        if reach.everywhere:
            return self
        public = Q(entry__public=True)
        if not reach:
            return self.filter(public)
        seen = _parts(reach.q("organisation__path"), "entry") | reach.q("entry__counterpart__path")
        return self.filter(public | seen)


class Entry(models.Model):
    """Something that was really done: never typed twice, drawn upon by bulletins, statistics and home pages."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(_("类别"), max_length=60)
    title = models.CharField(_("标题"), max_length=200)
    occurred_on = models.DateField(_("日期"))
    # Of work that took several days; None: one day.
    ended_on = models.DateField(_("结束日期"), null=True, blank=True)
    place = models.CharField(_("地点"), max_length=120, blank=True)
    measures = models.JSONField(_("计量"), default=dict, blank=True)
    source = models.CharField(_("来源"), max_length=120, unique=True)
    # Where what was entered by hand can be looked up: minutes, a list of signatures, a paper's number.
    source_note = models.CharField(_("依据"), max_length=200, blank=True)
    url = models.CharField(_("链接"), max_length=300, blank=True)
    confirmed_by = models.CharField(_("确认人"), max_length=60, blank=True)
    public = models.BooleanField(_("公开"), default=False)
    created_at = models.DateTimeField(_("登记时间"))
    # The other side of what was done (the enterprise that was visited): it confirms or disputes.
    counterpart = models.ForeignKey(
        "people.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("对方单位")
    )
    state = models.CharField(_("状态"), max_length=10, choices=EntryState, default=EntryState.RECORDED)
    # Counts corrections: who confirms says which wording he has read.
    version = models.PositiveIntegerField(_("版本"), default=1)
    written_by = models.UUIDField(_("登记人账号"), null=True, blank=True)
    settled_at = models.DateTimeField(_("确认或异议时间"), null=True, blank=True)
    settled_name = models.CharField(_("确认或异议人"), max_length=60, blank=True)
    settled_by = models.UUIDField(_("确认或异议人账号"), null=True, blank=True)
    dispute = models.CharField(_("异议理由"), max_length=300, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("台账记录")
        verbose_name_plural = _("台账记录")
        ordering: ClassVar[list[str]] = ["-occurred_on", "-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-occurred_on", "-id"], name="ledger_entry_newest"),
            models.Index(fields=["kind", "-occurred_on"], name="ledger_entry_kind"),
            models.Index(fields=["counterpart", "state"], name="ledger_entry_other_side"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(title=""), name="ledger_entry_has_a_title"),
            models.CheckConstraint(
                condition=Q(state=EntryState.RECORDED, counterpart__isnull=True)
                | Q(state__in=ASKED, counterpart__isnull=False)
                | Q(state=EntryState.WITHDRAWN),
                name="ledger_entry_state_has_other_side",
            ),
            models.CheckConstraint(
                condition=~Q(state=EntryState.DISPUTED) | ~Q(dispute=""), name="ledger_entry_dispute_has_reason"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="ledger_entry_has_a_source"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("occurred_on")),
                name="ledger_entry_ends_after_its_begin",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_by_hand(self) -> bool:
        """Whether people have entered it themselves; otherwise an app has written it."""
        return self.source.startswith(BY_HAND)


class EntryUnit(models.Model):
    """An organisation that did the work, or had a part in it; the first one leads."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="units", verbose_name=_("台账记录"))
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+", verbose_name=_("单位"))
    position = models.PositiveSmallIntegerField(_("排序"), default=0)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("参与单位")
        verbose_name_plural = _("参与单位")
        ordering: ClassVar[list[str]] = ["position", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["entry", "organisation"], name="ledger_unit_once"),
        ]

    def __str__(self) -> str:
        return str(self.organisation)


class EntryPerson(models.Model):
    """A person who had a part in the work."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="persons", verbose_name=_("台账记录"))
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", verbose_name=_("人员"))
    position = models.PositiveSmallIntegerField(_("排序"), default=0)

    objects = InsideQuerySet.as_manager()

    class Meta:
        verbose_name = _("参与人员")
        verbose_name_plural = _("参与人员")
        ordering: ClassVar[list[str]] = ["position", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["entry", "person"], name="ledger_person_once"),
        ]

    def __str__(self) -> str:
        return str(self.person)


class EntryCorrection(models.Model):
    """A later write of the same source with other content: who, when, why, and field → [before, after]."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="corrections", verbose_name=_("台账记录"))
    at = models.DateTimeField(_("更正时间"))
    by_name = models.CharField(_("更正人"), max_length=60)
    by_account = models.UUIDField(_("更正人账号"), null=True)
    changes = models.JSONField(_("更正内容"))
    reason = models.CharField(_("理由"), max_length=300, blank=True)

    objects = InsideQuerySet.as_manager()

    class Meta:
        verbose_name = _("更正")
        verbose_name_plural = _("更正")
        ordering: ClassVar[list[str]] = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.entry} {self.at:%Y-%m-%d %H:%M}"
