"""What the training panel says, in plain and honest words."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QLocale

from app.services.sentences import said
from app.widgets.basics import duration
from core.ingan.messages import TrainEvent
from core.ingan.presets import PRESETS

SECONDS_A_STEP = {"cpu": 5.0, "cuda": 0.3}  # of preset "paper", an order of magnitude; "mps" was never measured


def _t(text: str) -> str:
    return str(QT_TRANSLATE_NOOP("training", text))


def _tr(text: str) -> str:
    return QCoreApplication.translate("training", text)


PRESET_SENTENCES = {
    "quick": _t("Learns from the warped photo on to give back its patches, as InGAN does. Only what is better shows."),
    "balanced": _t("The same with a wider network and a finer copy of the photo, for detail."),
    "paper": _t("The InGAN paper’s own network and schedule. Its newest step draws every frame, better or not."),
}

LOSSES = {
    "generator": _t("generator"),
    "discriminator": _t("discriminator"),
    "cycle": _t("cycle"),
    "inverse": _t("inverse"),
    "swd": _t("patch statistics"),
    "nearest": _t("nearest patch"),
    "layout": _t("layout"),
    "total": _t("total"),
}


def preset_sentence(preset: str) -> str:
    return _tr(PRESET_SENTENCES[preset])


def loss_label(name: str) -> str:
    return _tr(LOSSES[name]) if name in LOSSES else name


def how_long(preset: str, device: str, length: int) -> str:
    """A sentence on how long ``preset`` takes.

    Args:
        device: "auto" is taken as what it resolves to, if known.
        length: minutes or, where the preset counts them, steps.
    """
    if PRESETS[preset].minutes is not None:
        return _tr("Takes {0}; stop whenever it looks right.").format(duration(60 * length))
    name, steps = _resolved(device), QLocale().toString(length)
    if name in SECONDS_A_STEP:
        time = duration(SECONDS_A_STEP[name] * length)
        return _tr("{0} steps take about {1} on this device; you may pause and go on another day.").format(steps, time)
    return _tr("{0} steps take hours on a graphics card and days on a processor.").format(steps)


def _resolved(device: str) -> str:
    """ "cpu", "cuda" or "mps"; "" while torch is not loaded and nobody knows."""
    import sys

    if device != "auto":
        return device
    if "torch" not in sys.modules:
        return ""
    from core.device import choose_device

    return choose_device("auto").name


def device_choices() -> list[tuple[str, str]]:
    """(name, words) of the devices of this machine, "auto" first. Imports torch."""
    from core.device import DEVICE_NAMES, choose_device
    from core.errors import DeviceError

    found = [("auto", _tr("Auto: {0}").format(said(choose_device("auto").label)))]
    for name in DEVICE_NAMES[1:]:
        try:
            found.append((name, said(choose_device(name).label)))
        except DeviceError:
            continue
    return found


def progress_words(event: TrainEvent, timed: bool) -> str:
    """ "Step 120 of about 900, 40 s left." The number of steps is an estimate where a time was asked for."""
    number = QLocale().toString
    step, total = number(event.step), number(event.total_steps)
    if event.total_steps <= 0 or (timed and event.total_steps <= event.step):  # too early for an estimate
        words = _tr("Step {0}").format(step)
    elif timed:
        words = _tr("Step {0} of about {1}").format(step, total)
    else:
        words = _tr("Step {0} of {1}").format(step, total)
    if event.seconds_left is not None:
        words += _tr(", {0} left").format(duration(event.seconds_left))
    return words + "."


def state_words(state: str, event: TrainEvent | None, has_photo: bool, has_model: bool) -> str:
    """A sentence for every state but a running one with news."""
    step = "" if event is None else QLocale().toString(event.step)
    if not has_photo:
        return _tr("Open a photo to train on it.")
    if state == "running":
        return _tr("Getting ready…")
    if state == "paused":
        return _tr("Paused at step {0}; it is saved.").format(step) if step else _tr("Paused.")
    if state == "stopping":
        return _tr("Saving what was learned…")
    if state == "done" and event is not None:
        done = QCoreApplication.translate("training", "Done: %Ln steps in {0}.", None, event.step)
        done = done.format(duration(event.seconds))
        return done if event.best_step else done + " " + _tr("Nothing was gained on this photo.")
    if state == "failed":
        return _tr("Training ended early; the last saved step is kept.")
    if event is not None:
        return _tr("Stopped after step {0}; it is saved.").format(step)
    if has_model:
        return _tr("This photo has a trained model. More training may improve it.")
    return _tr(
        "Drag a handle: the picture is re-made at once; stretched texture gets its grain back at rest. "
        "Training can refine it."
    )
