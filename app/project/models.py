"""Where trained models lie on this computer: one file for a photo and a preset, named by the photo's content hash."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_data_path

from core.checkpoint import atomic_replace
from core.image_io import Photo, Sample
from core.ingan.messages import TrainEvent
from core.names import as_line, from_line

if TYPE_CHECKING:
    from core.ingan.model import Snapshot

SUFFIX = ".safetensors"
SET_ASIDE = ".damaged"
FURTHER = ".photos"  # beside a model: files of the other photos that it learns from, one a line


class ModelShelf:
    """The model files of all photos.

    Presets differ in architecture, so each has a file of its own: an hour of Balanced is not lost to a try of Quick.

    Args:
        folder: by default in the user's data folder.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or user_data_path("Regrain", appauthor=False) / "models"

    def path(self, fingerprint: str, preset: str) -> Path:
        """The file for a photo and a preset; it need not exist."""
        return self.folder / f"{fingerprint}-{preset}{SUFFIX}"

    def newest(self, fingerprint: str) -> Path | None:
        """The model of this photo that was saved last."""
        return max(self._all(fingerprint), key=lambda path: path.stat().st_mtime, default=None)

    def further(self, fingerprint: str, preset: str) -> list[Path]:
        """The other photos that a photo's training of a preset learns from; empty for most."""
        try:
            lines = self.path(fingerprint, preset).with_suffix(FURTHER).read_text(encoding="utf-8").splitlines()
        except OSError:
            return []
        return [from_line(line) for line in lines]

    def note_further(self, fingerprint: str, preset: str, photos: Sequence[Path]) -> None:
        """Remember what :meth:`further` says.

        Raises:
            OSError: the note cannot be written.
        """
        with atomic_replace(self.path(fingerprint, preset).with_suffix(FURTHER)) as temporary:
            temporary.write_text("\n".join(as_line(photo.absolute()) for photo in photos), encoding="utf-8")

    def set_aside(self, path: Path) -> None:
        """Keep a file that cannot be read under another name, out of the way of the next training."""
        path.replace(path.with_suffix(SET_ASIDE))

    def forget(self, fingerprint: str) -> None:
        """Delete this photo's models, and what else they learnt from."""
        for path in (*self._all(fingerprint), *self.folder.glob(f"{fingerprint}-*{FURTHER}")):
            path.unlink(missing_ok=True)

    def files(self) -> list[Path]:
        """Everything that takes room here, oldest first; also what was set aside."""
        found = [path for path in self.folder.glob("*") if path.suffix in (SUFFIX, SET_ASIDE) and path.is_file()]
        return sorted(found, key=lambda path: path.stat().st_mtime)

    def clean_up(self, days: float, keep: Iterable[str]) -> int:
        """Delete what was last written more than ``days`` ago; returns how many bytes that has freed.

        Args:
            keep: fingerprints of photos whose models stay in any case; "" is none.

        Raises:
            OSError: a file could not be deleted.
        """
        freed, limit = 0, time.time() - days * 86_400
        kept = tuple(filter(None, keep))
        for path in self.files():
            facts = path.stat()
            if facts.st_mtime <= limit and not path.name.startswith(kept):
                path.unlink(missing_ok=True)
                path.with_suffix(FURTHER).unlink(missing_ok=True)
                freed += facts.st_size
        return freed

    def _all(self, fingerprint: str) -> list[Path]:
        return list(self.folder.glob(f"{fingerprint}-*{SUFFIX}"))


LoadedModel = tuple["Snapshot | None", bool, list[TrainEvent]]
"""The model of a photo, whether it was trained on this computer, and what its training measured."""


def read_model(photo: Photo, own: Path | None, sample: Sample | None) -> LoadedModel:
    """What draws ``photo``: its ``own`` model or else the bundled one of ``sample``.

    Raises:
        CheckpointError: see :func:`core.ingan.model.load_model`.
    """
    from core.ingan.model import bundled_model, load_model
    from core.ingan.training.resume import read_history

    path = own or (bundled_model(sample.name) if sample is not None else None)
    if path is None:
        return None, False, []
    return load_model(path, photo.rgb8()), own is not None, read_history(path)
