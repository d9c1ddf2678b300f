"""Every address of Wagtail's admin, asked by editors of another column: nothing of what they may not see comes out.

The list is the resolver's own. An address that names a row by a parameter that is not known here, and one without parameters that
nobody has looked at, fails: so a new version of Wagtail is read before it is used.
"""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.urls import get_resolver
from modelsearch.index import insert_or_update_object
from wagtail.admin.models import EditingSession
from wagtail.models import Collection, GroupCollectionPermission, Page

from kexie.base.pages.actions.rights import set_units
from kexie.base.pages.models import ArticlePage, ColumnPage, PageDocument, PageImage
from kexie.base.pages.tests import factories
from kexie.base.pages.tests.staff import BY, draft, sent_in
from kexie.base.pages.tests.test_editing import png
from kexie.base.pages.urls import CLOSED, MANAGED, _in
from kexie.base.people.actions import posts
from kexie.base.people.tests.cast import AT, posts_of

pytestmark = pytest.mark.django_db

SECRET = "密件乙"
#: Whose rights are the groups of the same column: on a second database one of the two asks for both.
MEMBERS = ("writer_a", pytest.param("reviewer_a", marks=pytest.mark.asked_once))
#: Addresses without parameters that list rows, with the queries that a listing takes besides.
LISTS = {
    "wagtailadmin_home": ("",),
    "wagtailadmin_explore_root": ("",),
    "wagtailadmin_api:pages:listing": ("", "?search=密件", "?child_of=root", "?for_explorer=1", "?has_children=0"),
    "wagtailadmin_api:pages:find": ("", "?html_path=/kechuang/hidden/"),
    "wagtailadmin_pages:search": ("?q=密件", "?q="),
    "wagtailadmin_pages:search_results": ("?q=密件", "?q="),
    "wagtailadmin_choose_page": ("", "?q=密件", "?page_type=pages.articlepage&q=密件"),
    "wagtailadmin_choose_page_search": ("?q=密件", "?page_type=pages.articlepage&q=密件", "?q="),
    "wagtailadmin_choose_page_chosen_multiple": ("?id={page}", "?id={waiting}"),
    "wagtailadmin_reports:locked_pages": ("", "?export=csv", "?export=xlsx"),
    "wagtailadmin_reports:locked_pages_results": ("",),
    "wagtailadmin_reports:workflow": ("", "?export=csv", "?export=xlsx", "?reviewable=true"),
    "wagtailadmin_reports:workflow_results": ("",),
    "wagtailadmin_reports:workflow_tasks": ("", "?export=csv", "?export=xlsx", "?reviewable=true"),
    "wagtailadmin_reports:workflow_tasks_results": ("",),
    "wagtailadmin_reports:aging_pages": ("", "?export=csv", "?export=xlsx"),
    "wagtailadmin_reports:aging_pages_results": ("",),
    "wagtaildocs:index": ("", "?q=密件", "?collection_id={collection}"),
    "wagtaildocs:index_results": ("", "?q=密件"),
    "wagtailimages:index": ("", "?q=密件", "?collection_id={collection}"),
    "wagtailimages:index_results": ("", "?q=密件"),
    "wagtaildocs_chooser:choose": ("", "?q=密件", "?collection_id={collection}"),
    "wagtaildocs_chooser:choose_results": ("", "?q=密件"),
    "wagtaildocs_chooser:chosen_multiple": ("?id={document}",),
    "wagtailimages_chooser:choose": ("", "?q=密件", "?collection_id={collection}"),
    "wagtailimages_chooser:choose_results": ("", "?q=密件"),
    "wagtailimages_chooser:chosen_multiple": ("?id={image}",),
    "pages_links": ("", "?show=dead", "?show=outside"),
}
#: Addresses without parameters that show no rows: forms to add or to link, one's own account, parts of the interface.
NO_ROWS = {
    "editors-script-words",
    "pages_import",
    "pages_links_check",
    "wagtailadmin_choose_page_external_link",
    "wagtailadmin_choose_page_email_link",
    "wagtailadmin_choose_page_phone_link",
    "wagtailadmin_choose_page_anchor_link",
    "wagtailadmin_account",
    "wagtailadmin_logout",
    "wagtailadmin_login",
    "wagtailadmin_dismissibles",
    "wagtailadmin_block_preview",
    "wagtailadmin_sprite",
    "wagtailadmin_javascript_catalog",
    "wagtaildocs:add",
    "wagtaildocs:add_multiple",
    "wagtaildocs_chooser:create",
    "wagtailimages:add",
    "wagtailimages:add_multiple",
    "wagtailimages_chooser:create",
    "",  # Wagtail's own 404
}


@pytest.fixture
def hidden(staff, own_media):
    """What the editors of 科创工作 have that nobody else may see: drafts, one locked, one waiting, a picture, a file."""
    page = draft(staff, "writer_b", column="kechuang", slug="hidden", title=SECRET)
    waiting = sent_in(staff, "writer_b", column="kechuang", slug="waiting", title=SECRET)
    Page.objects.filter(pk=page.pk).update(locked=True, locked_by=staff.account("writer_b"))
    collection = Collection.objects.get(name__startswith="科创工作")
    image = PageImage.objects.create(title=SECRET, description=SECRET, file=png(), collection=collection)
    document = PageDocument.objects.create(title=SECRET, file=ContentFile(b"text", "a.txt"), collection=collection)
    for row in (page, waiting, image, document):
        insert_or_update_object(row)  # the worker's part
    state = waiting.current_workflow_state
    session = EditingSession.objects.create(
        user=staff.account("writer_b"),
        content_type=ContentType.objects.get_for_model(Page),
        object_id=page.pk,
        last_seen_at=page.latest_revision_created_at,
    )
    return {
        "page": page.pk,
        "waiting": waiting.pk,
        "revision": page.latest_revision_id,
        "state": state.pk,
        "task_state": state.current_task_state_id,
        "image": image.pk,
        "document": document.pk,
        "collection": collection.pk,
        "column": ColumnPage.objects.get(slug="kechuang").pk,
        "session": session.pk,
    }


def addresses(patterns=None, prefix="", namespace=""):
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern.url_patterns, route, inner)
        elif route.startswith("editors/"):
            yield route, f"{namespace}{pattern.name or ''}"


def values(rows):
    """For each parameter of an address the row that is out of reach."""
    pages = dict.fromkeys(("page_id", "parent_page_id", "page_to_move_id", "destination_id", "page_pk"), rows["page"])
    return pages | {
        "image_id": rows["image"],
        "document_id": rows["document"],
        "doc_id": rows["document"],
        "revision_id": rows["revision"],
        "task_state_id": rows["task_state"],
        "workflow_state_id": rows["state"],
        "task_id": 1,
        "uploaded_file_id": 1,
        "action_name": "approve",
        "filter_spec": "original",
        "session_id": rows["session"],
        "object_id": rows["page"],
        "content_type_app_name": "pages",
        "content_type_model_name": "articlepage",
        "app_label": "wagtailcore",
        "model_name": "page",
        "action": "delete",
    }


def pk_of(name, rows):
    return rows["image"] if "images" in name else rows["document"] if "docs" in name else rows["page"]


def filled(route, name, rows):
    """The address with the row that is out of reach in each of its parameters; KeyError for an unknown one."""
    known = values(rows) | {"pk": pk_of(name, rows)}
    if name == "wagtailadmin_pages:choose_parent":
        known |= {"app_label": "pages", "model_name": "articlepage"}
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(known[found[1]]), route)
    compare = r"^(\d+)/revisions/compare/(live|earliest|\d+)\.\.\.(live|latest|\d+)/$"
    path = path.replace(compare, "{page}/revisions/compare/earliest...latest/")
    assert "(" not in path, f"look at {route}"
    return "/" + path.replace("^", "").replace("$", "").format(**rows)


def said(response):
    """All that an answer says, the words inside a sheet too."""
    body = b"".join(response) if response.streaming else response.content
    if "spreadsheet" in response.get("Content-Type", ""):
        sheet = openpyxl.load_workbook(io.BytesIO(body)).active
        return str([[cell.value for cell in row] for row in sheet.rows])
    text = body.decode("utf-8", "replace")
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)


def asked(route, name, rows):
    """The addresses under which one route is asked; those without a parameter must have been looked at."""
    if name == "wagtail_bulk_action":
        kinds = (("page", "delete"), ("page", "publish"), ("page", "move"), ("page", "unpublish"))
        for kind, action in kinds:
            for chosen in (rows["page"], "all"):
                yield f"/editors/bulk/wagtailcore/{kind}/{action}/?id={chosen}&childOf={rows['column']}"
        for app, kind, key in (("pages", "pageimage", "image"), ("pages", "pagedocument", "document")):
            yield f"/editors/bulk/{app}/{kind}/delete/?id={rows[key]}"
            yield f"/editors/bulk/{app}/{kind}/add_to_collection/?id={rows[key]}"
        return
    path = filled(route, name, rows)
    if "<" in route or "(" in route:
        yield path
        yield f"{path}?q=密件"
        return
    assert name in LISTS or name in NO_ROWS or route == "editors/test404/", f"look at {route} ({name})"
    for query in LISTS.get(name, ("",)):
        yield path + query.format(**rows)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Wagtail leaves a temporary file open
@pytest.mark.parametrize("member", MEMBERS)
def test_no_address_shows_an_editor_what_is_not_his(hidden, staff, member):
    client = staff.client(member, raise_request_exception=False)
    wrong = []
    for route, name in addresses():
        shut = _in(name, CLOSED | MANAGED)
        if shut:
            continue
        for path in asked(route, name, hidden):
            response = client.get(path)
            if response.status_code >= 500:
                wrong.append(f"{path}: {response.status_code}")
            elif "密件乙" in said(response).replace("q=密件", ""):
                wrong.append(f"{path}: shown")
    assert not wrong, "\n".join(wrong)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_those_whose_it_is_do_see_it(hidden, staff):
    client = staff.client("reviewer_b")
    for path in (
        f"/editors/pages/{hidden['column']}/",
        "/editors/pages/search/?q=密件",
        "/editors/reports/locked/",
        "/editors/reports/workflow/?export=csv",
        "/editors/images/",
        "/editors/documents/",
        f"/editors/choose-page/{hidden['column']}/",
        f"/editors/bulk/wagtailcore/page/publish/?id={hidden['page']}",
    ):
        assert SECRET in said(client.get(path)), path


@pytest.mark.parametrize("member", MEMBERS)
def test_no_address_lets_an_editor_change_what_is_not_his(hidden, staff, member):
    client = staff.client(member, raise_request_exception=False)
    before = state_of(hidden)
    wrong = []
    for route, name in addresses():
        if _in(name, CLOSED | MANAGED) or not re.search("[<(]", route):
            continue
        for path in asked(route, name, hidden):
            response = client.post(path, {"confirm": "1", "action-publish": "1", "comment": "x"})
            if response.status_code >= 500:
                wrong.append(f"{path}: {response.status_code}")
            if state_of(hidden) != before:
                wrong.append(f"{path}: changed")
                before = state_of(hidden)
    assert not wrong, "\n".join(wrong)


def state_of(rows):
    pages = Page.objects.filter(pk__in=(rows["page"], rows["waiting"], rows["column"])).order_by("pk")
    return (
        list(pages.values_list("pk", "live", "locked", "title", "path", "latest_revision", "numchild")),
        PageImage.objects.filter(pk=rows["image"]).values_list("title", "collection").first(),
        PageDocument.objects.filter(pk=rows["document"]).values_list("title", "collection").first(),
        ArticlePage.objects.get(pk=rows["waiting"]).workflow_in_progress,
    )


@pytest.mark.parametrize("member", MEMBERS)
def test_what_is_the_managers_is_shut_to_others_and_what_is_closed_to_all(hidden, staff, member):
    client, manager = staff.client(member), staff.client("manager")
    for route, name in addresses():
        if not _in(name, CLOSED | MANAGED):
            continue
        sample = re.sub(r"<(?:\w+:)?(\w+)>", "1", route).replace("^", "").format(**hidden)
        assert client.get(f"/{sample}").status_code in {403, 404}, route
        if _in(name, CLOSED):
            assert manager.get(f"/{sample}").status_code == 404, route


def test_rights_follow_the_posts_at_the_next_request(staff):
    column = ColumnPage.objects.get(slug="kepu")
    client = staff.client("writer_a")
    assert client.get(f"/editors/pages/{column.pk}/").status_code == 200
    (post,) = posts_of(staff.person("writer_a"))
    posts.end_post(by=staff.actor("security_admin"), at=AT, post=post, on=AT.date())
    assert client.get(f"/editors/pages/{column.pk}/").status_code == 403


def test_a_column_given_to_another_unit_changes_hands_at_the_next_request(staff):
    column = ColumnPage.objects.get(slug="kepu")
    before, after = staff.client("writer_a"), staff.client("writer_b")
    assert before.get(f"/editors/pages/{column.pk}/").status_code == 200
    assert after.get(f"/editors/pages/{column.pk}/").status_code == 404
    set_units(**BY, page=column, units=[staff.unit("科创部")])
    assert before.get(f"/editors/pages/{column.pk}/").status_code in {302, 404}
    assert after.get(f"/editors/pages/{column.pk}/").status_code == 200
    held = GroupCollectionPermission.objects.filter(group__user=staff.account("writer_b"))
    assert held.filter(collection__name__startswith="科普工作").exists()


def test_a_column_without_units_is_open_to_every_editor(staff):
    column = factories.column("通知公告", "notices")
    for member in ("writer_a", "writer_b", "web_editor"):
        assert staff.client(member).get(f"/editors/pages/{column.pk}/").status_code == 200
