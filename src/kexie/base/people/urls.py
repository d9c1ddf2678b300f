"""Addresses of log-in (allauth's names, because it reverses them) and of the registers of the workbench."""

from __future__ import annotations

from django.urls import include, path, re_path

from kexie.base.people.views import (
    accounts,
    audit,
    codes,
    factors,
    identity,
    invitations,
    known_persons,
    managed_accounts,
    memberships,
    merging,
    organisation_changes,
    organisation_import,
    organisation_pages,
    organisations,
    person_import,
    persons,
    phones,
    posts,
    posts_register,
    public,
    reviews,
    rights,
    secrets,
    security,
    sites,
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

account_patterns += [
    path("code/", codes.ask_code_page, name="account_request_login_code"),
    path("code/confirm/", codes.take_code, name="account_confirm_login_code"),
    path("confirm/", accounts.confirm, name="account_reauthenticate"),
    path("confirm/code/", factors.confirm_by_code, name="mfa_reauthenticate"),
    path("confirm/passkey/", factors.confirm_by_passkey, name="mfa_reauthenticate_webauthn"),
    path("second-factor/", factors.second_factor, name="mfa_authenticate"),
    path("passkey/", factors.log_in_by_passkey, name="mfa_login_webauthn"),
    path("app/set-up/", factors.set_up_app, name="mfa_activate_totp"),
    path("app/remove/", factors.remove_app, name="mfa_deactivate_totp"),
    path("passkeys/", factors.passkeys, name="mfa_list_webauthn"),
    path("passkeys/add/", factors.add_passkey, name="mfa_add_webauthn"),
    path("passkeys/<int:pk>/remove/", factors.remove_passkey, name="mfa_remove_webauthn"),
    path("recovery-codes/", factors.recovery_codes, name="mfa_view_recovery_codes"),
    path("recovery-codes/new/", factors.new_recovery_codes, name="mfa_generate_recovery_codes"),
    path("recovery-codes/file/", factors.recovery_file, name="mfa_download_recovery_codes"),
    path("invitation/<str:token>/", invitations.invitation_accept, name="account_accept_invitation"),
    path("identity/<slug:provider_id>/", identity.city_log_in, name="openid_connect_login"),
    path("identity/<slug:provider_id>/return/", identity.city_return, name="openid_connect_callback"),
]

#: One's own log-in. The first name is allauth's, which leads here.
security_patterns = [
    path("again/", security.log_in_again, name="log-in-again"),
    path("sessions/end/", security.sessions_end, name="sessions-end"),
    path("sessions/<int:number>/end/", security.session_end, name="session-end"),
    path("phone/", phones.phone_change, name="phone-change"),
    path("phone/code/", phones.phone_verify, name="phone-verify"),
    path("phone/remove/", phones.phone_remove, name="phone-remove"),
    path("identity/", identity.city_link, name="identity-link"),
    path("identity/remove/", sites.identity_unlink, name="identity-unlink"),
]

#: Our other sites log in here (OpenID Connect); the names are allauth's.
provider_patterns = [
    path(".well-known/openid-configuration", identity.discovery, name="configuration"),
    path(".well-known/jwks.json", identity.public_keys, name="jwks"),
    path("identity/authorize", identity.authorize, name="authorization"),
    path("identity/token", identity.token, name="token"),
    path("identity/userinfo", identity.user_info, name="userinfo"),
    path("identity/revoke", identity.revoke, name="revoke"),
]

register_patterns = [
    path("organisations/", organisations.organisation_list, name="organisations"),
    path("organisations/options/", organisations.unit_options, name="organisation-options"),
    path("organisations/add/", organisations.unit_add, name="organisation-add"),
    path("organisations/import/", organisation_import.unit_import, name="organisation-import"),
    path("organisations/import/template/", organisation_import.import_template, name="organisation-template"),
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
    path("posts/", posts_register.post_list, name="posts"),
    path("posts/<uuid:post_id>/change/", posts_register.post_change, name="post-change"),
    path("posts/<uuid:post_id>/place/", posts_register.post_place, name="post-place"),
    path("organisations/<uuid:uid>/posts/", posts_register.post_order, name="post-order"),
    path("rights/", rights.rights_matrix, name="rights"),
    path("rights/why/", rights.rights_why, name="rights-why"),
    path("rights/reviews/", reviews.review_list, name="rights-reviews"),
    path("organisations/<uuid:uid>/rights/", reviews.review_unit, name="rights-review"),
    path("organisations/<uuid:uid>/rights/finish/", reviews.review_finish, name="rights-review-finish"),
    path("persons/", persons.person_list, name="persons"),
    path("persons/options/", persons.person_options, name="person-options"),
    path("persons/import/", person_import.person_import, name="person-import"),
    path("persons/import/template/", person_import.import_template, name="person-import-template"),
    path("persons/units/", persons.unit_options, name="person-units"),
    path("persons/add/", known_persons.person_add, name="person-add"),
    path("persons/duplicates/", merging.person_duplicates, name="person-duplicates"),
    path("persons/merges/", merging.merge_list, name="person-merges"),
    path("persons/merges/options/", merging.merge_options, name="person-merge-options"),
    path("persons/merges/<uuid:merge_id>/undo/", merging.person_unmerge, name="person-unmerge"),
    path("persons/<uuid:person_id>/", persons.person_detail, name="person"),
    path("persons/<uuid:person_id>/change/", persons.person_change, name="person-change"),
    path("persons/<uuid:person_id>/history/", persons.person_history, name="person-history"),
    path("persons/<uuid:person_id>/merge/", merging.person_merge, name="person-merge"),
    path("organisations/<uuid:uid>/members/", memberships.member_list, name="members"),
    path("organisations/<uuid:uid>/members/add/", memberships.member_join, name="member-join"),
    path("memberships/<uuid:membership_id>/end/", memberships.member_leave, name="member-leave"),
    path("persons/<uuid:person_id>/account/", managed_accounts.account_open, name="account-open"),
    path("persons/<uuid:person_id>/account/disable/", managed_accounts.account_disable, name="account-disable"),
    path("persons/<uuid:person_id>/account/sessions/", security.person_sessions_end, name="account-sessions"),
    path("persons/<uuid:person_id>/account/factors/", factors.factors_reset, name="account-factors"),
    path("persons/<uuid:person_id>/account/identity/", sites.identity_map, name="account-identity"),
    path("organisations/<uuid:uid>/invite/", invitations.invitation_send, name="invitation-send"),
    path("invitations/", invitations.invitation_list, name="invitations"),
    path("invitations/<uuid:invitation_id>/", invitations.invitation_detail, name="invitation"),
    path("invitations/<uuid:invitation_id>/resend/", invitations.invitation_resend, name="invitation-resend"),
    path("invitations/<uuid:invitation_id>/withdraw/", invitations.invitation_withdraw, name="invitation-withdraw"),
    path("sites/", sites.site_list, name="sites"),
    path("sites/add/", sites.site_add, name="site-add"),
    path("sites/<slug:client_id>/", sites.site_detail, name="site"),
    path("sites/<slug:client_id>/secret/", sites.site_secret, name="site-secret"),
    path("sites/<slug:client_id>/switch/", sites.site_switch, name="site-switch"),
    path("persons/<uuid:person_id>/secrets/<slug:element>/", secrets.secret_set, name="secret-set"),
    path("persons/<uuid:person_id>/secrets/<slug:element>/remove/", secrets.secret_remove, name="secret-remove"),
    path("persons/<uuid:person_id>/secrets/<slug:element>/show/", secrets.secret_show, name="secret-show"),
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

public_patterns = [
    path("", public.directory, name="directory"),
    path("<uuid:uid>/", public.unit_page, name="directory-unit"),
]

_OURS = [
    path("organisations/", include(public_patterns)),
    path("workbench/", include(register_patterns)),
    path("me/security/", include(security_patterns)),
]

urlpatterns = [
    path("accounts/", include(account_patterns)),
    path("me/privacy/", include((privacy_patterns, "privacy"))),
    path("me/security/", security.security, name="mfa_index"),
    path("", include(([path("", include((provider_patterns, "oidc")))], "idp"))),
    path("", include((_OURS, "people"))),
]
