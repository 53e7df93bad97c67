"""The document as a project, taken in a moment and given back."""

from __future__ import annotations

from app.model.document import Document
from app.model.placement import Placement
from app.project.history import capture_history, planes, restore_history
from core.image_io import Sample, list_samples
from core.project.files import ModelNote, Project
from core.selection.region import Region


def capture(document: Document, model: ModelNote | None, *, autosave: bool = False) -> Project:
    """What a project file has to hold. Quick: pixels that are never written to are shared, only masks are copied.

    Args:
        model: what was learnt, if anything was.
        autosave: for a copy that the editor makes by itself.

    Raises:
        ValueError: no photo is open.
    """
    photo, placement, result = document.open_photo, document.placement, document.result
    if placement is None:  # never: an open photo has one
        raise ValueError("no photo is open")
    return Project(
        photo, document.original_fingerprint, placement.geometry, placement.origin,
        "" if document.sample is None else document.sample.name,
        {name: mask.pixels.copy() for name, mask in planes(document).items()},
        capture_history(document.undo_stack),
        None if result is None else result.image, model, document.project_path if autosave else None, autosave,
        document.style,
    )  # fmt: skip


def restore(document: Document, project: Project, fingerprint: str) -> None:
    """Make ``project`` what the document shows. Its own place is not set: who opens it knows the file."""
    document.set_photo(project.photo, fingerprint, sample_of(project), project.original, project.saved_to)
    for name, mask in planes(document).items():
        if name in project.planes:
            mask.pixels[...] = project.planes[name]
            mask.touch(Region.whole(mask.pixels))
    document.set_style(project.style)
    document.set_placement(Placement(project.geometry, project.origin))
    if project.history is not None:
        restore_history(document, project.history, project.history.index)


def sample_of(project: Project) -> Sample | None:
    return next((sample for sample in list_samples() if sample.name == project.sample), None)
