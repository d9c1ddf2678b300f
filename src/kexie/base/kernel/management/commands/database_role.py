"""`kexie database_role`: the role under which the platform works, so that row-level security holds."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from kexie.base.kernel import walls


class Command(BaseCommand):
    """Make the role that `KEXIE_DATABASE_ROLE` names and let it use the tables."""

    help = "建立 KEXIE_DATABASE_ROLE 指定的数据库角色并授予表的使用权；由表的所有者运行，可以重复运行。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Grant, and say what was granted."""
        role = settings.KEXIE_DATABASE_ROLE
        if connection.vendor != "postgresql":
            raise CommandError("只有 PostgreSQL 需要数据库角色。")
        if not role:
            raise CommandError("请先设置 KEXIE_DATABASE_ROLE，例如 kexie_app。")
        for statement in walls.grant_to(role):
            self.stdout.write(statement)
