"""Named points at which a test may kill the process, to see that nothing is lost and nothing done twice.

Armed by ``KEXIE_FAULT_POINT`` in test mode (``KEXIE_MODE=test``) alone; anywhere else a point does nothing.
"""

from __future__ import annotations

import os
import signal

from kexie.base.kernel.registry import Registry


class FaultPoint:
    """A place in the code, known by its name."""

    def __init__(self, name: str) -> None:
        self.name = name
        points.register(name, self)

    def reach(self) -> None:
        """Die here, without any cleaning up, if this point is armed."""
        if os.environ.get("KEXIE_FAULT_POINT") == self.name and os.environ.get("KEXIE_MODE") == "test":
            os.kill(os.getpid(), signal.SIGKILL)


points: Registry[FaultPoint] = Registry("fault point")
