"""Set the checkout up: virtual environment, locked dependencies, assets. Standard library only; safe to repeat.

Usage: python3 scripts/setup.py run|dev
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts" if os.name == "nt" else "bin") / "python"
ASSETS = ROOT / "build" / "assets"
ASSET_SOURCES = ("package.json", "package-lock.json", "vite.config.js", "src/kexie/base/ui/static")


def say(text: str) -> None:
    """One line for the person who waits."""
    print(f"· {text}", flush=True)


def stop(problem: str, remedy: str) -> NoReturn:
    """End with what is wrong and how to mend it."""
    print(f"\n✗ {problem}\n  {remedy}", file=sys.stderr)
    raise SystemExit(1)


def digest(*names: str) -> str:
    """A fingerprint of files and of all files in folders."""
    result = hashlib.sha256(sys.version.encode())
    for name in names:
        path = ROOT / name
        for file in [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file()):
            result.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes())
    return result.hexdigest()


def is_current(marker: Path, fingerprint: str) -> bool:
    """Whether the step behind ``marker`` was done for this fingerprint."""
    return marker.is_file() and marker.read_text(encoding="utf-8") == fingerprint


def check_machine() -> None:
    """Refuse kindly what cannot work: an old Python, a read-only folder, Python without venv."""
    if sys.version_info < (3, 11):  # noqa: UP036  (this file is what tells an old Python)
        stop(
            f"Kexie 需要 Python 3.11 或更新版本，当前是 {sys.version.split()[0]}。",
            "请安装 Python 3.11 后再运行，例如：make run PYTHON=/usr/bin/python3.11",
        )
    probe = ROOT / f".writable-{os.getpid()}"
    try:
        probe.touch()
        probe.unlink()
    except OSError:
        stop(f"目录 {ROOT} 不可写。", "请把项目克隆到您有写权限的目录，再运行一次。")
    try:
        import ensurepip  # noqa: F401, PLC0415
        import venv  # noqa: F401, PLC0415
    except ImportError:
        stop("Python 缺少 venv 模块。", "Debian、Ubuntu 请先执行：apt-get install python3-venv")


def what_matters(output: str) -> str:
    """The last lines that name an error, among warnings and tries; the end of all when none does."""
    lines = output.splitlines()
    errors = [line for line in lines if "error" in line.lower() and "WARNING" not in line]
    return "\n".join((errors or lines)[-15:])[-4000:]


def run(command: list[str], *, failing: str, remedy: str) -> None:
    """Run a step quietly; when it fails show what it printed, and the remedy."""
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        print(what_matters(done.stdout), file=sys.stderr)
        stop(failing, remedy)


def install(kind: str) -> None:
    """The virtual environment with the locked dependencies of ``kind``; `dev` contains `run`."""
    lock = f"requirements/{kind}.txt"
    fingerprint = digest(lock, "pyproject.toml")
    markers = {name: VENV / f".installed-{name}" for name in ("run", "dev")}
    if is_current(markers[kind], fingerprint):
        return
    if kind == "run" and is_current(markers["dev"], digest("requirements/dev.txt", "pyproject.toml")):
        return
    begin = time.monotonic()
    if not PYTHON.exists():
        say("建立虚拟环境 .venv")
        run(
            [sys.executable, "-m", "venv", str(VENV)],
            failing="虚拟环境没有建成。",
            remedy="请确认磁盘有空间，删除 .venv 目录后重试。",
        )
    say("安装锁定的依赖（首次约一分钟）")
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    offline = "请检查网络或 pip 的镜像设置，再运行一次；已下载的部分不会重复下载。"
    run([*pip, "--require-hashes", "-r", lock], failing="依赖没有装好。", remedy=offline)
    run([*pip, "--no-build-isolation", "--editable", "."], failing="Kexie 本身没有装好。", remedy=offline)
    markers[kind].write_text(fingerprint, encoding="utf-8")
    say(f"依赖就绪，用时 {time.monotonic() - begin:.0f} 秒")


def build_assets() -> None:
    """Bundles by Vite where there is Node; without it the plain files serve, and everything still works."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        say("没有找到 Node.js，使用未打包的界面文件（功能不受影响）")
        return
    fingerprint = digest(*ASSET_SOURCES)
    marker = ASSETS / ".built"
    if is_current(marker, fingerprint):
        return
    say("构建界面文件")
    steps = ([npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"], [npm, "run", "--silent", "build"])
    for step in steps:
        done = subprocess.run(step, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            shutil.rmtree(ASSETS, ignore_errors=True)
            print((done.stdout + done.stderr)[-1500:], file=sys.stderr)
            say("界面文件没有打包成功，改用未打包的文件（功能不受影响）")
            return
    marker.write_text(fingerprint, encoding="utf-8")


def main() -> None:
    """Set up for `run` (what a service needs) or `dev` (with the tools for tests and checks)."""
    kind = sys.argv[1] if len(sys.argv) > 1 else "run"
    if kind not in {"run", "dev"}:
        stop(f"不认识的参数 {kind}。", "用法：python3 scripts/setup.py run|dev")
    check_machine()
    install(kind)
    build_assets()


if __name__ == "__main__":
    main()
