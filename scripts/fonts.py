"""Fetch a 仿宋 and a 楷体 for the papers (Fandol, from Debian's package) into the folder that papers take fonts from.

Needs neither root nor an installation: the package is downloaded and two files are taken out of it. Standard library only;
safe to repeat. Usage: python3 scripts/fonts.py
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "texlive-lang-chinese"
FOLDER = "usr/share/texlive/texmf-dist/fonts/opentype/public/fandol"
FONTS = ("FandolFang-Regular.otf", "FandolKai-Regular.otf")
NEEDED = ("apt-get", "dpkg-deb")
REMEDY = """  没有这两种字体，文件照样能生成：正文改用思源宋体。想要仿宋，任选一种办法：
  1. 在 Debian 或 Ubuntu 上，请管理员先运行 apt-get update，再运行 make fonts；
  2. 把单位已有授权的字体文件（方正仿宋、方正楷体、方正小标宋等，.ttf 或 .otf）放进 {folder}；
  3. 字体放在别处的，用环境变量 KEXIE_FONT_PATHS 写明目录。"""


class CannotFetch(Exception):
    """Why the fonts could not be fetched, in Chinese."""


def target() -> Path:
    """Where Kexie looks for fonts: ``fonts`` in its data folder."""
    return Path(os.environ.get("KEXIE_DATA") or ROOT / "var") / "fonts"


def main(root: Path = Path("/"), which: Callable[[str], str | None] = shutil.which) -> int:
    """Fetch what is missing; 0 when both fonts are there, else 1 after saying what to do."""
    folder = target()
    missing = [name for name in FONTS if not (folder / name).is_file()]
    if not missing:
        print(f"· 字体已就绪：{folder}", flush=True)
        return 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
        installed = root / FOLDER
        if all((installed / name).is_file() for name in missing):
            for name in missing:
                place(folder / name, (installed / name).read_bytes())
        else:
            fetch(missing, folder, which)
    except (CannotFetch, OSError) as error:
        print(f"\n✗ 没有取到字体：{error}", file=sys.stderr)
        print(REMEDY.format(folder=folder), file=sys.stderr)
        return 1
    print(f"· 已放入 {folder}：{'、'.join(missing)}", flush=True)
    print("· 字体为 Fandol（GPL 3，附字体嵌入例外），生成的文件可以自由分发。正在运行的服务请重新启动。", flush=True)
    return 0


def fetch(names: list[str], folder: Path, which: Callable[[str], str | None]) -> None:
    """Download Debian's package into a folder that is thrown away, and take ``names`` out of it."""
    for tool in NEEDED:
        if which(tool) is None:
            raise CannotFetch(f"这台机器上没有 {tool}（只有 Debian、Ubuntu 一类的系统才有）。")
    with tempfile.TemporaryDirectory(prefix="kexie-fonts-") as place_for_it:
        print(f"· 正在下载 {PACKAGE}（约50 MB，只取其中两个字体）", flush=True)
        asked = subprocess.run(
            ["apt-get", "download", "-qq", PACKAGE], cwd=place_for_it, capture_output=True, text=True, check=False
        )
        package = next(Path(place_for_it).glob("*.deb"), None)
        if asked.returncode or package is None:
            reason = (asked.stderr.strip().splitlines() or ["apt-get 没有说明原因"])[-1]
            raise CannotFetch(f"下载 {PACKAGE} 没有成功（{reason}）。")
        take_out(package, names, folder)


def take_out(package: Path, names: list[str], folder: Path) -> None:
    """Read the package's files as a stream and keep ``names``."""
    wanted = {f"./{FOLDER}/{name}": name for name in names}
    with (
        subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(package)], stdout=subprocess.PIPE) as unpacking,
        tarfile.open(fileobj=unpacking.stdout, mode="r|") as files,
    ):
        for member in files:
            name = wanted.pop(member.name, None)
            data = files.extractfile(member) if name else None
            if name and data:
                place(folder / name, data.read())
    if wanted:
        raise CannotFetch(f"软件包 {PACKAGE} 里没有 {'、'.join(wanted.values())}。")


def place(path: Path, data: bytes) -> None:
    """Put a file there whole or not at all."""
    half = path.with_suffix(".half")
    half.write_bytes(data)
    half.replace(path)


if __name__ == "__main__":
    raise SystemExit(main())
