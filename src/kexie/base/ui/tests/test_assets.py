"""Both ways of serving style sheets and scripts: Vite's build, and the plain files where there is no Node."""

import json
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template

from kexie.base.ui import assets

STATIC = Path(__file__).parents[1] / "static" / "ui"
MANIFEST = {
    "src/kexie/base/ui/static/ui/bundle.js": {
        "file": "app-D1.js",
        "name": "app",
        "src": "src/kexie/base/ui/static/ui/bundle.js",
        "isEntry": True,
        "css": ["app-W2.css"],
    },
    "_shared.js": {"file": "shared-X3.js", "name": "shared"},
}


@pytest.fixture(autouse=True)
def looked_up_anew():
    assets.assets.cache_clear()
    yield
    assets.assets.cache_clear()


def drawn(template: str) -> str:
    return Template(template).render(Context())


def test_without_a_build_the_plain_files_are_served(settings, tmp_path):
    settings.KEXIE_ASSETS = tmp_path / "none"
    styles, scripts = drawn("{% asset_styles %}"), drawn("{% asset_scripts %}")
    assert [name in styles for name in ("tokens.css", "base.css", "layout.css", "components.css", "print.css")] == [
        True
    ] * 5
    assert '<script src="/static/django_htmx/htmx-2.min.js" defer></script>' in scripts
    assert '<script src="/static/ui/app.js" type="module"></script>' in scripts


def test_with_a_build_its_bundles_are_served(settings, tmp_path):
    (tmp_path / ".vite").mkdir()
    (tmp_path / ".vite" / "manifest.json").write_text(json.dumps(MANIFEST))
    settings.KEXIE_ASSETS = tmp_path
    assert drawn("{% asset_styles %}") == '<link rel="stylesheet" href="/static/assets/app-W2.css">'
    assert drawn("{% asset_scripts %}") == '<script src="/static/assets/app-D1.js" type="module"></script>'


def test_the_manifest_is_read_once(settings, tmp_path):
    settings.KEXIE_ASSETS = tmp_path
    before = assets.assets()
    (tmp_path / ".vite").mkdir()
    (tmp_path / ".vite" / "manifest.json").write_text(json.dumps(MANIFEST))
    assert assets.assets() is before


def test_an_entry_that_needs_node_is_nothing_without_it(settings, tmp_path):
    settings.KEXIE_ASSETS = tmp_path
    assert drawn('{% asset_scripts "charts" %}{% asset_styles "charts" %}') == ""


def test_a_build_that_lacks_an_entry_is_told():
    with pytest.raises(StopIteration):
        assets.built(MANIFEST, "charts")


def test_the_plain_files_exist():
    wanted = assets.plain("app")
    assert all(finders.find(path) for path in wanted.styles)
    assert all(finders.find(path) for path, _ in wanted.scripts)


def test_the_bundle_holds_what_is_served_plain():
    bundle = (STATIC / "bundle.js").read_text("utf-8")
    for name in assets.PLAIN_STYLES:
        assert f'import "./{name}.css"' in bundle
    assert 'import "./app.js"' in bundle


def test_plain_modules_import_only_files_beside_them():
    for path in STATIC.glob("*.js"):
        if path.name == "bundle.js":
            continue
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("import"):
                name = line.split('"')[1]
                assert name.startswith("./"), (path.name, name)
                assert (STATIC / name).is_file(), (path.name, name)


def test_the_lock_names_no_registry():
    root = Path(__file__).parents[5]
    lock = (root / "package-lock.json").read_text("utf-8")
    assert '"resolved"' not in lock
    assert '"integrity"' in lock
