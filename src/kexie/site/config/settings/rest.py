"""The interface for programs: how often it may be asked."""

from __future__ import annotations

from typing import Final

from kexie.site.config.environment import MODE

_OFTEN: Final = "100000/min" if MODE == "test" else ""
#: Requests per process and minute, of one address without a log-in and of one account; the tests ask every address as every role.
KEXIE_REST_RATES: dict[str, str] = {
    who: _OFTEN or rate for who, rate in (("visitor", "60/min"), ("account", "300/min"))
}
