"""The style sheet, written from tokens. Only what Fusion and the palette do not already do well."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.theme.tokens import Tokens

# Roles are dynamic properties: setProperty("role", "primary" | "danger" | "flat" | "segment") on buttons,
# "caption" | "muted" | "heading" | "title" | "display" | "danger" | "warning" | "success" on labels.
TEMPLATE = """
QToolTip {{ color: {text}; background: {raised}; border: 1px solid {outline}; padding: 4px 8px; }}

QMainWindow, QMenuBar, QStatusBar, QToolBar {{ background: {window}; }}
QMainWindow::separator {{ background: {window}; width: 5px; height: 5px; }}
QMainWindow::separator:vertical {{ border-left: 1px solid {outline}; }}
QMainWindow::separator:horizontal {{ border-top: 1px solid {outline}; }}
QMainWindow::separator:hover {{ background: {accent}; }}
QStatusBar {{ border-top: 1px solid {border}; color: {text_muted}; }}
QStatusBar::item {{ border: none; }}
QToolBar {{ border: none; padding: 4px; spacing: 4px; }}
QToolBar::separator:horizontal {{ background: {border}; width: 1px; margin: 4px; }}
QToolBar::separator:vertical {{ background: {border}; height: 1px; margin: 4px; }}

QMenuBar {{ border-bottom: 1px solid {border}; padding: 2px 4px; }}
QMenuBar::item {{ padding: 4px 8px; border-radius: 4px; background: transparent; }}
QMenuBar::item:selected {{ background: {hover}; }}
QMenu {{ menu-scrollable: 1; background: {surface}; border: 1px solid {outline}; padding: 4px; }}
QMenu::item {{ padding: 6px 24px 6px 8px; border-radius: 4px; }}
QMenu::item:selected {{ background: {accent_soft}; color: {text}; }}
QMenu::item:disabled {{ color: {text_disabled}; background: transparent; }}
QMenu::icon {{ padding-left: 8px; }}
QMenu::icon:checked {{
    background: {accent_soft}; border: 1px solid {accent}; border-radius: 4px; margin: 0 3px 0 4px; padding: 0 0 0 3px;
}}
QMenu::indicator {{ margin-left: 5px; }}
QMenu::separator {{ height: 1px; background: {border}; margin: 4px 8px; }}

QDockWidget {{
    color: {text}; font-weight: 600;
    titlebar-close-icon: url(theme:close-{name}.svg); titlebar-normal-icon: url(theme:float-{name}.svg);
}}
QDockWidget::close-button, QDockWidget::float-button {{
    border: none; border-radius: 4px; padding: 0; width: 20px; height: 20px;
    subcontrol-origin: padding; subcontrol-position: right center;
}}
QDockWidget::close-button {{ right: 6px; }}
QDockWidget::float-button {{ right: 30px; }}
QDockWidget::close-button:hover, QDockWidget::float-button:hover {{ background: {hover}; }}
QDockWidget::title {{ background: {window}; padding: 8px 12px; text-align: left; }}
QDockWidget > QWidget {{ background: {surface}; }}

QPushButton {{
    color: {text}; background: {raised}; border: 1px solid {outline}; border-radius: 6px;
    padding: 6px 14px; min-height: 18px;
}}
QPushButton:hover {{ background: {hover}; }}
QPushButton:pressed, QPushButton:checked {{ background: {pressed}; }}
QPushButton:focus {{ border: 2px solid {accent}; padding: 5px 13px; }}
QPushButton:disabled {{ color: {text_disabled}; background: {surface}; border-color: {outline_disabled}; }}
QPushButton[role="primary"] {{ color: {accent_text}; background: {accent}; border-color: {accent}; font-weight: 600; }}
QPushButton[role="primary"]:hover {{ background: {accent_hover}; }}
QPushButton[role="primary"]:focus {{ border: 2px solid {text}; }}
QPushButton[role="primary"]:disabled {{
    color: {text_disabled}; background: {surface}; border-color: {outline_disabled};
}}
QPushButton[role="danger"] {{ color: {danger}; border-color: {danger}; }}
QPushButton[role="danger"]:disabled {{ color: {text_disabled}; border-color: {outline_disabled}; }}
QPushButton[role="flat"] {{ background: transparent; border-color: transparent; color: {accent}; font-weight: 600; }}
QPushButton[role="flat"]:hover {{ background: {hover}; }}
QPushButton[role="flat"]:focus {{ border: 2px solid {accent}; }}
QPushButton[role="flat"]:disabled {{ color: {text_disabled}; }}

QPushButton[role="segment"] {{ background: {surface}; padding: 6px 8px; }}
QPushButton[role="segment"]:hover {{ background: {hover}; }}
QPushButton[role="segment"]:checked {{ background: {accent_soft}; border-color: {accent}; font-weight: 600; }}
QPushButton[role="segment"]:focus {{ border: 2px solid {accent}; padding: 5px 7px; }}
QPushButton[role="segment"]:disabled {{ color: {text_disabled}; border-color: {outline_disabled}; }}
QPushButton[role="segment"]:checked:disabled {{ background: {pressed}; color: {text_muted}; }}

QToolButton {{ background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 5px; }}
QToolButton:hover {{ background: {hover}; }}
QToolButton:pressed {{ background: {pressed}; }}
QToolButton:checked {{ background: {accent_soft}; border-color: {accent}; }}
QToolButton:checked:disabled {{ background: {pressed}; border-color: {outline_disabled}; }}
QToolButton:focus {{ border: 2px solid {accent}; padding: 4px; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QToolButton#card_remove {{ background: {surface}; border-color: {outline}; padding: 3px; }}
QToolButton#card_remove:hover {{ background: {hover}; }}
#qt_toolbar_ext_button {{ padding: 0; border: none; }}
QToolButton[popupMode="1"] {{ padding-right: 16px; }}
QToolButton::menu-indicator {{ image: none; }}

QLineEdit, QAbstractSpinBox, QComboBox, QPlainTextEdit, QTextEdit {{
    color: {text}; background: {sunken}; border: 1px solid {outline}; border-radius: 6px;
    padding: 5px 8px; min-height: 18px;
    selection-background-color: {accent}; selection-color: {accent_text};
}}
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus, QPlainTextEdit:focus, QTextEdit:focus {{
    border: 2px solid {accent}; padding: 4px 7px;
}}
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled {{
    color: {text_disabled}; background: {surface}; border-color: {outline_disabled};
}}
/* the style drops a spin box's left padding when its buttons are styled: numbers stand beside the arrows instead */
QAbstractSpinBox {{ padding: 4px 20px 4px 0; qproperty-alignment: 'AlignRight | AlignVCenter'; }}
QAbstractSpinBox:focus {{ padding: 3px 19px 3px 0; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{
    subcontrol-origin: border; width: 20px; border: none; background: transparent;
}}
QAbstractSpinBox::up-button {{ subcontrol-position: top right; }}
QAbstractSpinBox::down-button {{ subcontrol-position: bottom right; }}
QAbstractSpinBox::up-arrow {{ image: url(theme:up-{name}.svg); width: 10px; height: 10px; }}
QAbstractSpinBox::down-arrow {{ image: url(theme:down-{name}.svg); width: 10px; height: 10px; }}
QAbstractSpinBox::up-arrow:disabled, QAbstractSpinBox::down-arrow:disabled {{ image: none; }}
QComboBox {{ padding-right: 24px; combobox-popup: 0; }}
QComboBox:focus {{ padding-right: 23px; }}
QComboBox::drop-down {{ subcontrol-origin: border; subcontrol-position: right; width: 24px; border: none; }}
QComboBox::down-arrow {{ image: url(theme:down-{name}.svg); width: 12px; height: 12px; }}
QComboBox QAbstractItemView {{
    background: {surface}; border: 1px solid {outline}; padding: 4px; outline: none;
    selection-background-color: {accent}; selection-color: {accent_text};
}}

QCheckBox, QRadioButton {{ spacing: 6px; }}
QCheckBox::indicator, QRadioButton::indicator, QMenu::indicator:non-exclusive, QAbstractItemView::indicator {{
    width: 14px; height: 14px; border: 1px solid {outline}; border-radius: 4px; background: {sunken};
}}
QRadioButton::indicator {{ width: 12px; height: 12px; border-width: 2px; border-radius: 8px; }}
QCheckBox::indicator:hover, QRadioButton::indicator:hover {{ border-color: {text}; }}
QCheckBox::indicator:checked, QMenu::indicator:non-exclusive:checked, QAbstractItemView::indicator:checked {{
    background: {accent}; border-color: {accent}; image: url(theme:tick-{name}.svg);
}}
QRadioButton::indicator:checked {{ border: 5px solid {accent}; width: 6px; height: 6px; background: {accent_text}; }}
QCheckBox::indicator:focus, QRadioButton::indicator:focus {{
    width: 12px; height: 12px; border: 2px solid {accent};
}}
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {{
    border-color: {outline_disabled}; background: {surface};
}}
QCheckBox::indicator:checked:disabled {{ background: {outline_disabled}; border-color: {outline_disabled}; }}
QRadioButton::indicator:checked:disabled {{ border-color: {outline_disabled}; }}

QProgressBar {{
    background: {sunken}; border: 1px solid {outline}; border-radius: 4px; min-height: 6px; max-height: 6px;
    color: transparent;
}}
QProgressBar::chunk {{ background: {accent}; border-radius: 3px; }}

QSlider:horizontal {{ min-height: 20px; }}
QSlider::groove:horizontal {{ height: 4px; background: {outline}; border-radius: 2px; }}
QSlider::groove:horizontal:disabled {{ background: {outline_disabled}; }}
QSlider::sub-page:horizontal {{ background: {accent}; border-radius: 2px; }}
QSlider::sub-page:horizontal:disabled {{ background: {outline_disabled}; }}
QSlider::handle:horizontal {{
    width: 12px; height: 12px; margin: -6px 0; border-radius: 8px; background: {raised}; border: 2px solid {outline};
}}
QSlider::handle:horizontal:hover {{ border-color: {text}; }}
QSlider::handle:horizontal:focus {{ border-color: {accent}; background: {accent}; }}
QSlider::handle:horizontal:disabled {{ border-color: {outline_disabled}; background: {surface}; }}

QScrollArea {{ border: none; background: transparent; }}
QWidget#scrolled {{ background: transparent; }}
QScrollArea#start_page, QWidget#start_body {{ background: {window}; }}
QScrollBar:vertical {{ width: 12px; background: transparent; margin: 0; }}
QScrollBar:horizontal {{ height: 12px; background: transparent; margin: 0; }}
QScrollBar::handle {{ background: {outline}; border-radius: 4px; margin: 2px; min-height: 32px; min-width: 32px; }}
QScrollBar::handle:hover {{ background: {text_muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}

QListView, QTreeView, QTableView {{
    background: {surface}; border: none; outline: none; selection-background-color: {accent_soft};
    selection-color: {text};
}}
QListView::item {{ padding: 6px 8px; border-radius: 4px; color: {text}; }}
QListView::item:hover {{ background: {hover}; }}
QListView::item:selected, QTreeView::item:selected {{ background: {accent_soft}; color: {text}; }}
QListView::item:selected {{ border: 1px solid {accent}; padding: 5px 7px; }}
QTreeView::item:selected {{ border-top: 1px solid {accent}; border-bottom: 1px solid {accent}; }}
QTreeView#keys::item {{ padding: 3px 4px; }}
QHeaderView::section {{
    color: {text_muted}; background: {surface}; border: none; border-bottom: 1px solid {border}; padding: 4px 8px;
}}
QTabBar::tab:focus {{ color: {accent}; }}

QTabBar::tab {{
    color: {text_muted}; background: transparent; padding: 8px 12px; border-bottom: 2px solid transparent;
}}
QTabBar::tab:selected {{ color: {text}; border-bottom: 2px solid {accent}; }}
QTabBar::tab:hover {{ color: {text}; }}
QTabWidget::pane {{ border: none; border-top: 1px solid {border}; }}

QLabel[role="caption"] {{ color: {text_muted}; font-size: {caption}pt; }}
QLabel[role="muted"] {{ color: {text_muted}; }}
QLabel[role="heading"] {{ font-weight: 600; }}
QLabel[role="danger"] {{ color: {danger}; }}
QLabel[role="warning"] {{ color: {warning}; }}
QLabel[role="success"] {{ color: {success}; }}
QLabel[role="title"] {{ font-size: {title}pt; font-weight: 600; }}
QLabel[role="display"] {{ font-size: {display}pt; font-weight: 600; }}
QFrame[role="line"] {{ background: {border}; border: none; max-height: 1px; min-height: 1px; }}
"""


def style_sheet(tokens: Tokens, points: Mapping[str, float]) -> str:
    """The application's style sheet in ``tokens``; ``points`` are font sizes by name of the type scale."""
    colours = {name: value for name, value in vars(tokens).items() if isinstance(value, str)}
    return TEMPLATE.format(**colours, **{name: f"{max(size, 6.0):.2f}" for name, size in points.items()})
