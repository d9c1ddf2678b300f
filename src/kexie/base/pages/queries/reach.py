"""What an editor may see in the editors' pages: by Wagtail's permissions, which follow from posts (`actions.rights`)."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Q, QuerySet
from wagtail.documents.permissions import permission_policy as document_policy
from wagtail.images.permissions import permission_policy as image_policy
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

USE: Final = ("add", "change", "choose")


def explorable(user: Any) -> QuerySet[Page]:
    """The pages that a user works with, and those above them."""
    if not page_permission_policy.get_cached_permissions_for_user(user) and not user.is_superuser:
        nothing: QuerySet[Page] = Page.objects.none()
        return nothing
    found: QuerySet[Page] = page_permission_policy.explorable_instances(user)
    return found


def linkable(user: Any) -> QuerySet[Page]:
    """The pages to which a user may link: his own, and what everyone can read anyhow."""
    found: QuerySet[Page] = Page.objects.filter(Q(live=True) | Q(depth=1) | Q(pk__in=explorable(user).values("pk")))
    return found


def files(user: Any, name: str) -> QuerySet[Any]:
    """The pictures (``name`` begins with wagtailimages) or files of a user's collections."""
    policy = image_policy if name.startswith("wagtailimages") else document_policy
    found: QuerySet[Any] = policy.instances_user_has_any_permission_for(user, USE)
    return found


def seen_by(user: Any, model_name: str) -> QuerySet[Any]:
    """The rows of a kind that a user may see in the editors' pages; none of a kind that nobody handles there."""
    if model_name in ("pageimage", "image"):
        return files(user, "wagtailimages")
    if model_name in ("pagedocument", "document"):
        return files(user, "wagtaildocs")
    nothing: QuerySet[Any] = Page.objects.none()
    return explorable(user) if model_name == "page" else nothing
