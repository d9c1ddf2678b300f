"""Two persons for each article: one writes, another one reviews and publishes (编辑 → 审核).

Wagtail asks `permissions_for_user` before everything it does with a page and `publish` for everything it publishes, except where
its editor publishes what it has just saved; there it asks the permission alone. So an article gives nobody the permission to
publish, and is published by the review.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.locks import WorkflowLock
from wagtail.models import Revision, Task, TaskState, WorkflowState
from wagtail.models.pages import PagePermissionTester
from wagtail.permissions import page_permission_policy


class ArticleRights(PagePermissionTester):
    """What an editor may do with an article: publishing is the review's alone."""

    @property
    def reviews(self) -> bool:
        """Whether the user reviews here at all."""
        return self.user.is_active and "publish" in getattr(self, "permissions", ())

    def can_publish(self) -> bool:
        """Never by itself: what is published has been reviewed."""
        return False

    def can_unschedule(self) -> bool:
        """A reviewer may take back what he has let through."""
        return self.reviews

    def can_set_view_restrictions(self) -> bool:
        """Articles are for everyone; a column as a whole may be closed."""
        return False


class SectionRights(PagePermissionTester):
    """What an editor may do with a section: its page is the managers', its articles are the column's editors'."""

    @property
    def manages(self) -> bool:
        """Whether the user manages the site: of all editors, managers alone may delete whole branches."""
        return self.user.is_superuser or "bulk_delete" in getattr(self, "permissions", ())

    def can_edit(self) -> bool:
        """Managers."""
        return self.manages and super().can_edit()

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Managers."""
        return self.manages and super().can_delete(ignore_bulk)

    def can_publish(self) -> bool:
        """Managers."""
        return self.manages and super().can_publish()

    def can_unpublish(self) -> bool:
        """Managers."""
        return self.manages and super().can_unpublish()

    def can_lock(self) -> bool:
        """Managers."""
        return self.manages and super().can_lock()

    def can_submit_for_moderation(self) -> bool:
        """Managers publish sections themselves."""
        return False

    def can_reorder_children(self) -> bool:
        """Managers order columns; articles are ordered by their day."""
        return self.manages and super().can_reorder_children()

    def can_publish_subpage(self) -> bool:
        """A section may be published as it is made; an article is reviewed first."""
        return self.manages and "pages.ArticlePage" not in self.page.specific_class.subpage_types


class Section:
    """A page whose own content is the managers'."""

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        """See `SectionRights`."""
        return SectionRights(user, self)


class Reviewed:
    """A page that is published by a review."""

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        """See `ArticleRights`."""
        return ArticleRights(user, self)

    def publish(self, revision: Revision, user: Any = None, **options: Any) -> Any:
        """Publish what was reviewed, signed with the names of who has sent it in and who has let it through.

        Without a user it is the platform that acts: by a verb of ours, or on schedule what was reviewed before.
        PermissionDenied for one who does not review here, and for one who has written it.
        """
        if user is not None and not options.get("skip_permission_checks"):
            if not may_review(self, user):
                raise PermissionDenied
            _sign(self, revision, user)
            options["skip_permission_checks"] = True
        return super().publish(revision, user=user, **options)  # type: ignore[misc]


def may_review(page: Any, user: Any) -> bool:
    """Whether ``user`` may let through, or send back, what is waiting on ``page``: a reviewer of its column with no part in
    it.
    """
    rights = page.permissions_for_user(user)
    return bool(getattr(rights, "reviews", False)) and user.pk not in writers_of(page)


def writers_of(page: Any) -> set[UUID]:
    """The accounts that have a part in what is not published yet: who saved it since the last publication, and who sent it
    in.
    """
    unpublished = page.revisions.all()
    if page.live_revision_id:
        unpublished = unpublished.filter(pk__gt=page.live_revision_id)
    waiting = page.workflow_states.active().values_list("requested_by", flat=True)
    return {pk for pk in (*unpublished.values_list("user", flat=True), *waiting) if pk}


def _sign(page: Any, revision: Revision, user: Any) -> None:
    state = page.workflow_states.filter(status=WorkflowState.STATUS_APPROVED).order_by("-pk").first()
    sender = state.requested_by if state is not None else None
    names = {"reviewer": user.get_full_name()}
    if sender is not None and not revision.content.get("editor"):
        names["editor"] = sender.get_full_name()
    revision.content = revision.content | {key: name[:60] for key, name in names.items() if key in revision.content}
    revision.save(update_fields=["content"])


class ReturnForm(forms.Form):
    """Why an article goes back."""

    comment = forms.CharField(
        label=_("退回原因"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("请写明退回原因，方便作者修改。")},
    )


class ReviewLock(WorkflowLock):
    """While an article waits nobody changes it: what the reviewer reads is what is published."""

    def get_message(self, user: Any) -> SafeString:
        """Says so, and what can be done."""
        if may_review(self.object, user):
            said = gettext("这篇内容正在等待您审核，审核期间不能修改。")
        else:
            said = gettext("这篇内容已经送审，审核期间不能修改；需要修改时，请先撤回。")
        return format_html("{}", said)

    def get_locked_by(self, user: Any, can_lock: bool = False) -> str:
        """In two words."""
        return gettext("正在审核")

    def get_description(self, user: Any, can_lock: bool = False) -> str:
        """In a sentence."""
        return gettext("审核期间不能修改，审核人看到的就是将要发布的内容。")


class ArticleReview(Task):
    """审核: a reviewer of the column, who has no part in the article, lets it through or sends it back with the reason."""

    lock_class = ReviewLock

    class Meta:
        verbose_name = _("栏目审核")
        verbose_name_plural = _("栏目审核")

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        """For everybody."""
        return True

    def user_can_lock(self, obj: Any, user: Any) -> bool:
        """It is locked."""
        return False

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        """Back or through, for who may."""
        if not may_review(obj.specific, user):
            return []
        return [("reject", gettext("退回修改"), True), ("approve", gettext("通过并发布"), False)]

    def get_form_for_action(self, action: str) -> Any:
        """To send back needs a reason."""
        return ReturnForm if action == "reject" else super().get_form_for_action(action)

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        """Back or through; PermissionDenied for who may not, and for going back without a reason."""
        page = task_state.revision.content_object.specific
        if not may_review(page, user):
            raise PermissionDenied
        if action_name == "reject" and not str(kwargs.get("comment", "")).strip():
            raise PermissionDenied
        super().on_action(task_state, user, action_name, comment=str(kwargs.get("comment", ""))[:500])

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> QuerySet[TaskState]:
        """What waits in the user's columns and is not his own."""
        pages = page_permission_policy.instances_user_has_permission_for(user, "publish")
        keys = pages.values_list(Cast("pk", output_field=CharField()), flat=True)
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS, workflow_state__object_id__in=keys)
        found: QuerySet[TaskState] = waiting.exclude(workflow_state__requested_by=user)
        return found

    @classmethod
    def get_description(cls) -> str:
        """For who puts a workflow together."""
        return gettext("由栏目的审核人员审核；本人编写或送审的内容，本人不能审核。")
