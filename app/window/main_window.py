"""The main window: docks, bars and wiring."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QByteArray, QSize, Qt, Slot
from PySide6.QtGui import QActionGroup, QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QMainWindow, QMenu, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.actions import TOOL_ACTIONS, Needs, build_actions, set_tip
from app.canvas.banner import Banner
from app.canvas.split import Split
from app.canvas.tool import CanvasTool
from app.canvas.view import CanvasView
from app.model.document import Document
from app.panels.folder_strip import FolderStrip
from app.panels.history_panel import HistoryPanel
from app.panels.info_panel import InfoPanel
from app.panels.more_photos import MorePhotos
from app.panels.repair_bar import RepairBar
from app.panels.start_page import StartPage
from app.panels.task_panel import TaskPanel
from app.panels.training_panel import TrainingPanel
from app.platform.qt_image import to_qimage
from app.services.autosave import Autosave
from app.services.failures import explain
from app.services.projects import Projects
from app.services.session import Session
from app.settings.controller import SettingsController
from app.settings.preferences import open_settings
from app.tools.apply_size import ApplySize
from app.tools.edge_view import EdgeView
from app.tools.hand import HandTool
from app.tools.maps import Maps
from app.tools.marking import Marking
from app.tools.reframing import Reframing
from app.tools.repair import Repair
from app.tools.retarget import RetargetTool
from app.tools.tool import ToolContext
from app.window.chrome import canvas_menu, fill_menus, hold_button, recent_menu, theme_menu, tool_bar
from app.window.compare_key import CompareKey
from app.window.docks import PanelDocks
from app.window.field_keys import FieldKeys
from app.window.help import Help
from app.window.messages import Messages
from app.window.opening import Opener
from app.window.status_strip import StatusStrip
from app.window.tap_key import TapKey
from app.window.tool_palette import ToolPalette
from app.window.tour import Tour
from app.window.training_actions import TrainingActions
from core.ingan.messages import RenderRequest, RenderResult

LAYOUT_VERSION = 2  # saved layouts of another version are not restored


class MainWindow(QMainWindow):
    """One window, one document. Everything it does is a method that the action table names.

    Args:
        models_folder: where trained models are kept; the user's data folder by default.
    """

    def __init__(self, models_folder: Path | None = None) -> None:
        super().__init__()
        self.settings = open_settings()
        self.document = Document(self)
        self.session = Session(self.document, models_folder, self)
        self.opener = Opener(self, self.session, self.settings)
        self.help = Help(self, self.session, self.settings)
        self.projects = Projects(self, self.session, self.settings, self.export)
        self.projects.saved.connect(self.opener.note)
        self.autosave = Autosave(self.session, self.projects, self.session.shelf.folder.parent / "recovery")
        self.settings_controller = SettingsController(self, self.settings, self.session, self.autosave)
        self._closing = False
        self._ask_on_close = True
        self.setObjectName("main_window")
        self.setMinimumSize(QSize(640, 320))  # 1280 x 720 px at 200 %, with room for the frame
        self.setAcceptDrops(True)

        self.canvas = CanvasView(self.document)
        self.split = Split(self.canvas, self.document)
        self.maps = Maps(self.canvas, self.document, self.session)
        self.repair = Repair(self.canvas, self.document, self.session, self.settings, self)
        self.marking = Marking(self.canvas, self.document, self.repair.settings)
        self.edge_view = EdgeView(self.canvas, self.document, self.session, self.settings, self)
        self.reframing = Reframing(self.canvas, self.document, self.session, self)
        self.repair_bar = RepairBar(self.canvas, self.document, self.session.filling, self.repair.settings)
        context = ToolContext(self.canvas, self.document, self.session, self)
        self.tools: dict[str, CanvasTool] = {
            tool.name: tool
            for tool in (
                RetargetTool(context, self.marking, "resize"),
                RetargetTool(context, self.marking, "perspective"),
                HandTool(context),
                self.reframing.tool,
                *self.repair.tools,
                *self.edge_view.tools,
            )
        }
        self.apply_size = ApplySize(self.canvas, self.document, self.session, self.tools.values())
        self.training_panel = TrainingPanel(self.document, self.session)
        self.training = TrainingActions(self, self.session, self.training_panel.start)
        self.more_photos = MorePhotos(self.document, self.session, self.training_panel, self)
        self.folder_strip = FolderStrip(self.document, self.session, self.settings, self.open_path, self.opener.look_at)
        self.act = build_actions(self)
        self.settings_controller.take_actions(self.act)
        self.help.take_actions(self.act)
        self.apply_size.take_action(self.act["apply_size"])
        self.folder_strip.take_actions(self.act)
        self._build_centre()
        self._build_docks()
        self._build_bars()
        self.status_strip = StatusStrip(self.document, self.canvas, self.split, self)
        self.setStatusBar(self.status_strip)
        self.tour = Tour(
            self, self.canvas, self.document, self.settings, train=self.training_panel.train_button,
            brush=self.palette_of_tools.buttons[self.act["tool_brush"]], show_train=self._show_training,
        )  # fmt: skip
        FieldKeys(self, self.canvas)
        TapKey(self.canvas, Qt.Key.Key_C, self.act["tool_crop"])
        CompareKey(self, self.canvas, self.compare_button)
        self.messages = Messages(
            self, self.banner, self.session, self.projects, self.opener, train=self.training.toggle
        )
        self._connect()
        self.choose_resize()
        self._restore_layout()
        self._on_photo_changed()

    # -- building -------------------------------------------------------------------------------------------------

    def _build_centre(self) -> None:
        self.banner = Banner()
        self.start_page = StartPage()
        self.editor = QWidget()
        column = QVBoxLayout(self.editor)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addWidget(self.canvas, 1)
        column.addWidget(self.folder_strip)
        self.centre = QStackedWidget()
        self.centre.addWidget(self.start_page)
        self.centre.addWidget(self.editor)
        self.setCentralWidget(self.centre)

    def _build_docks(self) -> None:
        self.docks = PanelDocks(self, self.settings)
        parts = self.document, self.marking, self.repair, self.edge_view
        self.task_panel = TaskPanel(self.training_panel, *parts, self.tools, self.act)
        self.docks.add("training", self.task_panel.windowTitle(), self.task_panel, self.task_panel.set_seen)
        self.docks.add("history", self.tr("History"), HistoryPanel(self.document.undo_stack))
        self.docks.add("photo", self.tr("Photo"), InfoPanel(self.document, self.session.shelf))
        self.docks.stack()

    def _build_bars(self) -> None:
        a = self.act
        group = QActionGroup(self)
        for name in TOOL_ACTIONS:
            group.addAction(a[name])
        self.option_rows = QStackedWidget()
        rows = (tool.options() for tool in self.tools.values())
        self.rows = [QWidget(), *(row for row in rows if row is not None)]  # the first is of tools without options
        for row in self.rows:
            self.option_rows.addWidget(row)
        self.compare_button = hold_button(
            "compare", self.tr("Compare with the original"),
            self.tr("Hold to see the original (C), with Shift a plain stretch (Shift+C)"),
        )  # fmt: skip
        self.palette_of_tools = ToolPalette([a[name] for name in TOOL_ACTIONS])
        self.tool_bar = tool_bar(
            self, Qt.ToolBarArea.LeftToolBarArea, "tools", self.tr("Tools"), [self.palette_of_tools]
        )
        self.main_bar = tool_bar(
            self, Qt.ToolBarArea.TopToolBarArea, "main", self.tr("Main"),
            [a["open"], a["save"], a["export"], None, a["undo"], a["redo"], None, self.option_rows, None,
             self.compare_button, a["zoom_fit"], a["zoom_actual"], a["panels"]],
        )  # fmt: skip
        # Tab hides the panels while the canvas has the focus; elsewhere it goes to the next control.
        a["panels"].setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        a["panels"].setChecked(True)
        self.canvas.addAction(a["panels"])

        docks = QMenu(self.tr("&Show panel"), self)
        for dock in self.docks.all:
            docks.addAction(dock.toggleViewAction())
        recent = recent_menu(self, lambda: self.opener.recent, self.open_path, self.opener.forget_recent)
        themes = theme_menu(self, self.settings_controller.choose_theme)
        canvas_menu(self, self.canvas, a)
        fill_menus(self, a, {"recent": recent, "theme": themes, "docks": docks})

    def _connect(self) -> None:
        document, session, stack = self.document, self.session, self.document.undo_stack
        document.photoChanged.connect(self._on_photo_changed)
        document.mask.emptyChanged.connect(lambda empty: self._enable("mask", not empty))
        document.dirtyChanged.connect(self.setWindowModified)
        document.projectChanged.connect(self._show_title)
        document.interactingChanged.connect(self._update_history)
        for signal in (stack.canUndoChanged, stack.canRedoChanged, stack.undoTextChanged, stack.redoTextChanged):
            signal.connect(self._update_history)
        session.opening.reading.connect(self._on_opening)
        for signal in (session.opening.opened, session.opening.recovered):
            signal.connect(self._show_what_was_painted)
        session.jobs.jobStarted.connect(self.status_strip.follow)
        self.canvas.displaySideChanged.connect(session.frames.set_display_side)
        self.start_page.openRequested.connect(self.open_path)
        self.start_page.browseRequested.connect(self.open_dialog)
        self.start_page.pasteRequested.connect(self.paste)
        self.start_page.forgetRequested.connect(self.opener.forget_recent)
        self.opener.recentChanged.connect(self._show_recent)
        self.projects.leaving.connect(self.canvas.finish)
        self.repair.chosen.connect(self._choose_tool)
        self.reframing.chosen.connect(self._choose_tool)
        for kind in ("sources", "coherence", "completeness"):
            self.maps.kindChanged.connect(lambda now, each=kind: self.act[f"map_{each}"].setChecked(now == each))
        self.edge_view.chosen.connect(self._choose_tool)
        self.edge_view.shownChanged.connect(self.act["edge_view"].setChecked)
        self.training.take_actions(self.act)

    # -- opening and leaving --------------------------------------------------------------------------------------

    @Slot(object)
    def open_path(self, path: Path) -> None:
        if self.projects.may_leave(partial(self.open_path, path)):
            self.session.opening.open_path(Path(path))

    def open_dialog(self) -> None:
        path = self.opener.ask()
        if path is not None:
            self.open_path(path)

    def paste(self) -> None:
        if self.projects.may_leave(self.paste):
            self.opener.open_clipboard()

    def close_photo(self) -> None:
        if self.projects.may_leave(self.close_photo):
            self.session.opening.close_photo()

    @Slot()
    def _show_what_was_painted(self) -> None:
        """A project that was left while painting comes back with its mask in sight."""
        geometry = self.document.geometry
        if geometry is not None and geometry.is_identity and not self.document.mask.empty:
            self.repair.choose_brush()

    @Slot(str)
    def _on_opening(self, name: str) -> None:
        if name:
            self.status_strip.showMessage(self.tr("Opening {0}…").format(name))
        else:
            self.status_strip.clearMessage()

    @Slot()
    def _on_photo_changed(self) -> None:
        has_photo = self.document.photo is not None
        self.centre.setCurrentWidget(self.editor if has_photo else self.start_page)
        self.main_bar.setVisible(has_photo)
        self.tool_bar.setVisible(has_photo)
        self.show_panels(self.act["panels"].isChecked())
        self._enable("photo", has_photo)
        self._enable("mask", not self.document.mask.empty)
        self._show_title()
        self._update_history()
        self.training.refresh()
        if has_photo:
            self.canvas.setFocus()
        else:
            self._show_recent()
            self.start_page.show_top()

    def _enable(self, need: Needs, there: bool) -> None:
        """What else decides whether an action can be taken does so after this."""
        for action in self.act.values():
            if action.property("needs") == need:
                action.setEnabled(there)

    @Slot()
    def _show_title(self) -> None:
        self.setWindowTitle(f"{self.document.title}[*] – Regrain" if self.document.photo is not None else "Regrain[*]")

    @Slot()
    def _show_recent(self) -> None:
        self.start_page.set_recent(self.opener.recent)

    # -- editing --------------------------------------------------------------------------------------------------

    def undo(self) -> None:
        if self.canvas.take_back():
            return
        if not self.edge_view.in_hand and self.session.filling.cancel():
            return  # what is seen last goes first; but a fill follows the edges, so that these go with the edge tools
        if not self.document.busy:
            self.document.undo_stack.undo()

    def redo(self) -> None:
        if not self.document.busy:
            self.document.undo_stack.redo()

    @Slot()
    def _update_history(self, _what: object = None) -> None:
        stack, free = self.document.undo_stack, not self.document.interacting
        self.act["undo"].setEnabled(free and stack.canUndo())
        self.act["redo"].setEnabled(free and stack.canRedo())
        set_tip(self.act["undo"], self.tr("Undo: {0}").format(stack.undoText()) if stack.canUndo() else self.tr("Undo"))
        set_tip(self.act["redo"], self.tr("Redo: {0}").format(stack.redoText()) if stack.canRedo() else self.tr("Redo"))

    def choose_resize(self) -> None:
        self._choose_tool("tool_resize")

    def choose_perspective(self) -> None:
        self._choose_tool("tool_perspective")

    def choose_hand(self) -> None:
        self._choose_tool("tool_hand")

    def _choose_tool(self, name: str) -> None:
        tool = self.tools[name]
        self.act[name].setChecked(True)
        self.canvas.set_tool(tool)
        self.repair.tool_changed(tool)
        self.marking.refresh()
        self.maps.refresh()
        self.edge_view.tool_changed(tool)
        self.repair_bar.refresh()
        shown = tool.options() or self.rows[0]
        for row in self.rows:  # one that is not shown must not widen the bar
            wide = QSizePolicy.Policy.Preferred if row is shown else QSizePolicy.Policy.Ignored
            row.setSizePolicy(wide, QSizePolicy.Policy.Preferred)
        self.option_rows.setCurrentWidget(shown)

    # -- results --------------------------------------------------------------------------------------------------

    def export(self) -> None:
        if self.document.photo is not None:
            from app.dialogs.export_dialog import ExportDialog

            ExportDialog(self.document, self.session, self).open()

    def show_batch(self) -> None:
        from app.dialogs.batch_dialog import BatchDialog

        dialog = self.findChild(BatchDialog) or BatchDialog(self.document, self.session, self.settings, self)
        dialog.show()
        dialog.raise_()

    def copy_picture(self) -> None:
        """Draw at full size in the background and put the picture into the clipboard."""
        photo, geometry, engine = self.document.photo, self.document.geometry, self.session.frames.engine
        if photo is None or geometry is None:
            return
        request = RenderRequest(geometry, None, engine, refine=True)  # as it is shown at rest
        job = self.session.exporting.start_job(
            self.tr("Copying"), lambda renderer, cancelled, progress: renderer.render(request, cancelled, progress)
        )
        job.succeeded.connect(lambda result: self._on_copied(result, photo.icc))
        job.failed.connect(lambda error: self.messages.show_error(*explain(error, self.tr("Copying the picture"))))

    def _on_copied(self, result: RenderResult, icc: bytes | None) -> None:
        QGuiApplication.clipboard().setImage(to_qimage(result.image, icc))
        height, width = result.image.shape[:2]
        self.status_strip.showMessage(self.tr("Copied {0} × {1} px.").format(width, height), 5000)

    # -- view -----------------------------------------------------------------------------------------------------

    def show_panels(self, shown: bool) -> None:
        self.docks.show(shown and self.document.photo is not None)

    def show_full_screen(self, full: bool) -> None:
        (self.showFullScreen if full else self.showNormal)()

    def show_tour(self) -> None:
        self.tour.begin()

    def _show_training(self) -> None:
        self.act["panels"].setChecked(True)
        self.show_panels(True)
        self.docks.all[0].raise_()
        self.task_panel.show_training()

    # -- events ---------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.opener.accepts(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.opener.take_drop(event.mimeData(), self.projects.may_leave)

    def close_without_asking(self) -> None:
        """Close as the cross does, but without a question: unsaved changes are offered at the next start."""
        self._ask_on_close = False
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._ask_on_close and not self.projects.may_leave(self.close):
            event.ignore()
            return
        if not self._closing:
            self._closing = True
            self._save_layout()
            self.hide()  # saving what was trained may take a moment; the window need not be looked at meanwhile
            self.autosave.close(keep=not self._ask_on_close)
            self.edge_view.close()
            self.session.shutdown()
            for source in (self.document, self.document.undo_stack):
                source.blockSignals(True)  # taking the window apart must not reach panels that are half gone
        event.accept()

    def _save_layout(self) -> None:
        if self.document.photo is not None:  # on the start page there are no panels whose place could be saved
            self.settings.setValue("state", self.saveState(LAYOUT_VERSION))
        self.settings.setValue("geometry", self.saveGeometry())
        self.settings.sync()

    def _restore_layout(self) -> None:
        geometry, state = self.settings.value("geometry"), self.settings.value("state")
        if geometry is None or not self.restoreGeometry(geometry):
            room = self.screen().availableSize()
            self.resize(min(1440, round(0.92 * room.width())), min(960, round(0.92 * room.height())))
        if isinstance(state, QByteArray):
            self.docks.restore(state, LAYOUT_VERSION)
