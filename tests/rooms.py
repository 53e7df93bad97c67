"""Draws `docs/rooms.svg`, the packages of the program and who imports whom, from the code: `make rooms`."""

from __future__ import annotations

import tomllib
from html import escape
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "rooms.svg"
WIDTH, HEIGHT, GAP, ROW = 118, 30, 12, 58  # px of a box, between boxes, from layer to layer
MARGIN, HEADING = 24, 40


def layers(root: str) -> list[list[str]]:
    """Packages of ``root``, top layer first, as the import contract of its layers has them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for contract in settings["tool"]["importlinter"]["contracts"]:
        if contract["type"] == "layers" and contract["containers"] == [root]:
            return [[f"{root}.{name.strip()}" for name in layer.split("|")] for layer in contract["layers"]]
    raise KeyError(root)


def ground(rows: list[list[str]]) -> set[str]:
    """The modules below all packages: nearly everything imports them, and no lines to them are drawn."""
    lowest = max(number for number, row in enumerate(rows) if any((ROOT / n.replace(".", "/")).is_dir() for n in row))
    return {name for row in rows[lowest + 1 :] for name in row}


def imports(names: list[str]) -> set[tuple[str, str]]:
    """(importer, imported) among ``names``, packages or modules; what only annotations need counts as well."""
    graph = grimp.build_graph("app", "core", cache_dir=None)
    room = {module: name for name in names for module in {name} | graph.find_descendants(name)}
    found = set()
    for module, name in room.items():
        for other in graph.find_modules_directly_imported_by(module):
            if room.get(other, name) != name:
                found.add((name, room[other]))
    return found


def draw() -> str:
    """The picture as SVG: a column for each of app and core, a row for each layer, a line for each import."""
    columns = {root: layers(root) for root in ("app", "core")}
    places: dict[str, tuple[float, float]] = {}
    parts, left = [], float(MARGIN)
    for root, rows in columns.items():
        wide = max(len(row) for row in rows)
        column = wide * WIDTH + (wide - 1) * GAP
        parts.append(f'<text class="root" x="{left + column / 2:g}" y="{MARGIN}">{root}</text>')
        for number, row in enumerate(rows):
            start = left + (column - len(row) * WIDTH - (len(row) - 1) * GAP) / 2
            for place, name in enumerate(row):
                places[name] = start + place * (WIDTH + GAP), MARGIN + HEADING / 2 + number * ROW
        left += column + 2 * MARGIN + WIDTH
    lines = []
    left_out = {name for rows in columns.values() for name in ground(rows)}
    for importer, imported in sorted(imports(list(places))):
        if imported in left_out:
            continue
        (x0, y0), (x1, y1) = places[importer], places[imported]
        if importer.split(".")[0] == imported.split(".")[0]:
            lines.append(_line(x0 + WIDTH / 2, y0 + HEIGHT, x1 + WIDTH / 2, y1))
        else:  # from app to core: from side to side
            lines.append(_line(x0 + WIDTH, y0 + HEIGHT / 2, x1, y1 + HEIGHT / 2))
    for name, (x, y) in places.items():
        parts.append(f'<rect x="{x:g}" y="{y:g}" width="{WIDTH}" height="{HEIGHT}" rx="6"/>')
        words = escape(name.split(".", 1)[1])
        parts.append(f'<text x="{x + WIDTH / 2:g}" y="{y + HEIGHT / 2 + 4:g}">{words}</text>')
    wide, high = left - MARGIN - WIDTH, MARGIN + HEADING + ROW * max(len(rows) for rows in columns.values())
    style = (
        "text{font:13px sans-serif;text-anchor:middle;fill:#1d2b2a}.root{font-weight:bold}"
        "rect{fill:#e3f1ef;stroke:#0d7c70}path{fill:none;stroke:#7a8b89;stroke-opacity:.45}"
    )
    body = "\n".join([*lines, *parts])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:g} {high:g}" width="{wide:g}" height="{high:g}">\n'
        f'<style>{style}</style>\n'
        f'<rect x="0" y="0" width="{wide:g}" height="{high:g}" style="fill:#fff;stroke:none"/>\n'
        f"{body}\n</svg>\n"
    )


def _line(x0: float, y0: float, x1: float, y1: float) -> str:
    middle = (y0 + y1) / 2
    return f'<path d="M{x0:g} {y0:g}C{x0:g} {middle:g} {x1:g} {middle:g} {x1:g} {y1:g}"/>'


if __name__ == "__main__":
    PICTURE.write_text(draw(), encoding="utf-8")
