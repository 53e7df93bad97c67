"""The layout of a widget that has one for certain."""

from __future__ import annotations

from PySide6.QtWidgets import QLayout, QWidget


def layout_of(widget: QWidget) -> QLayout:
    """What ``widget`` is laid out by.

    Raises:
        ValueError: ``widget`` has no layout.
    """
    layout = widget.layout()
    if layout is None:
        raise ValueError(f"{widget} has no layout")
    return layout
