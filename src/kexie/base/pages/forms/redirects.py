"""A redirect that a manager writes: it stays on this site, and leads somewhere."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from wagtail.contrib.redirects.forms import RedirectForm
from wagtail.contrib.redirects.models import Redirect

from kexie.base.pages.queries import comes_back


class SafeRedirectForm(RedirectForm):
    """No other host, because who clicks an address of ours trusts it to be ours; no circle, because it has no end."""

    class Meta(RedirectForm.Meta):
        model = Redirect

    redirect_link = forms.CharField(
        label=_lazy("目标地址"),
        required=False,
        max_length=255,
        help_text=_lazy("本站内以“/”开头的地址，例如 /about/。"),
    )

    def clean_redirect_link(self) -> str:
        """A path of this site as a whole address, or nothing."""
        link = str(self.cleaned_data.get("redirect_link") or "").strip()
        link = link.removeprefix(settings.WAGTAILADMIN_BASE_URL.rstrip("/"))
        if link and (not link.startswith("/") or link.startswith(("//", "/\\")) or "\\" in link):
            raise forms.ValidationError(_("请填写本站内以“/”开头的地址；需要指向其他网站时，请在文章里放链接。"))
        return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{link}" if link else ""

    def clean(self) -> Any:
        """Also where all of it leads."""
        cleaned = super().clean() or self.cleaned_data
        old, page, link = (cleaned.get(name) for name in ("old_path", "redirect_page", "redirect_link"))
        target = page.specific_deferred.url if page else link
        if old and target and comes_back(old, target, but=self.instance.pk):
            raise forms.ValidationError(_("这条跳转会绕回原来的地址，打开后没有终点，请改为指向别的网页。"))
        return cleaned
