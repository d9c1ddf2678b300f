"""The app's label and what it registers elsewhere."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """网站内容"""

    name = "kexie.base.pages"
    label = "pages"
    verbose_name = "网站内容"
