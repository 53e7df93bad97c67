"""The panel that follows the task: reshaping with its training, the mask, retouching, the edges, the crop."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.canvas.tool import CanvasTool
from app.model.document import Document
from app.panels.crop_page import CropPage
from app.panels.edge_page import EdgePage
from app.panels.mask_page import MaskPage
from app.panels.reshape_page import ReshapeHead
from app.panels.retouch_page import RetouchPage
from app.panels.training_panel import TrainingPanel
from app.theme.theme import icon, space
from app.tools.crop_tool import CropTool
from app.tools.edge_view import EdgeView
from app.tools.marking import Marking
from app.tools.repair import Repair
from app.tools.stamp_tools import StampTool
from app.widgets.basics import label
from app.widgets.scrolled import Scrolled


class TaskPanel(QWidget):
    """Shows what belongs to the tool in hand; a tool of no task leaves what there is.

    Args:
        training: the panel that stands below the choices of reshaping.
    """

    def __init__(
        self, training: TrainingPanel, document: Document, marking: Marking, repair: Repair, edge_view: EdgeView,
        tools: Mapping[str, CanvasTool], actions: Mapping[str, QAction],
    ) -> None:  # fmt: skip
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)  # as the other panels have it
        self._document, self._training = document, training
        self.reshape = ReshapeHead(marking, document, actions)
        training.put_above(self.reshape, label(self.tr("Training"), "heading"))
        self.mask_page = MaskPage(repair, document, actions)  # `mask` is Qt's
        self.edges = EdgePage(edge_view.settings, actions)
        stamps = {name: tool for name, tool in tools.items() if isinstance(tool, StampTool)}
        self.retouch = RetouchPage(stamps, actions)
        self.crop = CropPage(next(tool for tool in tools.values() if isinstance(tool, CropTool)), actions)
        self._tools, self._seen = tools, False
        self._pages: dict[str, QWidget] = {
            "reshape": training, "mask": Scrolled(self.mask_page), "edges": Scrolled(self.edges),
            "retouch": Scrolled(self.retouch), "crop": Scrolled(self.crop),
        }  # fmt: skip
        self._titles = {
            "reshape": self.tr("Reshape"), "mask": self.tr("Mask"), "edges": self.tr("Edges"),
            "retouch": self.tr("Retouch"), "crop": self.tr("Crop"),
        }  # fmt: skip
        self.pages = QStackedWidget()
        for page in self._pages.values():
            self.pages.addWidget(page)
        self.training_button = QPushButton(icon("train", "accent"), "")
        self.training_button.setProperty("role", "flat")
        self.training_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.training_button.setToolTip(self.tr("Show the training"))
        self.training_button.clicked.connect(self.show_training)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        column.addWidget(self.pages, 1)
        column.addWidget(self.training_button)
        for name, tool in tools.items():
            actions[name].toggled.connect(lambda on, task=tool.task: self.follow(task) if on else None)
        document.trainingStateChanged.connect(self._show_training_button)
        self.follow("reshape")

    def follow(self, task: str) -> None:
        """Show what belongs to ``task``, see :attr:`app.canvas.tool.CanvasTool.task`."""
        if task in self._pages:
            self.pages.setCurrentWidget(self._pages[task])
            self.setWindowTitle(self._titles[task])
            self._show_training_button()
            self._tell_tools()

    @Slot(bool)
    def set_seen(self, seen: bool) -> None:
        """The panel is in sight: neither closed nor behind another one."""
        self._seen = seen
        self._tell_tools()

    def _tell_tools(self) -> None:
        for tool in self._tools.values():
            tool.leave_to_panel(self._seen and self._pages.get(tool.task) is self.pages.currentWidget())

    @Slot()
    def show_training(self) -> None:
        """Show the training, whichever tool is in hand."""
        self.follow("reshape")
        self._training.show_buttons()

    @Slot()
    def _show_training_button(self, _state: object = None) -> None:
        """What goes on out of sight can be found."""
        paused = self._document.training_state == "paused"
        self.training_button.setText(self.tr("Training is paused") if paused else self.tr("Training goes on"))
        hidden = self.pages.currentWidget() is self._training
        self.training_button.setVisible(self._document.training_active and not hidden)
