"""Dialogs are tested as panels are."""

from tests.app.panels import conftest as panels

dressed, photo, session = panels.dressed, panels.photo, panels.session
