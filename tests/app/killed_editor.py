"""An editor that paints, trains and saves without end, until it is killed; run by test_autosave.

Writes a line to the journal after each thing that is done: "step N DIGEST" for a stroke and the mask that it left,
"copied N" once that is in the recovery folder.
"""

import sys
from pathlib import Path

from PySide6.QtCore import QPoint, QSettings, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.image_io import photo_fingerprint


def main(photo: Path, home: Path, seconds: float) -> None:
    from app.window.main_window import MainWindow

    app = QApplication([])
    QSettings("Regrain", "Regrain").clear()
    window = MainWindow(models_folder=home / "models")
    window.resize(900, 640)
    window.show()
    window.session.start()
    window.autosave.set_seconds(seconds)
    window.open_path(photo)
    journal = open(home / "journal", "w", buffering=1)  # noqa: SIM115 - open until the end comes
    document, canvas = window.document, window.canvas
    revisions: dict[int, int] = {}
    count = 0

    def act() -> None:
        nonlocal count
        if document.photo is None or document.result is None:
            return
        if document.training_state == "idle":
            window.session.training.start("quick", "cpu", minutes=5.0)
            window.repair.choose_brush()
            window.repair.settings.change(size=5.0)
        if not document.events:
            return  # training takes a moment to begin
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        at = canvas.mapFromScene(11 * count % document.photo.width, 37 * count % document.photo.height)
        QTest.mousePress(canvas.viewport(), left, none, at)
        QTest.mouseMove(canvas.viewport(), at + QPoint(4, 3))
        QTest.mouseRelease(canvas.viewport(), left, none, at)
        count += 1
        revisions[window.projects.revision] = count
        journal.write(f"step {count} {photo_fingerprint(document.mask.pixels)}\n")
        if count % 7 == 0:
            window.session.training.pause()  # saves the model
        if count % 7 == 3:
            window.session.training.resume()
        if count % 11 == 0:
            window.projects.save_to(home / "work.regrain")

    def note(revision: int) -> None:
        journal.write(f"copied {max(n for at, n in revisions.items() if at <= revision)}\n")

    window.autosave.stored.connect(note)
    timer = QTimer()
    timer.timeout.connect(act)
    timer.start(40)
    app.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]))
