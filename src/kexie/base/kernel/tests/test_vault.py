"""What is sealed opens where it was sealed and nowhere else; both providers do the same, as the norms' vectors say."""

from __future__ import annotations

import stat
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.kernel import longwork, vault, vault_rotation
from kexie.base.kernel.ids import new_id
from kexie.base.kernel.longwork_models import LongWork, WorkFile
from kexie.base.kernel.tests.factories import AT
from kexie.base.kernel.vault import Unreadable, blind, blinds, key_id_of, open_sealed, seal
from kexie.base.kernel.vault_keys import (
    BadKeys,
    is_weak,
    made_once,
    new_key,
    new_lines,
    parse_blind,
    parse_sealing,
)
from kexie.base.kernel.vault_providers import PROVIDERS, NotAuthentic

NAMES = tuple(PROVIDERS)
OLD, NEW = (b64encode(bytes(range(first, first + 32))).decode() for first in (1, 101))


@pytest.fixture(params=NAMES)
def provider(request, settings):
    settings.KEXIE_VAULT_PROVIDER = request.param
    return request.param


def unhex(text: str) -> bytes:
    return bytes.fromhex("".join(text.split()))


#: provider, key, nonce, plain text, associated data, cipher text and tag
VECTORS = {
    # The Galois/Counter Mode of Operation (McGrew, Viega), test case 16: AES-256 with associated data.
    "aes-gcm": (
        "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
        "cafebabefacedbaddecaf888",
        (
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
            "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
        ),
        "feedfacedeadbeeffeedfacedeadbeefabaddad2",
        (
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
            "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
            "76fc6ece0f4e1768cddf8853bb2d551b"
        ),
    ),
    # RFC 8998, appendix A.1.
    "sm4-gcm": (
        "0123456789abcdeffedcba9876543210",
        "00001234567800000000abcd",
        (
            "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
            "eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa"
        ),
        "feedfacedeadbeeffeedfacedeadbeefabaddad2",
        (
            "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
            "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
            "83de3541e4c2b58177e065a9bf7b62ec"
        ),
    ),
}


@pytest.mark.parametrize("name", NAMES)
def test_known_answers(name):
    key, nonce, plain, associated, sealed = map(unhex, VECTORS[name])
    assert PROVIDERS[name].encrypt(key, nonce, plain, associated) == sealed
    assert PROVIDERS[name].decrypt(key, nonce, sealed, associated) == plain


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("spoilt", ["key", "nonce", "text", "tag", "associated", "short"])
def test_a_spoilt_part_is_not_authentic(name, spoilt):
    key, nonce, _, associated, sealed = map(unhex, VECTORS[name])

    def other(part: bytes) -> bytes:
        return bytes([part[0] ^ 1]) + part[1:]

    tried = {
        "key": (other(key), nonce, sealed, associated),
        "nonce": (key, other(nonce), sealed, associated),
        "text": (key, nonce, other(sealed), associated),
        "tag": (key, nonce, sealed[:-1] + bytes([sealed[-1] ^ 1]), associated),
        "associated": (key, nonce, sealed, other(associated)),
        "short": (key, nonce, sealed[:15], associated),
    }
    with pytest.raises(NotAuthentic):
        PROVIDERS[name].decrypt(*tried[spoilt])


#: Tokens of earlier days: sealed with the key OLD as "k-old" in the context "people.secret:1:mobile".
KEPT = {
    "aes-gcm": "k1.aes-gcm.k-old.7trzKhBDa0Fih4JF.kMEqvgpo9YMUueUGps_DlqYrQOu2btTV16xe",
    "sm4-gcm": "k1.sm4-gcm.k-old.SrVvbl6Ce2TVDER2.1yeMU1PCDKbxtccZDBUHJ4vvhFkSvi4BCyFR",
}


@pytest.mark.parametrize("name", NAMES)
def test_tokens_of_earlier_days_still_open(settings, name):
    settings.KEXIE_VAULT_KEYS = f"k-new:{NEW},k-old:{OLD}"
    assert open_sealed(KEPT[name], context="people.secret:1:mobile") == "13800005678"


@given(plain=st.text(max_size=60), context=st.text(max_size=40))
@pytest.mark.parametrize("name", NAMES)
def test_what_is_sealed_opens_in_its_context(name, plain, context):
    plain, context = (text.encode("utf-8", "ignore").decode() for text in (plain, context))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.KEXIE_VAULT_PROVIDER", name)
        token = seal(plain, context=context)
        assert token.startswith(f"k1.{name}.test.")
        assert open_sealed(token, context=context) == plain
        with pytest.raises(Unreadable):
            open_sealed(token, context=context + "x")


def test_two_tokens_of_one_value_differ(provider):
    tokens = {seal("13800005678", context="a") for _ in range(50)}
    assert len(tokens) == 50
    assert not any("13800005678" in token for token in tokens)


def test_every_changed_character_is_noticed(provider):
    token = seal("13800005678", context="a")
    for place, sign in enumerate(token):
        changed = token[:place] + ("A" if sign != "A" else "B") + token[place + 1 :]
        try:
            assert open_sealed(changed, context="a") == "13800005678"
            # Base64 has spare bits in the last character of a part: those carry nothing.
            assert token[place + 1 : place + 2] in {".", ""}
        except Unreadable:
            pass


@pytest.mark.parametrize(
    "token", ["", "k1", "13800005678", "k2.aes-gcm.test.a.b", "k1.rot13.test.a.b", "k1.aes-gcm.test.é.ü"]
)
def test_what_is_no_token_is_unreadable(token):
    with pytest.raises(Unreadable) as refused:
        open_sealed(token, context="a")
    assert "kexie vault status" in refused.value.message


def test_a_token_of_one_provider_does_not_pass_for_the_other(settings):
    token = seal("13800005678", context="a")
    with pytest.raises(Unreadable):
        open_sealed(token.replace("aes-gcm", "sm4-gcm"), context="a")


def test_the_first_key_writes_and_all_read(settings):
    settings.KEXIE_VAULT_KEYS = f"k-old:{OLD}"
    token = seal("13800005678", context="a")
    settings.KEXIE_VAULT_KEYS = f"k-new:{NEW},k-old:{OLD}"
    assert (key_id_of(token), key_id_of(seal("1", context="a"))) == ("k-old", "k-new")
    assert open_sealed(token, context="a") == "13800005678"
    settings.KEXIE_VAULT_KEYS = f"k-new:{NEW}"
    with pytest.raises(Unreadable):
        open_sealed(token, context="a")
    settings.KEXIE_VAULT_KEYS = f"k-old:{NEW}"
    with pytest.raises(Unreadable):
        open_sealed(token, context="a")


def test_no_token_no_key():
    with pytest.raises(Unreadable):
        key_id_of("13800005678")


# The blind index


def test_the_blind_index_is_keyed_apart_by_purpose_and_the_same_for_both_providers(settings):
    first = blind("13800005678", purpose="mobile")
    assert (len(first), first) == (64, first.lower())
    assert blind("13800005678", purpose="mobile") == first
    assert blind("13800005678", purpose="telephone") != first
    assert blind("13800005679", purpose="mobile") != first
    settings.KEXIE_VAULT_PROVIDER = "sm4-gcm"
    settings.KEXIE_VAULT_KEYS = f"k-new:{NEW}"
    assert blind("13800005678", purpose="mobile") == first, "the index has a key of its own"
    settings.KEXIE_BLIND_KEY = OLD
    assert blind("13800005678", purpose="mobile") != first


def test_the_blind_index_of_a_known_key(settings):
    """HMAC-SM3, computed by another tool: `openssl dgst -sm3 -mac HMAC`."""
    settings.KEXIE_BLIND_KEY = OLD
    assert blind("13800005678", purpose="mobile") == "0e0deedf84ee9a72f78f0b49e6b1f82da9eff7fc89682f3ce6d2448a6385253d"


def test_purpose_and_value_do_not_run_into_each_other():
    assert blind("bc", purpose="a") != blind("c", purpose="ab")


def test_during_a_change_of_keys_all_indexes_are_searched(settings):
    settings.KEXIE_BLIND_KEY = OLD
    before = blind("13800005678", purpose="mobile")
    settings.KEXIE_BLIND_KEY = f"{NEW},{OLD}"
    assert blinds("13800005678", purpose="mobile") == [blind("13800005678", purpose="mobile"), before]


# Keys


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "没有密钥"),
        (",", "没有密钥"),
        (OLD, "编号"),
        (f"A:{OLD}", "编号"),
        (f"{'a' * 41}:{OLD}", "编号"),
        (f"a.b:{OLD}", "编号"),
        (f"a:{OLD},a:{NEW}", "重复"),
        ("a:***", "base64"),
        ("a:aHVudGVyMg==", "32 字节"),
    ],
)
def test_bad_keys_are_told_and_not_repeated(text, said):
    with pytest.raises(BadKeys, match=said) as refused:
        parse_sealing(text)
    assert OLD not in str(refused.value)


def test_keys_are_read_in_order():
    assert list(parse_sealing(f" b:{OLD} , a:{NEW} ")) == ["b", "a"]
    assert parse_blind(f"{NEW},{OLD}") == (bytes(range(101, 133)), bytes(range(1, 33)))


def test_new_keys_are_random_and_strong():
    lines = dict(line.split("=", 1) for line in new_lines("k1").splitlines())
    ((name, key),) = parse_sealing(lines["KEXIE_VAULT_KEYS"]).items()
    assert (name, is_weak(key)) == ("k1", False)
    assert parse_blind(lines["KEXIE_BLIND_KEY"])[0] != key
    assert len({new_key() for _ in range(100)}) == 100


@pytest.mark.parametrize("key", [b"\0" * 32, b"abcdefgh" * 4, b"kexie-test-key-never-in-service-"])
def test_typed_keys_are_weak(key):
    assert is_weak(key)


def test_in_development_keys_are_made_once_for_their_owner_alone(tmp_path, settings):
    file = tmp_path / "new" / "vault.keys"
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: made_once(file), range(16)))) == 1
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [left.name for left in file.parent.iterdir()] == ["vault.keys"]
    settings.KEXIE_VAULT_KEYS = settings.KEXIE_BLIND_KEY = ""
    settings.KEXIE_VAULT_FILE = file
    assert open_sealed(seal("1", context="a"), context="a") == "1"
    assert vault.key_ring().current == "development"


def test_keys_of_the_environment_come_before_the_file(tmp_path, settings):
    settings.KEXIE_VAULT_FILE = tmp_path / "vault.keys"
    settings.KEXIE_VAULT_KEYS, settings.KEXIE_BLIND_KEY = f"k-old:{OLD}", OLD
    assert vault.key_ring().current == "k-old"
    assert not settings.KEXIE_VAULT_FILE.exists()


# Files of long work


def test_files_of_long_work_are_sealed_anew_and_stay_readable(db, settings):
    settings.KEXIE_VAULT_KEYS = f"k-old:{OLD}"
    work = LongWork.objects.create(kind="test.vault", title="走一走", created_at=AT, by_account=new_id())
    longwork._store(work, made=True, content=b"\x00made", name="a", media_type="text/plain", expires_at=AT)
    longwork._store(work, made=False, content=b"given", name="b", media_type="text/plain", expires_at=AT)
    settings.KEXIE_VAULT_KEYS = f"k-new:{NEW},k-old:{OLD}"
    assert vault_rotation.rotate().sealed == 2
    settings.KEXIE_VAULT_KEYS = f"k-new:{NEW}"
    assert {longwork._opened(file) for file in WorkFile.objects.all()} == {b"\x00made", b"given"}
