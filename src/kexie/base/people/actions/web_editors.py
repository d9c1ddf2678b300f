"""The group through which Wagtail knows web editors: derived from posts, written in the same transaction.

Wagtail asks Django's permissions. Whoever holds a role that grants `EDIT_WEB_CONTENT` is a member of this group, and
nobody else. A post that ends by its date alone leaves the membership behind until the next change; that opens nothing,
because every address of the editors' pages asks the posts again at each request (`kernel.web.AccessMiddleware`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.contrib.auth.models import Group, Permission
from django.utils import timezone
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from kexie.base.kernel.access import Actor
from kexie.base.people.abilities import EDIT_WEB_CONTENT
from kexie.base.people.models import Account, Person, Post

GROUP: Final = "网站编辑"
PAGE_PERMISSIONS: Final = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
COLLECTION_PERMISSIONS: Final = (
    ("wagtailimages", "add_image"),
    ("wagtailimages", "change_image"),
    ("wagtailimages", "choose_image"),
    ("wagtaildocs", "add_document"),
    ("wagtaildocs", "change_document"),
    ("wagtaildocs", "choose_document"),
)


def _group() -> Group:
    """The group, made with its permissions on the whole tree of pages and the root collection when it is missing."""
    editors, new = Group.objects.get_or_create(name=GROUP)
    if not new:
        return editors
    editors.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    root = Page.get_first_root_node()
    for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=PAGE_PERMISSIONS):
        GroupPagePermission.objects.create(group=editors, page=root, permission=permission)
    collection = Collection.get_first_root_node()
    for label, codename in COLLECTION_PERMISSIONS:
        permission = Permission.objects.get(content_type__app_label=label, codename=codename)
        GroupCollectionPermission.objects.create(group=editors, collection=collection, permission=permission)
    return editors


def synchronise(*, by: Actor, at: datetime, person: Person) -> None:
    """Let the person's account be in the group exactly when a post, held today or later, grants web editing.

    A step inside the action of ``by``, which audits the post that is the reason.
    """
    account = Account.objects.filter(person=person).first()
    if account is None:
        return
    granting = [role.code for role in EDIT_WEB_CONTENT.granted]
    holds = (
        Post.objects.beyond("after the action's own check")
        .not_over(timezone.localdate(at))
        .filter(person=person, role__in=granting)
        .exists()
    )
    if account.is_active and holds:
        account.groups.add(_group())
    else:
        account.groups.remove(*account.groups.filter(name=GROUP))
