"""The language of the editor: English in the source, others in resources/translations."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "translations"
TITLES = {"en": "English", "ko": "한국어"}  # each in its own language


def install_language(app: QCoreApplication, choice: str) -> list[QTranslator]:
    """Translate what ``app`` shows from now on; windows that exist keep their words.

    Args:
        choice: "system", or a key of :data:`TITLES`.

    Returns:
        What was installed, the own texts first. For English, and for languages that Regrain does not know, that is
        what English has of its own: one photo, two photos.
    """
    locale = QLocale.system() if choice == "system" else QLocale(choice)
    installed = []
    places = (("regrain", str(FOLDER)), ("qtbase", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)))
    for name, folder in places:
        translator = QTranslator(app)
        if not translator.load(locale, name, "_", folder):
            break  # Qt's own words in a language that the rest is not in would be a muddle
        app.installTranslator(translator)
        installed.append(translator)
    if not installed:
        english = QTranslator(app)
        if english.load("regrain_en", str(FOLDER)):
            app.installTranslator(english)
            installed.append(english)
    return installed


def remove_language(app: QCoreApplication, installed: list[QTranslator]) -> None:
    for translator in installed:
        app.removeTranslator(translator)
        translator.deleteLater()
