"""The colours of each theme, by what they are for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Tokens:
    """Colours by the job they do, as ``#rrggbb``.

    Everything around the picture is a pure grey: a tinted surround shifts how colours in a photo are seen. Texts reach
    4.5:1 on every ground they stand on, and lines that carry meaning (focus, curves, control borders) 3:1.
    """

    name: str
    canvas: str  # around the picture
    window: str  # bars, behind panels
    surface: str  # panels, dialogs, lists
    raised: str  # buttons, cards
    hover: str
    pressed: str
    sunken: str  # inputs, plots
    border: str  # quiet separation
    outline: str  # edge of a control
    outline_disabled: str  # of one that cannot be used: 3:1 still, so that it is there
    text: str
    text_muted: str
    text_disabled: str
    accent: str
    accent_hover: str
    accent_text: str  # on accent
    accent_soft: str  # selected rows, a zone that waits for a drop
    danger: str
    warning: str
    success: str
    series: tuple[str, ...]  # curves after the accent


DARK = Tokens(
    name="dark",
    canvas="#1e1e1e",
    window="#262626",
    surface="#2c2c2c",
    raised="#3a3a3a",
    hover="#454545",
    pressed="#333333",
    sunken="#212121",
    border="#3d3d3d",
    outline="#949494",
    outline_disabled="#787878",
    text="#ededed",
    text_muted="#b4b4b4",
    text_disabled="#7d7d7d",
    accent="#4fbcae",
    accent_hover="#67cdc0",
    accent_text="#06201c",
    accent_soft="#24423e",
    danger="#f28b82",
    warning="#eebd62",
    success="#7fca92",
    series=("#eebd62", "#b7a4ff", "#f28fae", "#82b4ff", "#a9cf6b", "#d0a48a"),
)

LIGHT = Tokens(
    name="light",
    canvas="#cfcfcf",
    window="#ececec",
    surface="#f7f7f7",
    raised="#ffffff",
    hover="#f0f0f0",
    pressed="#e2e2e2",
    sunken="#ffffff",
    border="#d6d6d6",
    outline="#6e6e6e",
    outline_disabled="#868686",
    text="#1b1b1b",
    text_muted="#565656",
    text_disabled="#9a9a9a",
    accent="#0b6f66",
    accent_hover="#095c55",
    accent_text="#ffffff",
    accent_soft="#d5ebe8",
    danger="#b3261e",
    warning="#855600",
    success="#1c7438",
    series=("#9a6300", "#6a4fd0", "#b8325f", "#1f62b8", "#4d7a12", "#8a5436"),
)


CONTRAST = Tokens(
    name="contrast",
    canvas="#000000",
    window="#000000",
    surface="#000000",
    raised="#000000",
    hover="#333333",
    pressed="#1f1f1f",
    sunken="#000000",
    border="#a6a6a6",
    outline="#ffffff",
    outline_disabled="#a6a6a6",
    text="#ffffff",
    text_muted="#f0f0f0",
    text_disabled="#a6a6a6",
    accent="#ffd83d",
    accent_hover="#ffe98a",
    accent_text="#000000",
    accent_soft="#3a3200",
    danger="#ff8f87",
    warning="#ffc15c",
    success="#7df09b",
    series=("#5cd6ff", "#d0b8ff", "#ff9dbd", "#ffffff", "#b9f06a", "#ffab70"),
)
