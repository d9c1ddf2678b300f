"""`make fonts`: the fonts come out of Debian's package, and where that is not possible it is said what to do."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from kexie.site.config.environment import ROOT

FOLDER = "./usr/share/texlive/texmf-dist/fonts/opentype/public/fandol"
FANG, KAI = "FandolFang-Regular.otf", "FandolKai-Regular.otf"


@pytest.fixture
def tools(tmp_path):
    """A folder for tools of the machine that are not the real ones."""
    folder = tmp_path / "bin"
    folder.mkdir()
    return folder


def tool(folder, name, script):
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def package(tmp_path, *names):
    """What `dpkg-deb --fsys-tarfile` gives for a package with these fonts, as a script that prints it."""
    file = tmp_path / "package.tar"
    with tarfile.open(file, "w") as files:
        for name in (f"{FOLDER}/FandolSong-Bold.otf", *(f"{FOLDER}/{name}" for name in names)):
            member = tarfile.TarInfo(name)
            member.size = len(name)
            files.addfile(member, io.BytesIO(name.encode()))
    return f'{sys.executable} -c \'import shutil, sys; shutil.copyfileobj(open("{file}", "rb"), sys.stdout.buffer)\''


def run(tmp_path, tools):
    environment = {
        "PATH": str(tools),
        "KEXIE_DATA": str(tmp_path / "data"),
        "PYTHONUTF8": "1",
        "HOME": os.environ["HOME"],
    }
    return subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "fonts.py")],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def debian(tmp_path, tools):
    tool(tools, "apt-get", f': > "{PACKAGE}" && echo asked >> "{tmp_path}/asked"')
    tool(tools, "dpkg-deb", package(tmp_path, FANG, KAI))
    return tools


PACKAGE = "texlive-lang-chinese_1_all.deb"
installed = pytest.mark.skipif(
    Path("/", FOLDER).is_dir(), reason="the fonts are installed here, and are taken from there"
)


@installed
def test_two_fonts_are_taken_out_of_the_package_once(tmp_path, debian):
    done = run(tmp_path, debian)
    assert (done.returncode, done.stderr) == (0, "")
    folder = tmp_path / "data" / "fonts"
    assert {file.name: file.read_text() for file in folder.iterdir()} == {n: f"{FOLDER}/{n}" for n in (FANG, KAI)}
    again = run(tmp_path, debian)
    assert "字体已就绪" in again.stdout
    assert (tmp_path / "asked").read_text().count("asked") == 1


@installed
def test_only_what_is_missing_is_fetched(tmp_path, debian):
    folder = tmp_path / "data" / "fonts"
    folder.mkdir(parents=True)
    (folder / FANG).write_text("of our own")
    assert run(tmp_path, debian).returncode == 0
    assert (folder / FANG).read_text() == "of our own"
    assert (folder / KAI).is_file()


@installed
@pytest.mark.parametrize(
    ("apt", "reason"),
    [
        (None, "没有 apt-get"),
        ("echo 'E: Unable to locate package' >&2; exit 100", "E: Unable to locate package"),
        ("exit 0", "没有成功"),
    ],
)
def test_where_it_is_not_possible_it_is_said_what_to_do(tmp_path, tools, apt, reason):
    if apt:
        tool(tools, "apt-get", apt)
    tool(tools, "dpkg-deb", "exit 1")
    done = run(tmp_path, tools)
    assert done.returncode == 1
    assert reason in done.stderr
    assert "apt-get update" in done.stderr
    assert str(tmp_path / "data" / "fonts") in done.stderr
    assert "KEXIE_FONT_PATHS" in done.stderr
    assert "Traceback" not in done.stderr


@installed
def test_package_without_the_fonts_is_named(tmp_path, tools, debian):
    tool(tools, "dpkg-deb", package(tmp_path, FANG))
    done = run(tmp_path, debian)
    assert done.returncode == 1
    assert f"没有 {KAI}" in done.stderr
