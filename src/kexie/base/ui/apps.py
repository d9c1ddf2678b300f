"""The app's label and what it registers elsewhere."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """界面"""

    name = "kexie.base.ui"
    label = "ui"
    verbose_name = "界面"
