"""The documents toolbox as a Django app: it has no models, only a label for its translations and tests."""

from django.apps import AppConfig

from kexie.base.kernel import sheet_reading


class DocumentsConfig(AppConfig):
    """Official layout to PDF, DOCX, HTML and text; safe reading of uploads."""

    name = "kexie.base.documents"
    label = "documents"

    def ready(self) -> None:
        """Offer the safe reading of sheets to rooms that stand beside this one."""
        sheet_reading.readers.register(sheet_reading.READER, "kexie.base.documents.reading_sheets.read_sheet")
