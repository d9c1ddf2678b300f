"""Conventions that the import linter cannot see: rooms, purity, shapes of verbs, sizes, templates, keys, words."""

from __future__ import annotations

import ast
import configparser
import os
import re
import subprocess
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.template.utils import get_app_template_dirs

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"
FLOORS = SOURCE / "kexie"
SHARED = Path(os.environ.get("KEXIE_SHARED", ROOT.parent / "shared"))

#: Apps whose modules are named by what they do; and composition without rooms.
TOOLBOXES = {"kexie.base.kernel", "kexie.base.ui", "kexie.base.documents", "kexie.base.search"}
COMPOSITION = {"kexie.site.demo"}

#: What a pure rule may not import: the database, the request, the settings, the clock, what fetches or changes.
IMPURE = (
    "django.db",
    "django.http",
    "django.conf",
    "django.utils.timezone",
    "django.core.cache",
    "kexie.base.kernel.clock",
)
IMPURE_ROOMS = ("models", "queries", "actions", "api", "views")

#: Functions of the actions rooms that no person asks for by themselves, with the reason why they have no ``by``.
STEPS = {
    "kexie.base.matters.actions.stepping.": "the step inside every verb on a case, which has its actor and moment",
    "kexie.base.matters.actions.verbs.": "what services of a process do inside a step, by its actor",
    "kexie.base.matters.actions.ending.tell_applicant": "word to the applicant inside a step",
    "kexie.base.matters.actions.contacts.": "word to whoever has left a contact, inside a step; what is sent is audited",
    "kexie.base.matters.actions.papers.": "bytes that are kept inside a verb, which audits its actor",
    "kexie.base.matters.actions.cases.let_time_pass": "the platform's clock; each step is audited as the platform's",
    "kexie.base.matters.actions.due_dates.end_of": "a day as a moment, inside the verbs that set limits",
    "kexie.base.matters.actions.telling.": "the platform's clock tells of tasks; what made them is audited",
    "kexie.base.matters.actions.moving.run": "a run of long work, which carries its asker",
    "kexie.base.matters.actions.versions.digest_of": "a look at a version, in the verb that publishes it",
    "kexie.domains.steward.actions.watching.": "what is kept beside a case, inside a step that has its actor and moment",
    "kexie.domains.steward.actions.similarity.": "the marks of a case, inside a step that has its actor and moment",
    "kexie.base.notifications.actions.": "a notice is told by the action it belongs to, which has audited its own actor",
    "kexie.base.people.actions.erasure_reach.": "steps inside an erasure, which has audited its own actor",
    "kexie.base.people.actions.privacy.purge": "what time erases is asked for by nobody; audited as the platform",
    "kexie.base.people.actions.password_links.ask_link": "anybody may ask for a link; what is mailed is audited",
    "kexie.base.people.actions.organisation_history.": "steps that every change of a unit shares",
    "kexie.base.people.actions.organisation_import.run_import": "a run of long work, which carries its asker",
    "kexie.base.people.actions.organisation_index.": "what search knows of units, inside each of their changes",
    "kexie.base.people.actions.organisation_merging.merge_of": "a look at the history before it is undone",
    "kexie.base.people.actions.organisation_merging.preview_of_undoing": "a preview, of a unit fetched for the actor",
    "kexie.base.people.actions.organisation_moving.put_below": "a step inside the changes of the tree",
    "kexie.base.people.actions.organisation_notices.": "word of a change, inside it and from the outbox",
    "kexie.base.people.actions.person_import.run": "a run of long work, which carries its asker",
    "kexie.base.people.actions.person_import.counts": "what a run has done, for its report",
    "kexie.base.people.actions.persons.": "names and spellings: steps of the verbs that write a person",
    "kexie.base.people.actions.post_seals.": "steps of whatever writes a post; an edited row is audited as the platform",
    "kexie.base.people.actions.posts.hands_out": "whether the actor may hand out a role, asked inside each grant",
    "kexie.base.standards.actions.loading.": "steps of publishing and of loading, inside their action",
    "kexie.base.people.actions.codes.ask_code": "anybody may ask for a code; what is sent is audited",
    "kexie.base.people.actions.codes.sealed_phone": "a number as the message carries it",
    "kexie.base.people.actions.codes.new_code": "six digits, nothing else",
    "kexie.base.people.actions.notices.tell": "a notice is told by the action it belongs to; what is mailed is audited",
    "kexie.base.pages.actions.": "Wagtail has published; these keep the search index in step with it",
    "kexie.domains.bulletin.actions.appearances.": "a step inside the signature, which has audited its own actor",
    "kexie.domains.bulletin.actions.arranging.p": "steps inside the arranging and the taking in",
    "kexie.domains.bulletin.actions.drafting.": "steps that every change of a draft shares",
    "kexie.domains.bulletin.actions.dispatching.deliver_batch": "a run of the outbox, begun by an audited action",
    "kexie.domains.bulletin.actions.commission_notices.": "word of a commission, inside its verbs and the turns of the clock",
    "kexie.domains.bulletin.actions.instruction_notices.": "word of an instruction, inside its verbs and the turns of the clock",
    "kexie.domains.bulletin.actions.mail_answers.": "what follows from a mail, inside the verb that took it in, and its delivery",
    "kexie.domains.bulletin.actions.mail_drafting.": "steps inside the verbs that take a mail in",
    "kexie.domains.bulletin.actions.mailbox.": "the line to the mailbox; stores nothing",
    "kexie.domains.bulletin.actions.publishing.": "what follows from a sign-off, inside its action",
    "kexie.domains.bulletin.actions.words_sent.": "steps inside the verbs by which a unit writes",
    "kexie.domains.bulletin.actions.sending_in.writable": "a step inside the verbs by which a unit writes",
    "kexie.domains.bulletin.actions.pictures.keep_blob": "a step inside whatever stores a file",
    "kexie.domains.bulletin.actions.pictures.hang": "a step inside the verbs that take pictures in",
    "kexie.domains.bulletin.actions.from_files.read_file": "reads a file, stores nothing",
    "kexie.domains.bulletin.actions.importing.store_highlights": "a step inside the import",
    "kexie.domains.steward.actions.closing.": "what follows from a step of a case, inside it and by its actor",
    "kexie.domains.steward.actions.escalating.": "the platform's clock tells of limits",
}

LONGEST_FUNCTION = 60
LONGEST_FILE = 600


@cache
def linter() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter", encoding="utf-8")
    return parser


def lines_of(contract: str, option: str) -> list[str]:
    return linter()[f"importlinter:contract:{contract}"][option].split("\n")[1:]


@cache
def modules() -> tuple[Path, ...]:
    """Our Python files, without migrations."""
    return tuple(path for path in sorted(FLOORS.rglob("*.py")) if "migrations" not in path.parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")


def room_of(path: Path) -> str:
    """The room in which a file stands: ``kexie.base.people.actions.posts`` stands in ``actions``."""
    parts = dotted(path).split(".")
    return parts[3] if len(parts) > 3 else ""


def products() -> list[Path]:
    return [path for path in modules() if "tests" not in path.parts]


@cache
def tracked() -> tuple[Path, ...]:
    """The text files that git knows."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: what is committed cannot be told")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return tuple(path for name in listed.decode().split("\0") if name and (path := ROOT / name).is_file())


def texts() -> Iterator[tuple[Path, str]]:
    for path in tracked():
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


# Rooms


def apps_on_disk() -> list[str]:
    """Packages with an app's configuration; the settings have a file of that name too."""
    folders = (path.parent for path in FLOORS.rglob("apps.py"))
    return sorted(dotted(folder) for folder in folders if "config" not in folder.parts)


def test_every_app_has_its_floor_and_its_rooms():
    containers = lines_of("rooms", "containers")
    homeless = [
        app
        for app in apps_on_disk()
        if app not in TOOLBOXES | COMPOSITION and not any(fnmatch(app, container) for container in containers)
    ]
    assert not homeless, f"name these in the contract `rooms` of .importlinter: {homeless}"
    behind = {
        f"{app}.{room.stem}"
        for app in apps_on_disk()
        if app.startswith("kexie.base.") and app not in TOOLBOXES
        for room in FLOORS.joinpath(*app.split(".")[1:]).iterdir()
        if room.stem in {"actions", "queries", "models"}
    }
    assert set(lines_of("doors", "forbidden_modules")) == behind, "name these in the contract `doors`"
    assert set(lines_of("floors", "layers")) == {
        path.name for path in FLOORS.iterdir() if (path / "__init__.py").exists()
    }


def test_every_app_on_disk_is_installed():
    installed = {config.name for config in apps.get_app_configs()}
    assert [app for app in apps_on_disk() if app not in installed] == []


def test_no_file_is_named_after_nothing():
    nameless = {"utils", "util", "helpers", "helper", "common", "misc", "stuff", "tools"}
    assert [dotted(path) for path in modules() if path.stem in nameless or path.parent.name in nameless] == []


# Purity and shapes


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_impure(name: str) -> bool:
    parts = name.split(".")
    by_room = parts[0] == "kexie" and len(parts) > 3 and parts[3] in IMPURE_ROOMS
    return by_room or any(name == bad or name.startswith(bad + ".") for bad in IMPURE)


def test_rules_are_pure():
    rules = [path for path in products() if room_of(path) in {"rules", "abilities"}]
    assert rules
    impure = [f"{dotted(path)} imports {name}" for path in rules for name in imports(path) if is_impure(name)]
    asking = [
        f"{dotted(path)}:{node.lineno} asks the clock"
        for path in rules
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"now", "today", "utcnow", "localdate"}
    ]
    assert impure + asking == []


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def verbs() -> Iterator[tuple[str, ast.FunctionDef]]:
    """The public functions of the actions rooms."""
    for path in products():
        if room_of(path) == "actions":
            for node in tree(path).body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    yield f"{dotted(path)}.{node.name}", node


def test_actions_say_by_whom_and_when():
    """``(*, by, at, …)``; one thing acted upon may stand in front, as in ``units_named(names, *, by, at)``."""
    wrong = []
    for name, node in verbs():
        missing = {"by", "at"} - {argument.arg for argument in node.args.kwonlyargs}
        if missing or len(node.args.args) > 1 or node.args.posonlyargs:
            wrong.append(f"{name}: {', '.join(sorted(missing)) or 'positional arguments'}")
    assert [line for line in wrong if not line.startswith(tuple(STEPS))] == []
    assert [step for step in STEPS if not any(line.startswith(step) for line in wrong)] == [], "no longer needed"


def test_functions_and_files_stay_small():
    long_files = [
        f"{dotted(path)}: {length}"
        for path in modules()
        if (length := path.read_text(encoding="utf-8").count("\n")) > LONGEST_FILE
    ]
    long_functions = [
        f"{dotted(path)}.{node.name}: {length}"
        for path in modules()
        for node in functions(path)
        if (length := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION
    ]
    assert long_files + long_functions == []


# Templates


def named_by_models() -> set[str]:
    """Templates that Wagtail finds by the name of a page's model."""
    return {model.template for model in apps.get_models() if isinstance(getattr(model, "template", None), str)}


def third_party_templates() -> set[str]:
    """Names that ours may replace."""
    theirs = [path for path in get_app_template_dirs("templates") if FLOORS not in Path(path).parents]
    return {str(file.relative_to(path)) for path in theirs for file in Path(path).rglob("*") if file.is_file()}


def test_every_template_is_used():
    templates = [path for path in FLOORS.rglob("templates/**/*") if path.is_file()]
    sources = {path: path.read_text(encoding="utf-8") for path in [*modules(), *templates]}
    known = third_party_templates() | named_by_models() | {"404.html", "500.html", "403.html", "400.html"}
    unused = []
    for path in templates:
        name = path.as_posix().split("/templates/", 1)[1]
        used = any(name in text for other, text in sources.items() if other != path)
        if not used and name not in known:
            unused.append(name)
    assert unused == []


# Keys between apps


def rank(name: str) -> int:
    """How high an app stands: the position of its line in the contracts, the ground at the bottom."""
    if name.startswith("kexie.site"):
        return 100
    if name.startswith("kexie.domains"):
        return 50
    layers = [line.replace("(", "").replace(")", "") for line in lines_of("base", "layers")]
    for height, line in enumerate(reversed(layers)):
        if name.rpartition(".")[2] in [part.strip() for part in line.split("|")]:
            return height
    raise AssertionError(f"{name} stands nowhere in the contract `base` of .importlinter")


def keys_between_apps() -> Iterator[models.Field]:
    """Foreign keys (and the like) from one of our apps to another of ours, but for those that Wagtail's models bring."""
    for model in apps.get_models():
        if not model.__module__.startswith("kexie."):
            continue
        for field in model._meta.local_fields + model._meta.local_many_to_many:
            target = field.related_model
            if field.name in THIRD_PARTY_FIELDS or not target or not target.__module__.startswith("kexie."):
                continue
            if target._meta.app_label != model._meta.app_label:
                yield field


def test_keys_between_apps_point_down_and_leave_no_trace():
    wrong = []
    for field in keys_between_apps():
        own = apps.get_app_config(field.model._meta.app_label).name
        other = apps.get_app_config(field.related_model._meta.app_label).name
        if rank(own) <= rank(other):
            wrong.append(f"{field} points up or sideways")
        if not field.remote_field.hidden:
            wrong.append(f'{field} has no related_name="+"')
    assert wrong == []


#: Fields that Wagtail's abstract models bring, with their own related names.
THIRD_PARTY_FIELDS = {"uploaded_by_user", "owner", "locked_by"}


# Words


def makefile_targets() -> set[str]:
    return set(re.findall(r"^([a-z][\w-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md", "CONTRIBUTING.md"])
def test_commands_of_the_documents_exist_and_are_the_ones_that_ci_runs(name):
    commands = set(re.findall(r"\bmake ([a-z][\w-]*)", (ROOT / name).read_text(encoding="utf-8")))
    assert commands, f"{name} names no command"
    assert commands <= makefile_targets()
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert {target for target in ("check", "test", "journeys") if f"make {target}" not in ci} == set()


def test_no_path_of_a_machine_is_committed():
    roots = ("work", "root", "Users")  # not home: Wagtail's tree of pages begins there
    machine = re.compile(r"(?<![\w.:/-])/(?:" + "|".join(roots) + r")/[\w.-]+")
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path, text in texts()
        if path.suffix not in {".css", ".lock"}
        for match in machine.finditer(text)
    ]
    assert found == []


SHINGLE = 12
#: The name of the publication is nobody's sentence.
MASTHEAD = re.compile(r"科协每周动态(?:\d{4}年第?)?")


def shingles(text: str) -> set[str]:
    """Runs of twelve characters within a clause; names and titles side by side, with a mark between them, are none."""
    clauses = re.split(r"[\W_]+", MASTHEAD.sub("，", text))
    return {clause[start : start + SHINGLE] for clause in clauses for start in range(len(clause) - SHINGLE + 1)}


def test_no_sentence_of_the_real_bulletin_is_committed():
    source = SHARED / "data" / "bulletin-2023-17.md"
    if not source.exists():
        pytest.skip(f"{source} is not there; set KEXIE_SHARED to the folder that holds data/")
    whole = re.sub(r"\s+", "", source.read_text(encoding="utf-8"))  # a page break may stand within a clause
    chinese = {run for run in shingles(whole) if re.search(r"[一-鿿]{6}", run)}
    assert len(chinese) > 500
    found = [
        f"{path.relative_to(ROOT)}: {', '.join(sorted(common)[:3])}"
        for path, text in texts()
        if (common := chinese & shingles(text))
    ]
    assert found == []
