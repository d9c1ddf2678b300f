"""What a value of the environment must look like."""

from __future__ import annotations

import pytest

from kexie.site.config import values


@pytest.mark.parametrize(
    ("check", "good"),
    [
        (values.secret_problem, "k9-2mVq7RzX0pLw4TnB8yHs6JdF1gUcE3aQoZiNvKxMbPtYrWlS"),
        (values.hosts_problem, "kexie.example, www.kexie.example,localhost,[::1],.kexie.example,10.0.0.1"),
        (values.address_problem, "kexie@kexie.example"),
        (values.address_problem, "云川市科协 <kexie@kexie.example>"),
        (values.public_address_problem, "https://kexie.example"),
        (values.public_address_problem, "https://kexie.example:8443/"),
        (values.database_problem, "postgresql://kexie:p%40ss@db.example:5432/kexie"),
        (values.database_problem, "postgres://db/kexie"),
        (values.database_problem, "sqlite:////srv/kexie/kexie.sqlite3"),
        (values.time_zone_problem, "Asia/Urumqi"),
        (values.log_level_problem, "ERROR"),
    ],
)
def test_what_works_is_taken(check, good):
    assert check(good) == ""


@pytest.mark.parametrize(
    ("check", "bad"),
    [
        (values.secret_problem, "short"),
        (values.secret_problem, "a" * 64),
        (values.hosts_problem, "kexie.example,*"),
        (values.hosts_problem, "https://kexie.example"),
        (values.hosts_problem, "kexie.example:8000"),
        (values.hosts_problem, "kexie.example,,"),
        (values.address_problem, "kexie"),
        (values.address_problem, "kexie@localhost"),
        (values.address_problem, "a b@kexie.example x"),
        (values.public_address_problem, "http://kexie.example"),
        (values.public_address_problem, "kexie.example"),
        (values.public_address_problem, "https://:8443"),
        (values.public_address_problem, "https://[kexie"),
        (values.public_address_problem, "https://kexie.example/path"),
        (values.database_problem, "mysql://db/kexie"),
        (values.database_problem, "kexie.sqlite3"),
        (values.database_problem, "postgresql://db"),
        (values.database_problem, "postgresql://db:port/kexie"),
        (values.database_problem, "sqlite://"),
        (values.time_zone_problem, "Beijing"),
        (values.time_zone_problem, "../etc/passwd"),
        (values.log_level_problem, "loud"),
    ],
)
def test_what_does_not_work_gets_a_sentence_without_the_value(check, bad):
    problem = check(bad)
    assert problem.endswith("。")
    assert bad not in problem
