"""The page that the demo leaves beside its pictures, as HTML for a browser and as Markdown for everything else."""

from __future__ import annotations

import html
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.checkpoint import atomic_replace

if TYPE_CHECKING:
    from core.image_io import Sample

STYLE = """
:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 1200px; margin: 2rem auto; padding: 0 1rem }
section { display: flex; flex-wrap: wrap; gap: 1.5rem; align-items: end }
figure { margin: 0; max-width: 100% }
figure img { max-width: 100%; max-height: 340px; border-radius: 4px; display: block }
figcaption { font-size: .85rem; max-width: 34rem }
figcaption span { opacity: .65 }
"""


@dataclass(frozen=True)
class Figure:
    """A picture of the tour: file name, what it shows, what made it, and its size in px."""

    file: str
    caption: str
    made_by: str
    width: int
    height: int


@dataclass
class Chapter:
    """One stop of the tour; ``remark`` says what could not be shown."""

    title: str
    figures: list[Figure]
    remark: str = ""


def write_page(folder: Path, chapters: list[Chapter], samples: list[Sample], device: str) -> Path:
    """Write ``index.html`` and ``README.md`` into ``folder``; returns the HTML page."""
    page = folder / "index.html"
    for path, text in ((page, _html(chapters, samples, device)), (folder / "README.md", _markdown(chapters, device))):
        with atomic_replace(path) as temporary:
            temporary.write_text(text, encoding="utf-8")
    return page


def _html(chapters: list[Chapter], samples: list[Sample], device: str) -> str:
    say = html.escape
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Regrain: the tour</title>',
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head><body>',
        f"<h1>Regrain: the tour</h1><p>Made on {say(device)}. Under each picture stands what drew it.</p>",
    ]
    for chapter in chapters:
        parts.append(f"<h2>{say(chapter.title)}</h2>")
        if chapter.remark:
            parts.append(f"<p>Left out: {say(chapter.remark)}</p>")
        parts.append("<section>")
        for figure in chapter.figures:
            parts.append(
                f'<figure><a href="{say(figure.file)}"><img src="{say(figure.file)}" alt="{say(figure.caption)}"'
                f' loading="lazy"></a><figcaption>{say(figure.caption)}<br><span>{figure.width} x {figure.height} px,'
                f" {say(figure.made_by)}</span></figcaption></figure>"
            )
        parts.append("</section>")
    parts.append("<h2>The photos</h2><ul>")
    parts += [f"<li>{say(s.title)}: {say(s.credit)}, {say(s.licence)}</li>" for s in samples]
    parts.append("</ul></body></html>\n")
    return "\n".join(parts)


def _markdown(chapters: list[Chapter], device: str) -> str:
    lines = ["# Regrain: the tour", "", f"Made on {device}.", ""]
    for chapter in chapters:
        lines += [f"## {chapter.title}", ""]
        if chapter.remark:
            lines += [f"Left out: {chapter.remark}", ""]
        if chapter.figures:
            lines += ["| picture | shows | made by | px |", "|---|---|---|---|"]
            lines += [f"| {f.file} | {f.caption} | {f.made_by} | {f.width} x {f.height} |" for f in chapter.figures]
            lines.append("")
    return "\n".join(lines)
