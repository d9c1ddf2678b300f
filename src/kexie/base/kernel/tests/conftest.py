"""Fixtures of the kernel's tests."""

from collections.abc import Callable, Iterator

import pytest

from kexie.base.kernel.topics import Delivery, Topic, topics


@pytest.fixture
def topic() -> Iterator[Callable[..., list[Delivery]]]:
    """Register a topic for one test; answers the list of what its handler was given."""
    registered: list[str] = []

    def make(name: str = "test.topic", **options) -> list[Delivery]:
        seen: list[Delivery] = []
        inner = options.pop("handle", None)

        def handle(delivery: Delivery) -> None:
            seen.append(delivery)
            if inner:
                inner(delivery)

        topics.register(name, Topic(name, handle, **options))
        registered.append(name)
        return seen

    yield make
    for name in registered:
        topics._things.pop(name)
