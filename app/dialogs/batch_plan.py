"""What a batch can do to a folder of photos, in words and as work for a job."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from app.project.files import ModelAttachment
from app.project.models import ModelShelf
from app.services.filling import Filling
from core.batch import BatchOperation, Inpaint, Reshape
from core.control import RunControl
from core.image_io import load_photo, photo_fingerprint

MakeOperation = Callable[[], BatchOperation]
"""Makes the operation; called on the thread of the job: it loads what it works with."""


def _t(text: str) -> str:
    return str(QT_TRANSLATE_NOOP("batch", text))


def _tr(text: str) -> str:
    return QCoreApplication.translate("batch", text)


KIND_SENTENCES = {
    "reshape": _t("Re-makes every photo of a folder at another size; what is in it keeps its size and shape."),
    "repair": _t("Takes something away from every photo of a folder and fills the hole."),
    "train": _t("Trains a model for every photo of a folder, one after another. Opened later, a photo has its model."),
}
FOUND = {
    "reshape": _t("%n photos. Results have the photos’ names; no file that exists is replaced."),
    "repair": _t("%n photos. Results have the photos’ names; no file that exists is replaced."),
    "train": _t("%n photos. What was trained before goes on; what is finished stays as it is."),
}
LEFT_OUT = _t("Files that are left out, not being named as pictures: {0}.")
FIELDS = {"reshape": ("out", "size", "engine"), "repair": ("out", "hole", "mask"), "train": ("preset", "minutes")}
TRAIN_MINUTES = {"quick": 5, "balanced": 30}


def kind_sentence(kind: str) -> str:
    return _tr(KIND_SENTENCES[kind])


def found_words(kind: str, count: int, others: int = 0) -> str:
    """What is found in a folder: ``count`` photos, and ``others``, files that are not named as pictures."""
    words = QCoreApplication.translate("batch", FOUND[kind], None, count)
    return words if not others else f"{words} {_tr(LEFT_OUT).format(others)}"


def engines(trained_on: str) -> list[tuple[str, str]]:
    """(words, key) of what may draw; ``trained_on`` is the title of the open photo if it has a model, else ""."""
    choices = [(_tr("Each photo alone"), "patches")]
    return [*choices, (_tr("What was learnt from {0}").format(trained_on), "model")] if trained_on else choices


def masks(painted_on: str) -> list[tuple[str, str]]:
    """(words, key) of where masks come from; ``painted_on`` is the title of the open photo if it has one, else ""."""
    own = [(_tr("The mask painted on {0}").format(painted_on), "painted")] if painted_on else []
    folder = _tr("A folder of masks with the photos’ names")
    return [*own, (_tr("One mask file for all photos"), "file"), (folder, "folder")]


def reshape(size: tuple[int, int] | None, scale: tuple[float, float], model: ModelAttachment | None) -> MakeOperation:
    """See :class:`core.batch.Reshape`."""

    def make() -> Reshape:
        from core.ingan.model import load_model

        if model is None:
            return Reshape(size, scale)
        return Reshape(size, scale, load_model(model.weights) if isinstance(model.weights, Path) else model.weights)

    return make


def repair(filling: Filling, mask: np.ndarray | Path) -> MakeOperation:
    """See :class:`core.batch.Inpaint`; finished as fills of the editor are."""
    make_inpainter, finish = filling.make_inpainter, filling.finish
    return lambda: Inpaint(make_inpainter(), mask, finish)


def train(preset: str, minutes: int, control: RunControl) -> MakeOperation:
    """See :class:`core.ingan.training.series.TrainEach`."""

    def make() -> BatchOperation:
        from core.device import choose_device
        from core.ingan.presets import TrainSettings
        from core.ingan.training.series import TrainEach

        settings = TrainSettings.preset(preset, minutes=float(minutes))
        return TrainEach(settings, choose_device(), resume=True, control=control)

    return make


def on_shelf(shelf: ModelShelf, preset: str) -> Callable[[Path], Path]:
    """photo -> where the editor looks for its model when the photo is opened."""
    return lambda photo: shelf.path(photo_fingerprint(load_photo(photo).pixels), preset)
