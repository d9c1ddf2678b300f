"""What every test has: test mode, a fixed cast of people (see `kexie.base.people.tests.cast`), no network."""

import gc
import os

import pytest
from hypothesis import settings as examples

os.environ["KEXIE_MODE"] = "test"
# Speed is measured in bench/, never by a test: a busy machine fails nothing.
examples.register_profile("kexie", deadline=None)
examples.load_profile("kexie")

pytest_plugins = ["kexie.base.people.tests.cast", "kexie.base.pages.tests.staff", "kexie.site.demo.tests.telling"]


KEPT_BACK = pytest.StashKey[int]()
OWN_TRANSACTIONS = {"transactional_db", "live_server"}
#: The tests of these files share what is dear to make: one worker makes it, and once.
TOGETHER = (
    "tests/faults/",
    "src/kexie/site/config/tests/test_transport.py",
    "src/kexie/site/demo/tests/",
    "tests/crawl/",
)


def pytest_addoption(parser):
    """A second database need not hear what has nothing to do with any."""
    parser.addoption(
        "--second-database", action="store_true", help="leave out tests that meet no database, and those asked once"
    )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """As `--dist loadgroup` does it, by files; its marks are lost in pytest 9.2 (xdist 3.8 writes them into names)."""
    if config.getvalue("dist") != "loadgroup":
        return None
    from xdist.scheduler import LoadGroupScheduling

    class Together(LoadGroupScheduling):
        def _split_scope(self, nodeid):
            return nodeid.split("::")[0] if nodeid.startswith(TOGETHER) else nodeid

    return Together(config, log)


def _meets_a_database(item):
    """Without one of these pytest-django keeps a test from the database; the faults lend one to their processes."""
    fixtures = {"db", "transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(fixtures or item.get_closest_marker("django_db") or item.get_closest_marker("fault"))


def _differs(item):
    """Whether a second database can answer otherwise: it is met, and nothing says that one has answered for both."""
    return _meets_a_database(item) and not item.get_closest_marker("asked_once")


def pytest_collection_modifyitems(config, items):
    """A test with transactions of its own empties the tables at its end: each begins with what the migrations have put there."""
    if config.getoption("second_database"):
        _keep_back(config, items)
    for item in items:
        marker = item.get_closest_marker("django_db")
        if (marker and marker.kwargs.get("transaction")) or OWN_TRANSACTIONS & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=True), append=False)


def _keep_back(config, items):
    kept_back = [item for item in items if not _differs(item)]
    items[:] = [item for item in items if _differs(item)]
    config.hook.pytest_deselected(items=kept_back)
    config.stash[KEPT_BACK] = getattr(config, "workeroutput", {})["kept_back"] = len(kept_back)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node, error):
    """Every worker has left out the same."""
    node.config.stash[KEPT_BACK] = getattr(node, "workeroutput", {}).get("kept_back", 0)


def pytest_terminal_summary(terminalreporter, config):
    """Say at the end what was left out."""
    if number := config.stash.get(KEPT_BACK, 0):
        terminalreporter.write_line(
            f"{number} tests that meet no database, or are asked once, were not run on a second one"
        )


def pytest_collection_finish():
    """What is there before the first test is there to the end: no look for garbage goes over it again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker):
    """The migrations run once for all processes and suites of a source (see `tests/database.py`)."""
    import database

    with django_db_blocker.unblock():
        database.begin_as_copy()


@pytest.fixture(scope="session", autouse=True)
def _tables_put_back_as_a_file():
    """What a test with transactions of its own leaves behind: on SQLite a copy of the file takes a tenth of the time of
    emptying each table, and of reading rows from JSON before the next one.
    """
    from django.db import connection
    from django.test import TransactionTestCase

    import database

    with pytest.MonkeyPatch.context() as patched:
        if connection.vendor == "sqlite":
            patched.setattr(TransactionTestCase, "_fixture_teardown", lambda self: database.put_back())
        yield


@pytest.fixture(scope="session", autouse=True)
def _static_files_listed_once():
    """Every test client has middleware of its own; whitenoise's would walk through all static files for each of them."""
    from django.conf import settings
    from whitenoise.middleware import WhiteNoiseMiddleware

    listed = {}
    walk = WhiteNoiseMiddleware.add_files_from_finders

    def listed_once(self):
        key = (self.static_prefix, str(self.static_root), self.max_age, str(settings.STATICFILES_DIRS))
        if key not in listed:
            walk(self)
            listed[key] = dict(self.files)
        self.files.update(listed[key])

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(WhiteNoiseMiddleware, "add_files_from_finders", listed_once)
        yield


@pytest.fixture(autouse=True)
def _set_up_beyond():
    """What a test plants and looks up itself concerns all rows; a request, a job and `armed()` are guarded none the less."""
    from kexie.base.kernel import scoping

    with scoping.beyond("the set-up of a test"):
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_canary_in_any_log():
    """At the end of the suite no line that was logged, as production writes it, holds a canary (security.md, 26)."""
    from canary import watched_logs

    with watched_logs() as caught:
        yield
    if caught:
        pytest.fail(f"{len(caught)} log lines hold a canary, the first one of the logger {caught[0]!r}")
