"""`kexie account open`: the first administrators of an installation, which has no default account."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from kexie.base.kernel import access, clock
from kexie.base.kernel.access import Platform
from kexie.base.kernel.errors import Refusal
from kexie.base.people import api
from kexie.base.people.models import Account, OrganisationKind
from kexie.base.people.queries import password_link


class Command(BaseCommand):
    """Open an account with a post and print a link, good once and for three days, by which its password is set."""

    help = "open an account: kexie account open --email a@b.cn --name 姓名 --unit 单位 --role system_admin"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One verb so far."""
        open_ = parser.add_subparsers(dest="verb", required=True).add_parser("open", help="open an account with a post")
        open_.add_argument("--email", required=True, help="the address to log in with")
        open_.add_argument("--name", required=True, help="the person's name")
        open_.add_argument("--unit", required=True, help="name or short name of the unit; the first one is added")
        open_.add_argument("--role", required=True, choices=sorted(access.roles.names()), help="the role held there")

    def handle(self, *args: Any, **options: Any) -> None:
        """All or nothing; a refusal is printed as its sentence."""
        try:
            account = _open(options["email"], options["name"], options["unit"], options["role"])
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(f"账号已开通。请在三天内打开下面的链接设置密码，链接只能使用一次：\n{password_link(account)}")


@transaction.atomic
def _open(email: str, name: str, unit_name: str, role: str) -> Account:
    by, at = Platform("kexie account"), clock.now()
    unit = api.find_unit(unit_name)
    if unit is None and api.is_empty():
        unit = api.add_organisation(by=by, at=at, name=unit_name, kind=OrganisationKind.CITY)
    if unit is None:
        raise CommandError(f"没有名为“{unit_name}”的单位，请核对名称。")
    person = api.add_person(by=by, at=at, name=name)
    api.grant_post(by=by, at=at, person=person, organisation=unit, role=role, begin=clock.today())
    return api.open_account(by=by, at=at, person=person, email=email, password=None)
