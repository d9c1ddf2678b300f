"""The WSGI door for gunicorn, which loads it once and then forks its workers: kept pages first, Django behind them."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from kexie.base.kernel.page_cache import PageCache

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kexie.site.config.settings")
gc.disable()  # what is loaded here stays: walking it again and again would be a quarter of the start
application = PageCache(get_wsgi_application())
get_resolver().url_patterns  # noqa: B018 - read now for all workers, not in the first request of each
gc.freeze()  # no worker's collector writes into what all share
gc.enable()
