"""Files that somebody names at the command line."""

from __future__ import annotations

from django.utils.translation import gettext as _


def why_not(error: OSError) -> str:
    """Why a file could not be opened, in words of ours."""
    if isinstance(error, FileNotFoundError):
        return _("没有这个文件或文件夹")
    if isinstance(error, PermissionError):
        return _("没有权限")
    return _("是文件夹") if isinstance(error, IsADirectoryError) else (error.strerror or "")
