"""Write the locks: `run` for a service, `dev` with the tools. Run by `make lock` after an edit of pyproject.toml."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PIP_COMPILE = (
    *(sys.executable, "-m", "piptools", "compile", "--quiet", "--allow-unsafe", "--generate-hashes", "--strip-extras"),
    *("--no-emit-index-url", "--no-emit-find-links", "--no-emit-trusted-host", "--no-header", "--all-build-deps"),
    "--no-annotate",
)


def main() -> None:
    """Compile both locks; dev is constrained by run, so that the suite tries what is served."""
    for kind, extra in (("run", ()), ("dev", ("--extra", "dev", "--constraint", "requirements/run.txt"))):
        target = f"requirements/{kind}.txt"
        subprocess.run([*PIP_COMPILE, *extra, "--output-file", target, "pyproject.toml"], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
