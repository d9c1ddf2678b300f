"""The key that signs when other sites log in through us: written once, checked in production."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from kexie.base.kernel import signing_key
from kexie.site.config.tests.test_settings import start


def test_it_is_written_once_for_its_owner_alone(tmp_path, capsys):
    file = tmp_path / "keys" / "oidc.pem"
    call_command("secret", oidc=file)
    assert f"KEXIE_OIDC_KEY_FILE={file}" in capsys.readouterr().out
    assert file.stat().st_mode & 0o777 == 0o600
    assert signing_key.file_problem(file) == ""
    before = file.read_bytes()
    with pytest.raises(CommandError, match="已经存在"):
        call_command("secret", oidc=file)
    assert file.read_bytes() == before
    assert signing_key.made_once(file).encode() == before
    assert [one.name for one in file.parent.iterdir()] == ["oidc.pem"]


def test_what_is_no_key_is_said(tmp_path):
    file = tmp_path / "oidc.pem"
    assert "不存在" in signing_key.file_problem(file)
    file.write_text("hello")
    assert "PEM" in signing_key.file_problem(file)


@pytest.mark.parametrize(("value", "ends", "says"), [("", 0, ""), ("/nowhere/oidc.pem", 78, "kexie secret --oidc")])
def test_production_is_told_of_a_key_that_is_missing(tmp_path, value, ends, says):
    done = start(tmp_path, KEXIE_OIDC_KEY_FILE=value)
    assert done.returncode == ends, done.stderr
    assert says in done.stderr
