"""The bundled samples' titles in the language of the window."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from core.image_io import Sample


def _t(text: str) -> str:
    return str(QT_TRANSLATE_NOOP("samples", text))


TITLES = (
    _t("Boats at dusk"), _t("Kite"), _t("One stands out"), _t("Picos de Europa"), _t("Dandelions"), _t("Nuthatch"),
    _t("Colourful cups"),
)  # fmt: skip


def sample_title(sample: Sample) -> str:
    """What ``sample`` shows, for a person to read."""
    return QCoreApplication.translate("samples", sample.title)
