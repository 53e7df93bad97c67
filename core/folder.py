"""The pictures and projects of one folder, in the order in which people count."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path

from core.errors import ImageError
from core.image_io import named_as_picture
from core.project.files import is_project

_NUMBER = re.compile(r"([0-9]+)")


def natural_key(path: Path) -> tuple[list[str | int], str]:
    """By what to sort names so that 2 comes before 10; letters of either case are alike, until nothing else differs."""
    parts = _NUMBER.split(path.name.casefold())
    return [int(part) if index % 2 else part for index, part in enumerate(parts)], path.name


def openable_in(folder: Path) -> list[Path]:
    """The files in ``folder`` itself that are named like pictures or projects, hidden ones aside, in natural order.

    Nothing is read of them: 5,000 take some hundredths of a second.

    Raises:
        ImageError: the folder cannot be read.
    """
    found = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                path = folder / entry.name
                wanted = named_as_picture(path) or (is_project(path) and not entry.name.startswith("."))
                with contextlib.suppress(OSError):  # a link that points nowhere
                    if wanted and entry.is_file():
                        found.append(path)
    except OSError as error:
        raise ImageError("{0} cannot be read.", folder, details=repr(error)) from error
    return sorted(found, key=natural_key)
