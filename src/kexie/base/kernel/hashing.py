"""Password hashing at the cost that this platform promises.

Here and not in `people`, because Django's settings name the hasher before any app is loaded, and because the choice of
algorithm and provider belongs beside the other cryptography of the kernel.
"""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class OfficeArgon2(Argon2PasswordHasher):
    """Argon2id with t=2, 19 MiB, p=1 (OWASP's minimum): 32 ms on the office's machine, where Django's default takes 70.

    A hash with other costs is renewed at the next log-in, because `must_update` compares the parameters.
    """

    time_cost = 2
    memory_cost = 19 * 1024  # KiB
    parallelism = 1
