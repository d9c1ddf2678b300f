"""The first minutes on a fresh machine: what is missing or fails is said so that it can be mended."""

from __future__ import annotations

import runpy
import shutil
import subprocess

import pytest

from kexie.site.config.environment import ROOT


@pytest.mark.skipif(shutil.which("make") is None, reason="needs make")
@pytest.mark.parametrize("goal", ["setup-run", "setup-dev"])
def test_a_machine_without_python_is_told_so(goal):
    done = subprocess.run(
        ["make", "-s", "-C", str(ROOT), goal, "PYTHON=no-such-python"], capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "没有找到 Python（no-such-python）" in done.stderr
    assert "make run PYTHON=" in done.stderr


def test_of_a_failed_step_the_errors_are_shown():
    what_matters = runpy.run_path(str(ROOT / "scripts" / "setup.py"))["what_matters"]
    tries = "\n".join(f"WARNING: Retrying (Retry(total={number})) after connection error" for number in range(100))
    output = f"{tries}\nERROR: No matching distribution found for django==5.2\nWARNING: You are using pip"
    assert what_matters(output) == "ERROR: No matching distribution found for django==5.2"
    assert what_matters("disk full") == "disk full"
