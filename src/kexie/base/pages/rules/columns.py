"""Who works in which column: a section of the site is open to those whose post reaches one of its responsible units.

A section is what stands right below the home page: a column, a topic, a single page. One without responsible units is open to
every web editor, so that a small association has nothing to set up.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kexie.base.kernel.access import Reach

#: The group of whoever may enter the editors' pages at all, and the one of those who manage the site.
EDITORS: Final = "网站编辑"
MANAGERS: Final = "网站管理"


@dataclass(frozen=True, slots=True)
class Section:
    """A section: the number and tree path of its page, its title, and the tree paths of its responsible units."""

    page_id: int
    path: str
    title: str
    units: frozenset[str] = frozenset()

    @property
    def writers(self) -> str:
        """The name of the group that writes here."""
        return f"栏目{self.page_id}编写"

    @property
    def reviewers(self) -> str:
        """The name of the group that reviews and publishes here."""
        return f"栏目{self.page_id}审核"

    def open_to(self, reach: Reach) -> bool:
        """Whether one whose ability has this ``reach`` works here."""
        return bool(reach) and (not self.units or any(reach.covers(unit) for unit in self.units))


def groups_of(sections: Iterable[Section], *, writes: Reach, reviews: Reach, manages: Reach) -> frozenset[str]:
    """The names of all groups of one who may write, review and manage within these reaches; none at all without any."""
    if not (writes or reviews or manages):
        return frozenset()
    found = {EDITORS}
    if manages:
        found.add(MANAGERS)
    for section in sections:
        if section.open_to(writes):
            found.add(section.writers)
        if section.open_to(reviews):
            found.add(section.reviewers)
    return frozenset(found)


def section_of(path: str, sections: Iterable[Section]) -> Section | None:
    """The section at or above the page with this tree path."""
    return next((section for section in sections if path.startswith(section.path)), None)
