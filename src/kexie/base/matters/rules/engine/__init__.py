"""The engine: a model compiled for SpiffWorkflow, and the run of one case through it (ADR 35)."""

from kexie.base.matters.rules.engine.compiling import Compiled, NotRunnable, compiled
from kexie.base.matters.rules.engine.going_back import NoWayBack
from kexie.base.matters.rules.engine.moving import moved, why_not
from kexie.base.matters.rules.engine.running import EndlessLoop, Kind, Run, Waiting

__all__ = [
    "Compiled",
    "EndlessLoop",
    "Kind",
    "NoWayBack",
    "NotRunnable",
    "Run",
    "Waiting",
    "compiled",
    "moved",
    "why_not",
]
