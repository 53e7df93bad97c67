"""``python -m tests.screenshots [FOLDER]``: starts an X server and the editor in it, uses it, and keeps pictures."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PLACE = ROOT / "resources" / "readme"


def main(arguments: list[str]) -> int:
    missing = [name for name in ("Xvfb", "xdotool") if shutil.which(name) is None]
    if missing:
        print(f"Install {' and '.join(missing)} first.", file=sys.stderr)
        return 1
    folder = Path(arguments[0] if arguments else PLACE).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1400x900x24", "-nolisten", "tcp"],
        pass_fds=[writing], stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(writing)
    try:
        with os.fdopen(reading) as pipe:
            display = f":{pipe.readline().strip()}"
        with tempfile.TemporaryDirectory(prefix="regrain-pictures-") as home:  # no settings or models of the user
            environment = {
                **os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "QT_SCALE_FACTOR": "1",
                "XDG_CONFIG_HOME": f"{home}/config", "XDG_DATA_HOME": f"{home}/data",
            }  # fmt: skip
            return subprocess.run(
                [sys.executable, "-m", "tests.screenshots.scenes", str(folder)], cwd=ROOT, env=environment, check=False
            ).returncode
    finally:
        server.terminate()
        server.wait(20)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
