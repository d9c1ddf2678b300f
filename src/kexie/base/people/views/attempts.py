"""What is kept of a log-in that failed: who, from where and how often; never what else was typed."""

from __future__ import annotations

from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.db import transaction


class AttemptHandler(AxesDatabaseHandler):
    """As django-axes counts, without its copies of the form and of the address, which hold codes and whatever was typed."""

    def user_login_failed(self, *args: Any, **kwargs: Any) -> None:
        """Count, and let nothing of the copies be committed; copies of earlier days go too."""
        with transaction.atomic():
            super().user_login_failed(*args, **kwargs)
            AccessAttempt.objects.exclude(get_data="", post_data="").update(get_data="", post_data="")
