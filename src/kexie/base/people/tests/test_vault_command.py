"""`kexie vault` over what people seal: status, rotation of keys, provider and blind index."""

from __future__ import annotations

from base64 import b64encode
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command

from kexie.base.kernel import vault, vault_rotation
from kexie.base.kernel.access import Platform
from kexie.base.kernel.models import AuditEvent
from kexie.base.people.abilities import VIEW_PERSONS
from kexie.base.people.actions.secrets import set_secret
from kexie.base.people.models import Account, PersonSecret
from kexie.base.people.queries.secrets import clear_for_platform, known_by
from kexie.base.people.tests.cast import AT

OLD, NEW, THIRD = (b64encode(bytes(range(first, first + 32))).decode() for first in (40, 90, 140))
NUMBER, PHONE = "11010519491231002X", "13800005678"


@pytest.fixture
def sealed(cast, settings):
    """A person with two numbers, sealed with the old key."""
    settings.KEXIE_VAULT_KEYS = f"k-old:{OLD}"
    person = cast.person("clerk_a")
    for element, value in (("identity_number", NUMBER), ("mobile", PHONE)):
        set_secret(by=Platform(), at=AT, person=person, element=element, value=value)
    return person


def run(*words: str) -> str:
    out = StringIO()
    call_command("vault", *words, stdout=out)
    return out.getvalue()


def rows():
    return PersonSecret.objects.beyond("a test")


def values(person) -> tuple[str, str]:
    return tuple(clear_for_platform(person.pk, element, reason="a test") for element in ("identity_number", "mobile"))


def test_status_tells_keys_and_what_each_has_sealed(sealed, settings):
    assert "k-old：当前密钥，aes-gcm 2 项" in run("status")
    settings.KEXIE_VAULT_KEYS = f"k-new:{NEW},k-old:{OLD}"
    said = run()
    assert "k-new：当前密钥，没有数据使用" in said
    assert "k-old：旧密钥，aes-gcm 2 项" in said


def test_a_rotation_ends_with_the_old_key_removable(sealed, settings):
    settings.KEXIE_VAULT_KEYS = f"k-new:{NEW},k-old:{OLD}"
    said = run("rotate", "--batch", "1")
    assert "people.PersonSecret 1/2" in said
    assert "people.PersonSecret 2/2" in said
    assert "重新加密 2 项" in said
    assert "可以从 KEXIE_VAULT_KEYS 中移除：k-old" in said
    assert set(rows().values_list("key_id", flat=True)) == {"k-new"}
    settings.KEXIE_VAULT_KEYS = f"k-new:{NEW}"
    assert values(sealed) == (NUMBER, PHONE)
    assert "重新加密 0 项" in run("rotate")
    events = AuditEvent.objects.filter(action="vault.end_rotation").order_by("number")
    assert [event.data["sealed"] for event in events] == [2, 0]


def test_an_old_key_in_use_is_not_called_removable(sealed, settings):
    settings.KEXIE_VAULT_KEYS = f"k-new:{NEW},k-old:{OLD}"
    assert not any(use.removable for use in vault_rotation.uses())


def test_the_provider_is_changed_in_the_same_way(sealed, settings):
    settings.KEXIE_VAULT_PROVIDER = "sm4-gcm"
    assert vault_rotation.pending() == 2
    run("rotate")
    assert all(token.startswith("k1.sm4-gcm.k-old.") for token in rows().values_list("sealed", flat=True))
    assert values(sealed) == (NUMBER, PHONE)


def test_what_does_not_open_is_named_and_left(sealed, settings):
    settings.KEXIE_VAULT_KEYS = f"k-new:{NEW}"
    before = set(rows().values_list("sealed", flat=True))
    with pytest.raises(CommandError, match=r"people\.PersonSecret:"):
        run("rotate")
    assert set(rows().values_list("sealed", flat=True)) == before
    with pytest.raises(CommandError, match="2 项数据的密钥不在"):
        run("status")


def test_a_token_that_names_no_key_is_counted(sealed):
    rows().filter(element="mobile").update(sealed="13800005678")
    assert {use.key_id: use.values for use in vault_rotation.uses()}["?"] == {"?": 1}


def test_a_value_changed_meanwhile_is_not_overwritten(sealed, settings, monkeypatch):
    settings.KEXIE_VAULT_KEYS = f"k-new:{NEW},k-old:{OLD}"
    opened = vault.open_sealed

    def meanwhile(token: str, *, context: str) -> str:
        """Between reading the row and writing it, somebody enters another number."""
        monkeypatch.setattr(vault, "open_sealed", opened)
        set_secret(by=Platform(), at=AT, person=sealed, element="identity_number", value="110101199003070273")
        set_secret(by=Platform(), at=AT, person=sealed, element="mobile", value="13911112222")
        return opened(token, context=context)

    monkeypatch.setattr(vault, "open_sealed", meanwhile)
    done = vault_rotation.rotate()
    assert (done.sealed, done.overtaken) == (0, 2)
    assert values(sealed) == ("110101199003070273", "13911112222")


def test_the_blind_key_is_changed_with_everything_that_hangs_on_it(sealed, cast, settings):
    account = cast.account("clerk_a")
    account.phone_blind = vault.blind(PHONE, purpose="mobile")
    account.save()
    old, settings.KEXIE_BLIND_KEY = settings.KEXIE_BLIND_KEY, f"{THIRD},{settings.KEXIE_BLIND_KEY}"
    assert "重建索引" in run("rotate", "--blind")
    settings.KEXIE_BLIND_KEY = THIRD
    assert known_by("identity_number", NUMBER) == known_by("mobile", PHONE) == [sealed.pk]
    assert Account.objects.get(pk=account.pk).phone_blind == vault.blind(PHONE, purpose="mobile")
    assert cast.actor("clerk_a").reach(VIEW_PERSONS), "the seals of posts are renewed too"
    settings.KEXIE_BLIND_KEY = old
    assert known_by("mobile", PHONE) == []


def test_what_second_factors_share_is_sealed_anew_too(sealed, cast, settings):
    token = vault.seal("JBSWY3DPEHPK3PXP", context="people.factor")
    app = Authenticator.objects.create(
        user=cast.account("clerk_a"), type=Authenticator.Type.TOTP, data={"secret": token}
    )
    key = Authenticator.objects.create(
        user=cast.account("clerk_a"), type=Authenticator.Type.WEBAUTHN, data={"name": "钥匙"}
    )
    settings.KEXIE_VAULT_KEYS = f"k-new:{NEW},k-old:{OLD}"
    assert vault_rotation.pending() == 3
    run("rotate")
    settings.KEXIE_VAULT_KEYS = f"k-new:{NEW}"
    app.refresh_from_db()
    key.refresh_from_db()
    assert vault.open_sealed(app.data["secret"], context="people.factor") == "JBSWY3DPEHPK3PXP"
    assert (vault_rotation.pending(), key.data) == (0, {"name": "钥匙"})


@pytest.mark.parametrize("batch", ["0", "x", "10001"])
def test_an_odd_batch_is_refused(db, batch):
    with pytest.raises(CommandError):
        run("rotate", "--batch", batch)
