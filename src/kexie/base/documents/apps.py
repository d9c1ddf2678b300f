"""The documents toolbox as a Django app: it has no models, only a label for its translations and tests."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Official layout to PDF, DOCX, HTML and text; safe reading of uploads."""

    name = "kexie.base.documents"
    label = "documents"
