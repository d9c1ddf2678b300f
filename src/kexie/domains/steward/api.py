"""What other apps may use of the concierge."""

from kexie.domains.steward.actions.dead_ends import note_dead_end
from kexie.domains.steward.actions.knowledge import approve, begin, submit
from kexie.domains.steward.queries.knowledge import FoundAnswer, answers_for
from kexie.domains.steward.rules.knowledge.texts import Wording

__all__ = ["FoundAnswer", "Wording", "answers_for", "approve", "begin", "note_dead_end", "submit"]
