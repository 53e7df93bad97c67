"""From an exception to a sentence for the user and details to copy."""

from __future__ import annotations

import traceback

from PySide6.QtCore import QCoreApplication

from app.services.sentences import said
from core.device import is_out_of_memory
from core.errors import RegrainError


def _tr(text: str) -> str:
    return QCoreApplication.translate("failures", text)


def explain(error: BaseException, doing: str) -> tuple[str, str]:
    """(sentence, details) for ``error``.

    Args:
        doing: what went wrong as a noun phrase that starts a sentence, such as "Drawing the picture"; used where the
            error does not explain itself.
    """
    details = "".join(traceback.format_exception(error))
    if isinstance(error, RegrainError):
        return said(error.sentence), f"{error.details}\n\n{details}" if error.details else details
    if is_out_of_memory(error):
        return _tr("{0} needs more memory than there is; try a smaller size.").format(doing), details
    return _tr("{0} failed unexpectedly. Your work is kept.").format(doing), details
