"""The command line: one module per command, each with ``add_arguments(parser)`` and ``run(args)``.

Commands are listed below, each with the line that --help shows. Read :mod:`retarget` first, as one that has most of
what the others have; :mod:`arguments` are those that several share, :mod:`console` prints progress and lets Ctrl-C save
work. :mod:`demo` does the whole tour and leaves a :mod:`demo_page`.
"""

from __future__ import annotations

import argparse
import importlib
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from app.cli.console import never_fail_to_print, say
from app.platform.frozen import program_name
from core.checkpoint import reason
from core.control import Cancelled
from core.device import is_out_of_memory
from core.errors import RegrainError

DONE, FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130

# name -> (module, one line for --help). Modules are imported only when their command is asked for, so that --help and
# the editor's start need neither torch nor each other.
COMMANDS = {
    "train": ("app.cli.train", "train an InGAN on one photo"),
    "retarget": ("app.cli.retarget", "re-make a photo at another size or quad"),
    "collage": ("app.cli.collage", "a photo at a grid of sizes, or as a sweep of quads, in one picture"),
    "animate": ("app.cli.animate", "a film of a photo on its way through sizes and quads"),
    "edges": ("app.cli.edges", "write the edge map of a photo, inside holes the predicted one"),
    "extend": ("app.cli.extend", "more canvas around a photo, filled as the photo would go on"),
    "inpaint": ("app.cli.inpaint", "fill the hole that a mask marks"),
    "learn": ("app.cli.learn", "learn the edge and completion networks from a folder of photos"),
    "evaluate": ("app.cli.evaluate", "measure pictures against their references"),
    "demo": ("app.cli.demo", "the whole tour without a window, results as pictures"),
    "doctor": ("app.cli.doctor", "say what was found: device, precision, weights, Qt platform"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command, or the editor when none is named. Returns the process exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    never_fail_to_print()
    if arguments and arguments[0] in COMMANDS:
        return _run_command(arguments)
    if arguments and arguments[0] in ("-h", "--help"):
        _overview().print_help()
        return DONE
    return _run_editor(arguments)


def _run_command(arguments: list[str]) -> int:
    name = arguments[0]
    module = importlib.import_module(COMMANDS[name][0])
    parser = argparse.ArgumentParser(prog=f"{program_name()} {name}", description=COMMANDS[name][1])
    parser.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda", "mps"), help="where to compute")
    parser.add_argument("--seed", type=int, default=0, help="makes a run repeatable")
    parser.add_argument("--debug", action="store_true", help="show a traceback when something fails")
    module.add_arguments(parser)
    args = parser.parse_args(arguments[1:])
    logging.basicConfig(level=logging.INFO if args.debug else logging.WARNING, format="%(message)s")
    try:
        return module.run(args) or DONE
    except (Cancelled, KeyboardInterrupt):
        say("Interrupted; finished work is saved.", to_stderr=True)
        return INTERRUPTED
    except RegrainError as error:
        if args.debug:
            raise
        say(str(error), to_stderr=True)
        return FAILED
    except BrokenPipeError:
        return FAILED
    except Exception as error:
        if args.debug:
            raise
        if is_out_of_memory(error):
            say("There was not enough memory; try a smaller size.", to_stderr=True)
        elif isinstance(error, OSError) and error.filename:  # a name that the system cannot even look for
            say(f"{os.fsdecode(error.filename)} cannot be used: {reason(error)}.", to_stderr=True)
        else:
            say(f"{name} failed unexpectedly ({type(error).__name__}: {error}); --debug shows where.", to_stderr=True)
        return FAILED


def _overview() -> argparse.ArgumentParser:
    lines = "\n".join(f"  {name:<10} {text}" for name, (_, text) in COMMANDS.items())
    return argparse.ArgumentParser(
        prog=program_name(),
        usage=f"{program_name()} [PHOTO]\n       {program_name()} COMMAND --help",
        description="Regrain: reshape a photo by dragging a handle, repair it by painting.",
        epilog=f"Without a command the editor opens.\n\ncommands:\n{lines}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def _run_editor(arguments: list[str]) -> int:
    parser = _overview()
    parser.add_argument("photo", nargs="?", type=Path, metavar="PHOTO", help="a picture or a project to open")
    args = parser.parse_args(arguments)
    if _no_display():
        demo = "regrain demo" if getattr(sys, "frozen", False) else "python main.py demo"
        say(f"There is no display to open a window on; “{demo}” does the whole tour without one.", to_stderr=True)
        return FAILED
    from app.application import run_editor

    return run_editor(args.photo)


def _no_display() -> bool:
    """Whether a window cannot open: on X11/Wayland systems without a server, unless a Qt platform was chosen."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return False
    return not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
