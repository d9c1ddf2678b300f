"""The cast itself: what every other test stands on."""

from kexie.base.kernel.access import may
from kexie.base.people.abilities import EDIT_WEB_CONTENT, ENTER_WORKBENCH, VIEW_PERSONS


def test_each_member_acts_where_the_post_is(cast):
    clerk = cast.actor("clerk_a")
    assert may(clerk, VIEW_PERSONS, cast.unit("青溪区科协").path)
    assert not may(clerk, VIEW_PERSONS, cast.unit("柳湾街道科协").path)
    assert not may(clerk, VIEW_PERSONS, cast.unit("云台区科协").path)
    assert may(cast.actor("unit_admin_a"), VIEW_PERSONS, cast.unit("柳湾街道科协").path)
    assert may(cast.actor("web_editor"), EDIT_WEB_CONTENT)


def test_neither_a_post_nor_an_open_account_means_nothing(cast):
    assert not may(cast.actor("plain"), ENTER_WORKBENCH)
    assert not may(cast.actor("disabled"), ENTER_WORKBENCH)


def test_a_client_is_logged_in(cast):
    assert cast.client("editor").session["_auth_user_id"] == str(cast.account("editor").pk)
    assert "_auth_user_id" not in cast.client("visitor").session
