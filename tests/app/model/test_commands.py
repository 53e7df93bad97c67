from PySide6.QtGui import QUndoStack

from app.canvas.handles import resized_to
from app.model.commands import ReshapeCommand
from app.model.placement import Placement


class Target:
    def __init__(self) -> None:
        self.placement = Placement.identity(100, 80)

    def set_placement(self, placement: Placement) -> None:
        self.placement = placement


def push(stack: QUndoStack, target: Target, width: int, key: str = "") -> None:
    after = resized_to(target.placement, width, 80)
    stack.push(ReshapeCommand(target, target.placement, after, f"to {width}", key))


def test_each_drag_is_a_step():
    stack, target = QUndoStack(), Target()
    for width in (120, 150, 90):
        push(stack, target, width)
    assert stack.count() == 3
    widths = []
    while stack.canUndo():
        stack.undo()
        widths.append(target.placement.geometry.width)
    assert widths == [150, 120, 100]


def test_a_run_of_nudges_is_one_step_and_another_run_another():
    stack, target = QUndoStack(), Target()
    for width in (101, 102, 103):
        push(stack, target, width, "first")
    for width in (104, 105):
        push(stack, target, width, "second")
    assert stack.count() == 2
    assert stack.undoText() == "to 105"
    stack.undo()
    assert target.placement.geometry.width == 103
    stack.undo()
    assert target.placement.geometry.width == 100


def test_there_and_back_is_no_step():
    stack, target = QUndoStack(), Target()
    push(stack, target, 101, "run")
    push(stack, target, 100, "run")
    assert stack.count() == 0
    assert stack.isClean()
