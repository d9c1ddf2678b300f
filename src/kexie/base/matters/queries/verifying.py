"""Whether the history of a case is as it was written: its chain of hashes, computed anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kexie.base.kernel import vault
from kexie.base.matters.models import Case, CaseStep
from kexie.base.matters.queries.sealed import answers_of
from kexie.base.matters.rules import chain


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the chain of a case holds: ``number`` names the first broken step, ``fault`` what is wrong with it.

    ``count`` and ``hash`` are those of the last good step.
    """

    case_number: str
    count: int
    hash: str
    number: int = 0
    fault: str = ""

    @property
    def holds(self) -> bool:
        """Whether nothing is broken."""
        return not self.fault

    def sentence(self) -> str:
        """The verdict in one sentence."""
        if self.holds:
            return _("办件%(case)s的办理过程完整，共%(count)d步，末步校验值 %(hash)s。") % {
                "case": self.case_number,
                "count": self.count,
                "hash": self.hash,
            }
        return _("办件%(case)s的第%(number)d步%(fault)s。") % {
            "case": self.case_number,
            "number": self.number,
            "fault": self.fault,
        }


def verify(case: Case) -> Verdict:
    """Look at the steps of a case one after the other; whoever calls has looked at who may know."""
    count, last = 0, chain.GENESIS
    for step in CaseStep.objects.beyond("the chain is computed anew").filter(case=case).order_by("number"):
        if fault := _fault(step, count, last):
            return Verdict(case.number, count, last, count + 1, fault)
        count, last = step.number, step.hash
    kept = case.process.get("last")
    if kept is not None and list(kept) != [count, last]:
        return Verdict(case.number, count, last, count + 1, _("以后的记录被删除"))
    return Verdict(case.number, count, last)


def verify_all() -> Iterator[Verdict]:
    """Of every case, in the order of their numbers."""
    rows = Case.objects.beyond("every chain is looked at").only("number", "process").order_by("number")
    for case in rows.iterator(chunk_size=500):
        yield verify(case)


def case_numbered(number: str) -> Case | None:
    """The case of a number, for whoever runs a command on the machine."""
    found: Case | None = Case.objects.beyond("asked for on the machine itself").filter(number=number).first()
    return found


def _fault(step: CaseStep, count: int, last: str) -> str:
    if step.number != count + 1:
        return _("缺失")
    if step.hash != chain.hash_of(last, step):
        return _("被改动，或者与前一步不衔接")
    if step.sealed:
        try:
            said = answers_of(step)
        except vault.Unreadable:
            return _("的内容不能解密")
        if chain.content_hash(said) != step.content_hash:
            return _("的内容被改动")
    return ""
