"""Wagtail: public web content, for the city's own web editors alone."""

from __future__ import annotations

from kexie.site.config.environment import PRODUCTION, checked
from kexie.site.config.settings.locale import LANGUAGES, TIME_ZONE
from kexie.site.config.settings.safety import ALLOWED_HOSTS
from kexie.site.config.values import anything, public_address_problem

WAGTAIL_SITE_NAME = "Kexie 数字科协"
#: The public address, for links in mails: never taken from a request, whose Host anybody may write.
WAGTAILADMIN_BASE_URL: str = checked(
    "BASE_URL",
    f"https://{ALLOWED_HOSTS[0]}" if PRODUCTION else "http://localhost:8000",
    what="网站对外的地址，例如 https://kexie.example.org",
    check=public_address_problem if PRODUCTION else anything,
)
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_AUTOSAVE_INTERVAL = 5000
#: English pages stand in a tree beside the Chinese one and are served under /en/ (`pages.models.addresses`).
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_WORKFLOW_ENABLED = True
WAGTAILADMIN_COMMENTS_ENABLED = False  # what the reviewer has to say goes with the return, by the outbox
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILADMIN_PERMITTED_LANGUAGES = [("zh-hans", "简体中文")]
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
WAGTAILIMAGES_IMAGE_MODEL = "pages.PageImage"
WAGTAILDOCS_DOCUMENT_MODEL = "pages.PageDocument"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "kexie.base.pages.forms.DocumentForm"
WAGTAILDOCS_EXTENSIONS = ["pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "txt", "csv", "zip", "ofd", "mp4", "webm"]
WAGTAILIMAGES_IMAGE_FORM_BASE = "kexie.base.pages.forms.ImageForm"
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png"]  # what else carries a place is not drawn anew
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
