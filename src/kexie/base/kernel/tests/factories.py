"""What the kernel's tests build from."""

from __future__ import annotations

from datetime import UTC, datetime

#: The moment at which these tests take place.
AT = datetime(2026, 11, 3, 1, 30, 15, 123456, tzinfo=UTC)
