"""What the audit's action codes are called on screen: each app names its own in ``ready()``."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise

from kexie.base.kernel.registry import Registry

audit_words: Registry[str | Promise] = Registry("audit word")


def name_actions(words: Mapping[str, str | Promise]) -> None:
    """Name actions: their code, such as ``people.grant``, and the words on screen."""
    for action, said in words.items():
        audit_words.register(action, said)


def words_for(action: str) -> str:
    """The words of an action; the code itself where no app has named it."""
    return str(audit_words[action]) if action in audit_words else action
