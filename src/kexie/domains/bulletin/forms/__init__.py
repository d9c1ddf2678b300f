"""Shape of the bulletin's input, a module for each theme."""

from kexie.domains.bulletin.forms.issues import (
    ACCEPTED,
    CorrectForm,
    HighlightsForm,
    ItemForm,
    ReadFile,
    RegisterFilter,
    ReturnForm,
    StepForm,
    UploadForm,
    read_file,
    sealed,
    unsealed,
)

__all__ = [
    "ACCEPTED",
    "CorrectForm",
    "HighlightsForm",
    "ItemForm",
    "ReadFile",
    "RegisterFilter",
    "ReturnForm",
    "StepForm",
    "UploadForm",
    "read_file",
    "sealed",
    "unsealed",
]
