"""Regrain: `python main.py` opens the editor, `python main.py --help` lists the commands."""

import sys

from app.cli import main

if __name__ == "__main__":
    if getattr(sys, "frozen", False):  # packed by `make dist`
        from app.platform.frozen import prepare

        prepare()
    sys.exit(main())
