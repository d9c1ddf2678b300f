"""The doors of OpenID Connect: the city's identity service logs people in here, and our sites log in through us."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.idp.oidc import views as provider_views
from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.models import Client, PrivateKey
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.openid_connect import views as client_views
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from kexie.base.kernel import clock, signing_key
from kexie.base.kernel.access import fresh, public, signed_in
from kexie.base.kernel.errors import NotPermitted, Unavailable
from kexie.base.kernel.web import Request, refusal_response
from kexie.base.people import queries, rules
from kexie.base.people.actions import identity
from kexie.base.people.models import Account

#: What our sites can rely on: the code flow with PKCE, and nothing else.
_OFFERED: Final = {
    "response_types_supported": ["code"],
    "grant_types_supported": ["authorization_code"],
    "code_challenge_methods_supported": ["S256"],
    "id_token_signing_alg_values_supported": ["RS256"],
    "subject_types_supported": ["public"],
    "scopes_supported": [*identity.SCOPES, identity.ROLES],
    "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
    "claims_supported": ["sub", "name", "email", "email_verified", "units"],
}


class CityIdentityUnknown(NotPermitted):
    """The city identity is not linked to an account of ours."""

    code = "people.identity_unknown"
    default_message = _(
        "这个统一身份还没有关联本平台的账号。请先用邮箱登录，在“我的—登录与安全”中关联，或请管理员办理。"
    )


class CityIdentityOther(NotPermitted):
    """What the city says about the person is not what we know of the account."""

    code = "people.identity_other"
    default_message = _("统一身份中已验证的邮箱与本账号的邮箱不一致，不能自行关联，请联系系统管理员核对后办理。")


class CityAdapter(DefaultSocialAccountAdapter):
    """What allauth asks about the city's identities: nobody gets an account by one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Accounts are opened by administrators."""
        return False

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Any:
        """What the city says of a person is compared, never stored."""
        return sociallogin.user

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Log in by a linked identity; link only what the person confirms and the city has verified."""
        linking = sociallogin.state.get("process") == AuthProcess.CONNECT
        if linking and isinstance(request.user, Account):
            self._check_same(request, request.user, sociallogin)
        elif not sociallogin.is_existing or not sociallogin.user.is_active:
            raise ImmediateHttpResponse(refusal_response(request, CityIdentityUnknown()))

    @staticmethod
    def _check_same(request: HttpRequest, account: Account, sociallogin: Any) -> None:
        proven = {rules.normal_mail(address.email) for address in sociallogin.email_addresses if address.verified}
        known = queries.identity_of(account.pk)
        if account.email not in proven or (known is not None and known.uid != sociallogin.account.uid):
            raise ImmediateHttpResponse(refusal_response(request, CityIdentityOther()))

    def on_authentication_error(self, request: HttpRequest, provider: Any, **kwargs: Any) -> None:
        """The city's service was away, or the person has changed his or her mind."""
        sentence = _("统一身份认证没有完成，请重试，或者用邮箱登录。")
        raise ImmediateHttpResponse(refusal_response(request, Unavailable(str(sentence))))

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        """Back to one's own page; what has happened is kept."""
        if isinstance(request.user, Account):
            identity.note_linked(by=request.actor, at=clock.now(), account=request.user)  # type: ignore[attr-defined]
        return "/me/security/"

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Ours are told by the actions."""


@public
@require_safe
def city_log_in(request: HttpRequest, provider_id: str) -> HttpResponse:
    """To the city's identity service: a link, because it changes nothing here (the policy for forms ends at our host)."""
    _check_configured()
    if request.GET.get("process") == AuthProcess.CONNECT and not isinstance(request.user, Account):
        raise Http404
    response: HttpResponse = client_views.login(request, provider_id)
    return response


@public
@require_safe
def city_return(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from the city's identity service."""
    _check_configured()
    response: HttpResponse = client_views.callback(request, provider_id)
    return response


def _check_configured() -> None:
    if not settings.KEXIE_IDENTITY_ISSUER:
        raise Http404


@fresh
@signed_in
@require_safe
def city_link(request: Request) -> HttpResponse:
    """Ask the person to confirm that the city identity shall log in here."""
    _check_configured()
    return render(request, "people/link_identity.html", {"label": queries.identity_label()})


@lru_cache(maxsize=4)
def _key(file: Path) -> str:
    """The key that signs our identity tokens, made once where none is configured (outside production)."""
    return file.read_text(encoding="ascii") if settings.KEXIE_PRODUCTION else signing_key.made_once(file)


def _check_provider() -> None:
    if not queries.provider_is_on():
        raise Http404


class SiteAdapter(DefaultOIDCAdapter):
    """What our sites learn of a person."""

    scope_display = {
        "openid": _("确认您是谁"),
        "profile": _("您的姓名"),
        "email": _("您的邮箱"),
        identity.ROLES: _("您的单位、职务和角色"),
    }

    def list_private_keys(self, **kwargs: Any) -> list[PrivateKey]:
        """The key of the settings."""
        return [PrivateKey(pem=_key(settings.KEXIE_OIDC_KEY_FILE))]

    def get_issuer(self) -> str:
        """The public address of the settings, never what a request calls us."""
        return str(settings.WAGTAILADMIN_BASE_URL).rstrip("/")

    def get_claims(self, purpose: Any, user: Any, client: Client, scopes: Any, **kwargs: Any) -> dict[str, Any]:
        """What was agreed to, and no more; units and roles as they are now, and only for a site that is allowed them."""
        if not user.is_active:
            raise NotPermitted
        claims: dict[str, Any] = {"sub": self.get_user_sub(client, user)}
        if "profile" in scopes:
            claims["name"] = user.get_full_name()
        if "email" in scopes:
            claims |= {"email": user.email, "email_verified": True}  # opened by a mailed link
        if identity.ROLES in scopes and identity.ROLES in client.get_scopes():
            claims["units"] = queries.unit_claims(user, on=clock.today())
        return claims


class AuthorizationView(provider_views.AuthorizationView):
    """Ask the person whether a site may know; only with PKCE, and back to a registered address alone."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Not there where no key signs."""
        _check_provider()
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        return answer

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A site that does not use PKCE (RFC 7636, S256) is refused."""
        if request.user.is_authenticated and request.GET.get("code_challenge_method") != "S256":
            return render(request, "idp/oidc/error.html", {"pkce": True}, status=400)
        site = Client.objects.filter(pk=request.GET.get("client_id", "")).first()
        if site is not None and request.GET.get("redirect_uri") not in site.get_redirect_uris():
            return render(request, "idp/oidc/error.html", {"address": True}, status=400)
        answer: HttpResponse = super().get(request, *args, **kwargs)
        return _allow_return(self, answer)


def _allow_return(view: Any, response: HttpResponse) -> HttpResponse:
    """Let the form of the question lead back to the site: the policy for forms follows redirects."""
    parts = urlsplit(getattr(view, "_request_info", {}).get("redirect_uri") or "")
    if parts.netloc:
        response._csp_update = {"form-action": [f"{parts.scheme}://{parts.netloc}"]}  # type: ignore[attr-defined]
    return response


@public
@require_safe
def discovery(request: HttpRequest) -> HttpResponse:
    """OpenID Connect Discovery 1.0."""
    _check_provider()
    base = SiteAdapter().get_issuer()
    names = {
        "authorization_endpoint": "authorization",
        "token_endpoint": "token",
        "userinfo_endpoint": "userinfo",
        "revocation_endpoint": "revoke",
        "jwks_uri": "jwks",
    }
    addresses = {key: base + reverse(f"idp:oidc:{name}") for key, name in names.items()}
    response = JsonResponse({"issuer": base, **addresses, **_OFFERED})
    response["Access-Control-Allow-Origin"] = "*"
    return response


@public
@require_safe
def public_keys(request: HttpRequest) -> HttpResponse:
    """The keys against which our tokens are checked (RFC 7517)."""
    _check_provider()
    response: HttpResponse = provider_views.jwks(request)
    return response


@public
@csrf_exempt
@require_POST
def token(request: HttpRequest) -> HttpResponse:
    """A site exchanges a code for tokens; no session is looked at."""
    _check_provider()
    response: HttpResponse = provider_views.token(request)
    return response


@public
@csrf_exempt
def user_info(request: HttpRequest) -> HttpResponse:
    """What a site may know of the person behind its access token."""
    _check_provider()
    if request.method not in {"GET", "HEAD", "POST"}:
        return JsonResponse({"error": "invalid_request"}, status=405)
    response: HttpResponse = provider_views.user_info(request)
    return response


@public
@csrf_exempt
@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    """A site gives a token back (RFC 7009)."""
    _check_provider()
    response: HttpResponse = provider_views.revoke(request)
    return response


authorize = public(AuthorizationView.as_view())
