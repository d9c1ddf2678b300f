"""What posts mean in Wagtail's pages: groups that follow from them, brought up to date at each request there.

Wagtail asks Django's groups and permissions. None of them grants anything by itself: who is in which group is worked out from
posts and the responsible units of the columns (`rules.columns`), and what does not follow from them goes before a view is
reached. Posts are audited where they are given.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from kexie.base.kernel import access, audit
from kexie.base.kernel.access import Actor
from kexie.base.pages import queries
from kexie.base.pages.models import PageDocument, PageImage, SectionUnit
from kexie.base.pages.rules.columns import EDITORS, MANAGERS, Section, groups_of
from kexie.base.people.api import EDIT_WEB_CONTENT, MANAGE_WEB_SITE, REVIEW_WEB_CONTENT, Organisation

WRITE: Final = ("add_page", "change_page", "lock_page", "unlock_page")
REVIEW: Final = (*WRITE, "publish_page")
MANAGE: Final = (*REVIEW, "bulk_delete_page")
#: What may be done with pictures and files of a collection.
KEEP: Final = (
    "add_image",
    "change_image",
    "choose_image",
    "add_document",
    "change_document",
    "choose_document",
)
#: The collection that every editor draws on.
SHARED: Final = "公共素材"
#: What managers keep beside pages, by app and model.
_KEPT_BY_MANAGERS: Final = (
    ("wagtailredirects", "redirect"),
    ("wagtailcore", "workflow"),
    ("pages", "articlereview"),
    ("pages", "siteidentity"),
    ("simple_translation", "simpletranslation"),
)


def align(*, account: Any, by: Actor) -> None:
    """Let ``account`` be in exactly those groups that the posts of ``by``, its own actor, mean now."""
    known = queries.site_sections()
    wanted = groups_of(
        known,
        writes=by.reach(EDIT_WEB_CONTENT),
        reviews=by.reach(REVIEW_WEB_CONTENT),
        manages=by.reach(MANAGE_WEB_SITE),
    )
    if set(account.groups.values_list("name", flat=True)) == wanted:
        return
    with transaction.atomic():
        there = _groups(known, wanted)
        account.groups.set(there)


def _groups(known: Iterable[Section], wanted: frozenset[str]) -> list[Group]:
    found = list(Group.objects.filter(name__in=wanted))
    if len(found) < len(wanted):
        ensure_rights(known)
        found = list(Group.objects.filter(name__in=wanted))
    return found


def ensure_rights(known: Iterable[Section]) -> None:
    """Make the groups of the site and of each section with their permissions, where they are missing."""
    editors, new = Group.objects.get_or_create(name=EDITORS)
    if (
        new or GroupPagePermission.objects.filter(group=editors).exists()
    ):  # in installations of before, this group held all pages
        GroupPagePermission.objects.filter(group=editors).delete()
        GroupCollectionPermission.objects.filter(group=editors).delete()
        editors.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    shared = shared_collection()
    _open_collection(editors, shared)
    for kind in (PageImage, PageDocument):  # what was put in before there were collections, or by a verb of ours
        kind.objects.filter(collection=Collection.get_first_root_node()).update(collection=shared)
    _ensure_managers()
    for section in known:
        _ensure_section(section)


def _ensure_managers() -> None:
    managers, _new = Group.objects.get_or_create(name=MANAGERS)
    for app, model in _KEPT_BY_MANAGERS:
        managers.permissions.add(*Permission.objects.filter(content_type__app_label=app, content_type__model=model))
    for home in queries.home_pages():
        _open_pages(managers, home, MANAGE)
    _open_collection(managers, Collection.get_first_root_node())


def _ensure_section(section: Section) -> None:
    page = Page.objects.get(pk=section.page_id)
    writers, new = Group.objects.get_or_create(name=section.writers)
    reviewers, _new = Group.objects.get_or_create(name=section.reviewers)
    _open_pages(writers, page, WRITE)
    _open_pages(reviewers, page, REVIEW)
    if new:
        collection = _collection(f"{section.title}（{section.page_id}）")
        _open_collection(writers, collection)
        _open_collection(reviewers, collection)


def shared_collection() -> Collection:
    """What every editor may draw on."""
    return _collection(SHARED)


def _collection(name: str) -> Collection:
    there = Collection.objects.filter(name=name, depth=2).first()
    return there or Collection.get_first_root_node().add_child(name=name)


def _open_pages(group: Group, page: Page, codenames: Iterable[str]) -> None:
    wanted = Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=list(codenames))
    for permission in wanted:
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)


def _open_collection(group: Group, collection: Collection) -> None:
    wanted = Permission.objects.filter(content_type__app_label__in=("wagtailimages", "wagtaildocs"), codename__in=KEEP)
    for permission in wanted:
        GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)


@transaction.atomic
def clear_rights() -> None:
    """Take away every group that follows from posts; the next request of an editor makes what it needs anew."""
    Group.objects.filter(Q(name__in=(EDITORS, MANAGERS)) | Q(name__regex=r"^栏目\d+(编写|审核)$")).delete()


@transaction.atomic
def set_units(*, by: Actor, at: datetime, page: Page, units: Iterable[Organisation]) -> None:
    """Let exactly ``units`` answer for a section; with none it is open to every web editor. Rights follow at once."""
    access.check(by, MANAGE_WEB_SITE)
    wanted = {unit.pk for unit in units}
    held = SectionUnit.objects.filter(page=page)
    held.exclude(organisation__in=wanted).delete()
    for pk in sorted(wanted - set(held.values_list("organisation_id", flat=True))):
        SectionUnit.objects.create(page=page, organisation_id=pk)
    audit.record(by=by, at=at, action="pages.units", target=f"pages.page:{page.pk}", units=sorted(wanted))
