"""The one table of what the user can do: name, words, keys, icon, and which method of the window does it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from operator import attrgetter
from typing import Literal

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject
from PySide6.QtGui import QAction, QKeySequence

from app.theme.theme import icon
from app.widgets.key_tips import native_words, with_key

MNEMONIC = re.compile(r"\s?\(&.\)")
Needs = Literal["", "photo", "mask"]


@dataclass(frozen=True)
class ActionSpec:
    """One action.

    Attributes:
        id: also the QAction's object name.
        text: for menus, with the mnemonic.
        keys: shortcuts in Qt's portable form; the first is shown.
        icon: name for app.theme.theme.icon, or "".
        handler: method of the window, or of one of its parts ("repair.fill"); for a checkable action it gets the
            checked state.
        tip: longer words for the tooltip; the text when empty. The key is added.
        needs: "photo" disables it while no photo is open, "mask" also while nothing is selected.
    """

    id: str
    text: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    handler: str = ""
    tip: str = ""
    checkable: bool = False
    needs: Needs = ""


def _t(text: str) -> str:
    return str(QT_TRANSLATE_NOOP("actions", text))


ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("open", _t("&Open…"), ("Ctrl+O",), "open", "open_dialog", _t("Open a photo or a project")),
    ActionSpec("paste", _t("&Paste a picture"), ("Ctrl+V",), "paste", "paste"),
    ActionSpec("save", _t("&Save"), ("Ctrl+S",), "save", "projects.save",
               _t("Save everything as a project"), needs="photo"),
    ActionSpec("save_as", _t("Save &as…"), ("Ctrl+Shift+S",), "", "projects.save_as",
               _t("Save as another project"), needs="photo"),
    ActionSpec("export", _t("&Export…"), ("Ctrl+E",), "export", "export",
               _t("Export the picture, a grid of sizes, or an animation"), needs="photo"),
    ActionSpec("batch", _t("&Batch…"), (), "batch", "show_batch",
               _t("Reshape or repair a whole folder of photos")),
    ActionSpec("close_photo", _t("&Close the photo"), ("Ctrl+W",), "home", "close_photo", needs="photo"),
    ActionSpec("settings", _t("Se&ttings…"), ("Ctrl+,",), "settings", "settings_controller.show",
               _t("Settings: theme, speed, keys, models")),
    ActionSpec("quit", _t("&Quit"), ("Ctrl+Q",), "quit", "close"),
    ActionSpec("undo", _t("&Undo"), ("Ctrl+Z",), "undo", "undo", needs="photo"),
    ActionSpec("redo", _t("&Redo"), ("Ctrl+Shift+Z", "Ctrl+Y"), "redo", "redo", needs="photo"),
    ActionSpec("copy", _t("&Copy the picture"), ("Ctrl+C",), "copy", "copy_picture",
               _t("Copy the re-made picture at full size"), needs="photo"),
    ActionSpec("reset", _t("Reset the si&ze"), ("Ctrl+R",), "reset", "apply_size.reset",
               _t("Back to the photo’s own size and shape"), needs="photo"),
    ActionSpec("apply_size", _t("&Apply size"), ("Ctrl+Enter", "Ctrl+Return"), "check", "apply_size.apply",
               _t("Apply size: the reshaped picture becomes the photo, to be repaired and reshaped again"),
               needs="photo"),
    ActionSpec("tool_resize", _t("&Resize"), ("R",), "retarget", "choose_resize",
               _t("Resize: drag a side or a corner, the picture is re-made"), checkable=True,
               needs="photo"),
    ActionSpec("tool_perspective", _t("&Perspective"), ("P",), "perspective", "choose_perspective",
               _t("Perspective: move the four corners"), checkable=True, needs="photo"),
    ActionSpec("tool_crop", _t("&Crop"), ("C",), "crop", "reframing.choose_crop",
               _t("Crop: drag the frame, turn the photo beside it; Enter crops, Esc leaves"), checkable=True,
               needs="photo"),
    ActionSpec("straighten", _t("&Straighten by a line"), (), "level", "reframing.straighten",
               _t("Straighten: draw a line along what should be level or upright"), needs="photo"),
    ActionSpec("turn_left", _t("Rotate &left"), ("Ctrl+[",), "turn-left", "reframing.turn_left",
               _t("Rotate the photo left, by 90°"), needs="photo"),
    ActionSpec("turn_right", _t("Rotate &right"), ("Ctrl+]",), "turn-right", "reframing.turn_right",
               _t("Rotate the photo right, by 90°"), needs="photo"),
    ActionSpec("turn_over", _t("Rotate by &180°"), (), "", "reframing.turn_over", needs="photo"),
    ActionSpec("flip_across", _t("Flip &horizontally"), ("Shift+H",), "flip-across", "reframing.flip_across",
               _t("Flip the photo: left and right change places"), needs="photo"),
    ActionSpec("flip_down", _t("Flip &vertically"), ("Shift+V",), "flip-down", "reframing.flip_down",
               _t("Flip the photo: top and bottom change places"), needs="photo"),
    ActionSpec("tool_hand", _t("&Hand"), ("H",), "hand", "choose_hand",
               _t("Hand: move the view (or hold Space)"), checkable=True, needs="photo"),
    ActionSpec("tool_brush", _t("&Brush"), ("B",), "brush", "repair.choose_brush",
               _t("Brush: paint over what should go; Alt takes away"), checkable=True, needs="photo"),
    ActionSpec("tool_eraser", _t("&Eraser"), ("E",), "eraser", "repair.choose_eraser",
               _t("Eraser: take paint away; X swaps with the brush"), checkable=True, needs="photo"),
    ActionSpec("tool_rectangle", _t("Rectan&gle"), ("M",), "select", "repair.choose_rectangle",
               _t("Rectangle: Shift adds, Alt subtracts"), checkable=True, needs="photo"),
    ActionSpec("tool_lasso", _t("&Lasso"), ("L",), "lasso", "repair.choose_lasso",
               _t("Lasso: draw around what should go; Shift adds, Alt subtracts"), checkable=True, needs="photo"),
    ActionSpec("tool_smart", _t("S&mart select"), ("W",), "wand", "repair.choose_smart",
               _t("Smart select: click or scribble on a thing; Shift+click adds one, Alt takes away"), checkable=True,
               needs="photo"),
    ActionSpec("tool_flood", _t("Select by &colour"), ("G",), "bucket", "repair.choose_flood",
               _t("Select by colour: click at it; Shift adds, Alt subtracts"), checkable=True, needs="photo"),
    ActionSpec("tool_clone", _t("Clo&ne stamp"), ("S",), "stamp", "repair.stamps.choose_clone",
               _t("Clone stamp: Alt-click where to copy from, then paint"), checkable=True, needs="photo"),
    ActionSpec("tool_heal", _t("Heal&ing brush"), ("J",), "heal", "repair.stamps.choose_heal",
               _t("Healing brush: paint over a blemish; Alt-click sets where to copy from"), checkable=True,
               needs="photo"),
    ActionSpec("edge_view", _t("Edge &view"), ("Q",), "edges", "edge_view.show",
               _t("Edge view: edges of the photo, predicted ones and yours"), checkable=True, needs="photo"),
    ActionSpec("tool_edge_pencil", _t("Edge &pencil"), ("D",), "pencil", "edge_view.choose_pencil",
               _t("Edge pencil: draw where an edge should run; Shift-click draws straight"), checkable=True,
               needs="photo"),
    ActionSpec("tool_edge_line", _t("Straigh&t edge"), ("I",), "edge-line", "edge_view.choose_line",
               _t("Straight edge: drag; Shift snaps the angle"), checkable=True, needs="photo"),
    ActionSpec("tool_edge_curve", _t("Cur&ved edge"), ("U",), "edge-curve", "edge_view.choose_curve",
               _t("Curved edge: click points; Enter or a double click ends"), checkable=True, needs="photo"),
    ActionSpec("tool_edge_eraser", _t("Edge er&aser"), ("Shift+E",), "edge-eraser", "edge_view.choose_eraser",
               _t("Edge eraser: take edges away; X swaps with the pencil"), checkable=True, needs="photo"),
    ActionSpec("edges_clear", _t("Clear your &edges"), ("Ctrl+Shift+D",), "trash", "edge_view.clear", needs="photo"),
    ActionSpec("fill", _t("&Fill the mask"), ("Shift+F5",), "fill", "repair.fill",
               _t("Fill the mask: make it go away"), needs="photo"),
    ActionSpec("mask_invert", _t("&Invert"), ("Ctrl+I",), "invert", "repair.invert", needs="photo"),
    ActionSpec("mask_clear", _t("&Clear"), ("Ctrl+D",), "close", "repair.clear", needs="mask"),
    ActionSpec("mask_grow", _t("&Grow…"), (), "plus", "repair.grow", needs="mask"),
    ActionSpec("mask_shrink", _t("&Shrink…"), (), "minus", "repair.shrink", needs="mask"),
    ActionSpec("mask_feather", _t("F&eather…"), (), "", "repair.feather", needs="mask"),
    ActionSpec("mask_protect", _t("Pr&otect the selection"), (), "", "marking.protect",
               _t("Protect: keep what is selected whole and single while the canvas is reshaped"), needs="photo"),
    ActionSpec("mask_remove", _t("Remove &while reshaping"), (), "", "marking.remove",
               _t("Remove: leave out what is selected while the canvas is reshaped"), needs="photo"),
    ActionSpec("mask_unmark", _t("Clear what is &kept"), (), "", "marking.clear",
               _t("Neither protect nor remove nor let go anything"), needs="photo"),
    ActionSpec("mask_import", _t("I&mport a mask…"), (), "import", "repair.import_mask", needs="photo"),
    ActionSpec("mask_export", _t("E&xport the mask…"), (), "export", "repair.export_mask", needs="mask"),
    ActionSpec("mask_colour", _t("C&olour of the mask…"), (), "", "repair.choose_colour"),
    ActionSpec("mask_opacity", _t("O&pacity of the mask…"), (), "", "repair.choose_opacity"),
    ActionSpec("zoom_in", _t("Zoom &in"), ("Ctrl++", "Ctrl+="), "zoom-in", "canvas.zoom_in", needs="photo"),
    ActionSpec("zoom_out", _t("Zoom &out"), ("Ctrl+-",), "zoom-out", "canvas.zoom_out", needs="photo"),
    ActionSpec("zoom_fit", _t("&Fit in the window"), ("Ctrl+0",), "fit", "canvas.fit", needs="photo"),
    ActionSpec("zoom_actual", _t("&Actual size"), ("Ctrl+1",), "actual-size", "canvas.actual_size",
               _t("Actual size, 100 %"), needs="photo"),
    ActionSpec("split", _t("&Before and after"), ("Y",), "compare", "split.show",
               _t("Before and after: the photo left of a line that is dragged, the picture right of it"),
               checkable=True, needs="photo"),
    ActionSpec("previous_photo", _t("Pre&vious picture of the folder"), ("PgUp",), "chevron-left",
               "folder_strip.previous", needs="photo"),
    ActionSpec("next_photo", _t("&Next picture of the folder"), ("PgDown",), "chevron-right",
               "folder_strip.next", needs="photo"),
    ActionSpec("folder_strip", _t("Folder &strip"), ("F6",), "filmstrip", "folder_strip.show_strip",
               _t("Folder strip: small pictures of what lies in the folder; a click opens one"), checkable=True),
    ActionSpec("panels", _t("&Panels"), ("Tab",), "panels", "show_panels", _t("Show or hide the panels"),
               checkable=True),
    ActionSpec("fullscreen", _t("F&ull screen"), ("F11",), "fullscreen", "show_full_screen", checkable=True),
    ActionSpec("patches_only", _t("Draw &without the trained model"), (), "", "training.draw_with_patches",
               _t("Draw from the photo alone, to see what training gives"), checkable=True, needs="photo"),
    ActionSpec("map_sources", _t("&Where patches came from"), (), "", "maps.show_sources",
               _t("Colour the picture by the place in the photo that each patch came from"), checkable=True,
               needs="photo"),
    ActionSpec("map_coherence", _t("C&oherence map"), (), "", "maps.show_coherence",
               _t("Show what in the picture the photo does not have"), checkable=True, needs="photo"),
    ActionSpec("map_completeness", _t("Co&mpleteness map"), (), "", "maps.show_completeness",
               _t("Show what of the photo is missing in the picture"), checkable=True, needs="photo"),
    ActionSpec("train", _t("&Start training"), ("Ctrl+T",), "train", "training.toggle", needs="photo"),
    ActionSpec("train_more", _t("Train with &more photos of this texture…"), (), "", "more_photos.choose",
               _t("Choose more photos of the same texture, and train on all of them"), needs="photo"),
    ActionSpec("train_stop", _t("S&top training"), ("Ctrl+Shift+T",), "stop", "session.training.stop"),
    ActionSpec("forget_model", _t("&Delete this photo’s model…"), (), "trash", "training.forget_model"),
    ActionSpec("keys", _t("&Keys"), ("F1",), "keyboard", "help.show_keys", _t("All keys at a glance")),
    ActionSpec("tour", _t("&First steps"), (), "help", "show_tour", _t("The three steps that the first start shows")),
    ActionSpec("log", _t("Show the &log"), (), "log", "help.open_log", _t("Open the file with what went wrong")),
    ActionSpec("about", _t("&About Regrain"), (), "info", "help.show_about"),
)  # fmt: skip

# None is a separator; "*name" is a submenu that the window fills.
MENUS: tuple[tuple[str, tuple[str | None, ...]], ...] = (
    (_t("&File"), ("open", "*recent", "paste", None, "save", "save_as", None, "export", "copy", "batch", None,
                "close_photo", "quit")),
    (_t("&Edit"), ("undo", "redo", None, "settings")),
    (_t("&Image"), ("apply_size", "reset", None, "tool_crop", "straighten", None, "turn_left", "turn_right",
                    "turn_over", None, "flip_across", "flip_down")),
    (_t("&Mask"), ("fill", None, "mask_invert", "mask_clear", "mask_grow", "mask_shrink", "mask_feather", None,
                   "mask_import", "mask_export", None, "mask_colour", "mask_opacity")),
    (_t("&Tools"), ("tool_resize", "tool_perspective", "tool_hand", None,
                    "mask_protect", "mask_remove", "mask_unmark", None, "tool_brush", "tool_eraser",
                    "tool_rectangle", "tool_lasso", "tool_smart", "tool_flood", None, "tool_clone", "tool_heal", None,
                    "tool_edge_pencil", "tool_edge_line", "tool_edge_curve", "tool_edge_eraser", "edges_clear", None,
                    "train", "train_more", "train_stop", "forget_model")),
    (_t("&View"), ("edge_view", None, "zoom_in", "zoom_out", "zoom_fit", "zoom_actual", None, "split", None,
                   "patches_only", "map_sources", "map_coherence", "map_completeness", None,
                   "previous_photo", "next_photo", "folder_strip", None,
                   "*theme", "*docks", "panels", "fullscreen")),
    (_t("&Help"), ("tour", "keys", "log", None, "about")),
)  # fmt: skip

TOOL_ACTIONS = (
    "tool_resize", "tool_perspective", "tool_crop", "tool_hand",
    "tool_brush", "tool_eraser", "tool_rectangle", "tool_lasso", "tool_smart", "tool_flood",
    "tool_clone", "tool_heal", "tool_edge_pencil", "tool_edge_line", "tool_edge_curve", "tool_edge_eraser",
)  # fmt: skip


def words(text: str) -> str:
    """The translation of a text of this module, with modifiers as the platform writes them."""
    return native_words(QCoreApplication.translate("actions", text))


def build_actions(owner: QObject) -> dict[str, QAction]:
    """One QAction for each row of the table, connected to ``owner``'s methods."""
    return {spec.id: _build(spec, owner) for spec in ACTIONS}


def _build(spec: ActionSpec, owner: QObject) -> QAction:
    action = QAction(words(spec.text), owner)
    action.setObjectName(spec.id)
    action.setProperty("needs", spec.needs)
    action.setShortcuts([QKeySequence(key) for key in spec.keys])
    action.setCheckable(spec.checkable)
    if spec.icon:
        action.setIcon(icon(spec.icon))
    set_tip(action, words(spec.tip or spec.text))
    handler = attrgetter(spec.handler)(owner)
    action.triggered.connect(handler if spec.checkable else lambda _checked=False: handler())
    return action


def plain(text: str) -> str:
    """A menu text without its mnemonic and dots, for wherever it is no menu's. A script without Latin letters has the
    mnemonic behind the words, in brackets."""
    return MNEMONIC.sub("", text).replace("&", "").rstrip("…").rstrip()


def set_tip(action: QAction, text: str) -> None:
    """Tooltip of ``action`` with its key."""
    action.setToolTip(with_key(plain(text), action))


# Keys that are held, moved with or typed on the canvas; no actions, but the key list has to name them.
CANVAS_KEYS: tuple[tuple[str, str], ...] = (
    (_t("Hold C or \\"), _t("Compare with the original")),
    (_t("Ctrl while cropping"), _t("Draw a line that becomes level or upright")),
    (_t("Shift, Alt while cropping"), _t("Keep the aspect; drag about the middle")),
    (_t("X while cropping"), _t("Swap width and height of the frame")),
    (_t("Hold Shift+C"), _t("Compare with a plain stretch")),
    (_t("Wheel"), _t("Zoom at the pointer")),
    (_t("Space or middle button"), _t("Move the view")),
    (_t("Shift while dragging"), _t("Keep the aspect")),
    (_t("Alt while dragging"), _t("Resize from the centre")),
    (_t("Esc while dragging"), _t("Take the drag back")),
    (_t("[ and ]"), _t("Smaller, larger brush; with Shift softer, harder")),
    (_t("Hold K"), _t("See and paint what is kept; Alt takes marks away")),
    (_t("Alt-click with the stamp or the healing brush"), _t("Set where it copies from")),
    (_t("1 to 9, 0 with them"), _t("Opacity of 10 to 90, 100 %")),
    (_t("X"), _t("Brush or pencil to eraser and back, stamp to healing brush")),
    (_t("Shift-click with the edge pencil"), _t("A straight line from where the last one ended")),
    (_t("Enter"), _t("Fill what is painted; accept the fill")),
    (_t("V"), _t("Fill it another way")),
    (_t("Left, Right"), _t("The fill before, the next fill")),
    (_t("Esc"), _t("Cancel or discard the fill")),
    (_t("N, Shift+N"), _t("Next, previous handle")),
    (_t("1 to 9"), _t("The handle in that place of a number pad")),
    (_t("Arrow keys"), _t("Move the handle by 1 px, with Shift by 10 px")),
)
