"""Addresses of log-in (allauth's names, because it reverses them) and of the registers of the workbench."""

from __future__ import annotations

from django.urls import include, path, re_path

from kexie.base.people.views import (
    accounts,
    audit,
    managed_accounts,
    organisation_changes,
    organisation_pages,
    organisations,
    persons,
    posts,
)
from kexie.base.people.views import erasure as data_protection
from kexie.base.people.views import privacy as own_privacy

account_patterns = [
    path("login/", accounts.log_in, name="account_login"),
    path("logout/", accounts.log_out, name="account_logout"),
    path("password/change/", accounts.change_password, name="account_change_password"),
    path("password/reset/", accounts.reset, name="account_reset_password"),
    path("password/reset/done/", accounts.reset_asked, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[0-9A-Za-z-]+)/$",
        accounts.reset_by_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/key/done/", accounts.reset_done, name="account_reset_password_from_key_done"),
]

register_patterns = [
    path("organisations/", organisations.organisation_list, name="organisations"),
    path("organisations/options/", organisations.unit_options, name="organisation-options"),
    path("organisations/add/", organisations.unit_add, name="organisation-add"),
    path("organisations/tree/", organisation_pages.organisation_tree, name="organisation-tree"),
    path("organisations/<uuid:uid>/", organisation_pages.organisation_detail, name="organisation"),
    path("organisations/<uuid:uid>/tree/", organisation_pages.organisation_tree, name="organisation-tree"),
    path("organisations/<uuid:uid>/edit/", organisations.unit_edit, name="organisation-edit"),
    path("organisations/<uuid:uid>/move/", organisation_changes.unit_move, name="organisation-move"),
    path("organisations/<uuid:uid>/merge/", organisation_changes.unit_merge, name="organisation-merge"),
    path("organisations/<uuid:uid>/unmerge/", organisation_changes.unit_unmerge, name="organisation-unmerge"),
    path("organisations/<uuid:uid>/close/", organisation_changes.unit_close, name="organisation-close"),
    path("organisations/<uuid:uid>/reopen/", organisation_changes.unit_reopen, name="organisation-reopen"),
    path("organisations/<uuid:uid>/posts/add/", posts.post_grant, name="post-grant"),
    path("organisations/<uuid:uid>/confirm/", organisations.unit_confirm, name="organisation-confirm"),
    path("organisations/<uuid:uid>/rename/", organisations.unit_rename, name="organisation-rename"),
    path("organisations/<uuid:uid>/remove/", organisations.unit_remove, name="organisation-remove"),
    path("posts/<uuid:post_id>/end/", posts.post_end, name="post-end"),
    path("persons/", persons.person_list, name="persons"),
    path("persons/options/", persons.person_options, name="person-options"),
    path("persons/<uuid:person_id>/", persons.person_detail, name="person"),
    path("persons/<uuid:person_id>/account/", managed_accounts.account_open, name="account-open"),
    path("persons/<uuid:person_id>/account/disable/", managed_accounts.account_disable, name="account-disable"),
    path("audit/", audit.audit_list, name="audit"),
    path("personal-data/", data_protection.inventory, name="personal-data"),
    path("erasures/", data_protection.erasure_list, name="erasures"),
    path("erasures/<uuid:erasure_id>/", data_protection.erasure_detail, name="erasure"),
    path("erasures/<uuid:erasure_id>/do/", data_protection.erasure_do, name="erasure-do"),
    path("erasures/<uuid:erasure_id>/refuse/", data_protection.erasure_refuse, name="erasure-refuse"),
    path("persons/<uuid:person_id>/consents/", data_protection.person_consents, name="person-consents"),
    path(
        "persons/<uuid:person_id>/consents/<slug:purpose>/record/",
        data_protection.person_consent_record,
        name="person-consent-record",
    ),
    path(
        "persons/<uuid:person_id>/consents/<slug:purpose>/withdraw/",
        data_protection.person_consent_withdraw,
        name="person-consent-withdraw",
    ),
]

privacy_patterns = [
    path("", own_privacy.consent_list, name="consents"),
    path("consents/<slug:purpose>/give/", own_privacy.consent_give, name="give"),
    path("consents/<slug:purpose>/withdraw/", own_privacy.consent_withdraw, name="withdraw"),
    path("views/", own_privacy.unmasking_list, name="views"),
    path("data/", own_privacy.own_data, name="data"),
    path("erasure/", own_privacy.erasure_ask, name="erasure"),
    path("erasure/<uuid:erasure_id>/withdraw/", own_privacy.erasure_withdraw, name="erasure-withdraw"),
]

urlpatterns = [
    path("accounts/", include(account_patterns)),
    path("me/privacy/", include((privacy_patterns, "privacy"))),
    path("workbench/", include((register_patterns, "people"))),
]
