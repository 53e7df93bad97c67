"""Makes the editor known to a Linux desktop of this user: ``make desktop``; with ``--remove`` it is forgotten again.

Writes a menu entry, the icon, and what a ``.regrain`` file is, so that a double click opens it. Nothing outside the
user's own data folder is touched.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

ENTRY = """\
[Desktop Entry]
Type=Application
Name=Regrain
GenericName=Photo editor
GenericName[ko]=사진 편집기
Comment=Reshape a photo and repair it with its own grain
Comment[ko]=사진을 그 자신의 결로 다시 빚고 고칩니다
Exec={command} %f
Icon=regrain
Terminal=false
Categories=Graphics;RasterGraphics;2DGraphics;
MimeType=application/x-regrain;image/png;image/jpeg;image/webp;image/tiff;image/bmp;
StartupWMClass=regrain
"""

MIME = """\
<?xml version="1.0" encoding="UTF-8"?>
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
  <mime-type type="application/x-regrain">
    <comment>Regrain project</comment>
    <comment xml:lang="ko">Regrain 프로젝트</comment>
    <sub-class-of type="application/zip"/>
    <icon name="regrain"/>
    <magic priority="60">
      <match type="string" offset="30" value="mimetypeapplication/x-regrain"/>
    </magic>
    <glob pattern="*.regrain"/>
  </mime-type>
</mime-info>
"""


def places(data: Path) -> dict[str, Path]:
    """Where each file belongs in a data folder."""
    return {
        "entry": data / "applications/regrain.desktop",
        "mime": data / "mime/packages/regrain.xml",
        "icon": data / "icons/hicolor/scalable/apps/regrain.svg",
    }


def install(data: Path, python: Path = Path(sys.executable)) -> None:
    where = places(data)
    for path in where.values():
        path.parent.mkdir(parents=True, exist_ok=True)
    command = f"{quoted(python)} {quoted(ROOT / 'main.py')}"
    where["entry"].write_text(ENTRY.format(command=command), encoding="utf-8")
    where["mime"].write_text(MIME, encoding="utf-8")
    shutil.copyfile(ROOT / "resources/theme/regrain.svg", where["icon"])


def remove(data: Path) -> None:
    for path in places(data).values():
        path.unlink(missing_ok=True)


def quoted(path: Path) -> str:
    """``path`` for an Exec line (Desktop Entry Specification, "The Exec key")."""
    text = str(path)
    for sign in ("\\", '"', "`", "$"):
        text = text.replace(sign, "\\" + sign)
    return '"' + text.replace("\\", "\\\\").replace("%", "%%") + '"'


def refresh(data: Path) -> None:
    """Tell the desktop, where its tools are there; it finds out by itself otherwise, later."""
    for tool, folder in (("update-mime-database", data / "mime"), ("update-desktop-database", data / "applications")):
        if shutil.which(tool):
            subprocess.run([tool, folder], check=False)


def main() -> int:
    if not sys.platform.startswith("linux"):
        print("Only Linux desktops need this.", file=sys.stderr)
        return 1
    data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share")
    if "--remove" in sys.argv[1:]:
        remove(data)
    else:
        install(data)
    refresh(data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
