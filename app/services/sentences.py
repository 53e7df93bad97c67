"""The core's sentences in the language of the window.

The core knows no Qt and says what failed in one English sentence. This lists the sentences that reach the editor, with
holes for what varies, finds the one that was said, and says it again in the user's language. A test holds the list
against the core's source, so that a sentence which is reworded there is missed here.
"""

from __future__ import annotations

import functools
import re

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from app.model.drawing_words import drawing_words
from core.ingan.messages import Drawing

_HOLE = re.compile(r"\{\d+\}")
_SENTENCE_END = re.compile(r"(?<=\.) (?=[A-Z])")


def _t(text: str) -> str:
    return str(QT_TRANSLATE_NOOP("core", text))


SENTENCES: tuple[str, ...] = (
    # pictures
    _t("There is no file {0}."),
    _t("{0} is empty."),
    _t("{0} is not a picture file."),
    _t("{0} is not a picture that Regrain can read (JPEG, PNG, WebP, TIFF, BMP, GIF, AVIF, HEIC)."),
    _t("{0} is a HEIC picture, which needs the package pi-heif; “pip install pi-heif” brings it."),
    _t("{0} is damaged or cut off and cannot be opened."),
    _t("{0} cannot be opened: {1}."),
    _t("{0} has {1} x {2} px; Regrain opens pictures of up to {3} megapixels."),
    _t("{0} is only {1} x {2} px; a photo needs at least {3} px in each direction."),
    _t("{0} is a {1} file, which Regrain does not open; PNG and TIFF carry everything over."),
    _t("{0} is a TIFF file with {1}, which Regrain does not read."),
    _t("{0} is a JPEG 2000 file of {1} channels, which Regrain does not read."),
    _t("{0} is a JPEG 2000 file with channels of different depths, which Regrain does not read."),
    _t("{0} is a BMP file of 64 bits per pixel, which Regrain does not read."),
    _t("{0} is dark all over, so it marks nothing; white marks what is meant."),
    _t("{0} is light all over, so it marks the whole picture; is it inverted?"),
    _t("{0} is {1} x {2} px and does not fit a photo of {3} x {4} px."),
    _t("There is not enough memory to open {0}."),
    _t("There is not enough memory to save a picture this large."),
    _t("{0} could not be saved: {1}. What was there before is unchanged."),
    _t("The picture could not be written as {0}."),
    _t("Regrain cannot write {0}; use one of {1}."),
    _t("{0} x {1} px is too large for {2}, which holds sides of up to {3} px; use PNG or TIFF."),
    _t("An animation is saved as MP4, GIF or WebP, not as “{0}”."),
    _t("The animation could not be saved: {0}."),
    _t("The video encoder could not be started."),
    # sizes
    _t("A picture needs at least one pixel in each direction."),
    _t("A crop keeps at least one pixel in each direction."),
    _t("The crop reaches beyond the photo."),
    _t("A photo is straightened by up to {0} degrees."),
    _t("{0} cannot be read."),
    _t("{0} x {1} px is too large; a side may have up to {2} px."),
    _t("{0} x {1} px is too far from the photo's {2} x {3} px; a side may change by a factor of up to 20, down to a "
       "fiftieth."),
    _t("These corners cross or fold; they must form a convex quad, clockwise from the top left."),
    _t("The script {0} cannot be read: {1}."),
    _t("The script {0} is not JSON."),
    _t("The script {0} needs a list of at least two keyframes."),
    _t("The script {0} has more than {1} keyframes."),
    _t("Keyframe {0} of {1} is wrong: {2}."),
    _t("A canvas of {0} x {1} px is too large for a photo of {2} x {3} px."),
    _t("The corners of the picture lie outside of its canvas."),
    # filling
    _t("The mask marks nothing, so there is no hole to fill; white marks what is to go."),
    _t("The mask marks the whole picture, so there is nothing left to fill from; is it inverted?"),
    _t("The mask is {0} x {1} px, but the picture is {2} x {3} px; they must have the same size."),
    _t("The place to take from marks nothing that is seen outside of the hole."),
    _t("The place to take from is too small; it needs {0} x {1} px outside of the hole."),
    _t("There is not enough memory to fill this hole; close other programs and try again."),
    # models and training
    _t("There is no model file at {0}."),
    _t("{0} was not written by Regrain."),
    _t("{0} was written by a newer Regrain; please update."),
    _t("{0} is damaged or is not a model file."),
    _t("{0} is damaged or is not a model of a photo."),
    _t("{0} is damaged and cannot go on; start it anew."),
    _t("The model {0} was trained on another picture."),
    _t("The model could not be saved to {0}: {1}. What was there before is unchanged."),
    _t("The saved training is damaged and cannot go on; start it anew."),
    _t("The training to go on with used more pictures than were given now."),
    _t("{0} was trained with other settings; use those, or another folder."),
    _t("At {0} x {1} px there is too little to learn from this picture."),
    _t("There is not enough memory to train on {0}; the best result so far is kept. Try the Quick preset or a smaller "
       "working size."),
    _t("Training became unstable twice and was stopped; the best result so far is kept."),
    # projects
    _t("{0} is damaged or is not a Regrain project, and cannot be opened."),
    _t("The project could not be saved to {0}: {1}. What was there before is unchanged."),
    # folders
    _t("{0} is not a folder."),
    _t("{0} cannot be read."),
    _t("There is no photo in {0}."),
    _t("There is no {0} named {1} in {2}."),
    _t("{0} is a file, but a folder is needed to write to."),
    _t("The results would replace the photos; choose another folder to write to."),
    # colours, as notes
    _t("This HDR picture was brought into the range of a normal one: its highlights are compressed."),
    _t("The colour profile of this file is damaged and was left out."),
    _t("The colour profile of this file is not meant for its pixels and was left out."),
    _t("This file holds values outside 0 to 1, which were cut off."),
    _t("This file holds light beyond white: it was taken as linear and its highlights were compressed."),
    # notes
    _t("Memory ran out, so smaller and coarser crops were used."),
    _t("Only the first page of this file was opened."),
    _t("Only the main picture of this file was opened."),
    _t("Only the first frame of this animation was opened."),
    _t("The file is damaged or cut off, so a part of the picture is missing or wrong."),
    _t("A channel beside the colours of this file was left out."),
    _t("The file stores 32 bits per channel; at most 16 of them were kept."),
    _t("The file stores numbers with a sign; those below 0 became black."),
)  # fmt: skip

# What fills a hole of a sentence and is made of words itself.
PARTS: tuple[str, ...] = (
    _t("it is not an object in braces"),
    _t("it knows no “{0}”"),
    _t("it needs one of “size”, “scale” and “quad”"),
    _t("“easing” must be “smooth” or “linear”"),
    _t("“seconds” must be more than 0"),
    _t("“{0}” must lie between 0 and {1}"),
    _t("“{0}” must be two numbers above 0"),
    _t("“quad” must be four corners like [[0, 0], [800, 60], [760, 600], [20, 580]]"),
    _t("The mask {0}"),
    _t("The painted mask"),
    _t("mask"),
    _t("“{0}” files"),
    _t("a file without a suffix"),
    _t("the disk refused"),
    _t("no space left on device"),
    _t("permission denied"),
    _t("read-only file system"),
)

DRAWINGS = (  # what app.model.drawing_words puts together
    _t("patches"), _t("stretch"), _t("learned patches"), _t("InGAN (published)"), _t("step {0}"), _t("refined"),
    _t("warp"), _t("warp and grain"), _t("extended"), _t("quick look"),
)  # fmt: skip

DEVICES = (_t("{0} core"), _t("{0} cores"))


def drawn_by(drawing: Drawing) -> str:
    """What drew a frame, or what a model draws with, in the language of the window: "learned patches, step 9"."""

    def in_window(part: str) -> str:
        return QCoreApplication.translate("core", part)

    return drawing_words(drawing, in_window)


def device_words(label: str) -> str:
    """The label of a device, such as "CPU, 2 cores", in the language of the window."""
    return ", ".join(_translated(part, DEVICES) for part in label.split(", "))


def translated(sentence: str) -> str:
    """``sentence`` in the window's language; as it is where it is not in the list or not translated."""
    return _translated(sentence, SENTENCES)


def translated_notes(notes: str) -> str:
    """As :func:`translated`, of one sentence after the other, such as a photo's note."""
    return " ".join(map(translated, _SENTENCE_END.split(notes)))


def _translated(said: str, known: tuple[str, ...]) -> str:
    for pattern, template in _patterns(known):
        found = pattern.fullmatch(said)
        if found is not None:
            words = QCoreApplication.translate("core", template)
            if words == template:
                return said
            return words.format(*(_translated(part, PARTS) for part in found.groups()))
    return said


@functools.cache
def _patterns(templates: tuple[str, ...]) -> list[tuple[re.Pattern[str], str]]:
    """What each template looks like once its holes are filled; those with the most words of their own first."""
    by_words = sorted(templates, key=lambda template: -len(_HOLE.sub("", template)))
    return [
        (re.compile("(.+?)".join(map(re.escape, _HOLE.split(template))), re.DOTALL), template) for template in by_words
    ]
