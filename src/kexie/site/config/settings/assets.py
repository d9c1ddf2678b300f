"""Static files (built by Vite where there is Node, plain otherwise) and uploads."""

from __future__ import annotations

from kexie.site.config.environment import DATA, PRODUCTION, ROOT, TESTING, env

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA / "media"

#: Where Vite puts its build and manifest; absent where there is no Node, and then plain files are served.
KEXIE_ASSETS = env.path("ASSETS", ROOT / "build" / "assets")
STATICFILES_DIRS = [("assets", KEXIE_ASSETS)] if KEXIE_ASSETS.is_dir() else []

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = False

#: Folders with fonts that the customer mounts (方正仿宋 …), tried before the floor that is shipped; by default the one that
#: `make fonts` fills.
KEXIE_FONT_PATHS: list[str] = env.list("FONT_PATHS", [] if TESTING else [str(DATA / "fonts")])

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
#: The largest body that is read at all, files included: the largest file that is taken in, and the form around it.
#: A visitor sends no files; his limit is that of a form.
KEXIE_LARGEST_BODY = 60 * 1024 * 1024
