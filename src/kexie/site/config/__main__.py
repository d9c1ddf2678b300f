"""`python -m kexie.site.config` is `kexie`, for child processes that must not depend on the PATH."""

from kexie.site.config.command import main

main()
