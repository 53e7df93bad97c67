"""Every text can be translated, the Korean ones are whole, and the window speaks the chosen language."""

import importlib.util
import re
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtWidgets import QLabel

from app.actions import ACTIONS, MENUS, plain
from app.dialogs.batch_plan import found_words
from app.dialogs.help_dialogs import KeysDialog
from app.platform.sample_titles import TITLES
from app.platform.translations import FOLDER, install_language, remove_language
from app.settings.preferences import LANGUAGES
from core.image_io import list_samples

HOLES = re.compile(r"\{\d+\}")


@pytest.fixture(scope="module")
def update():
    spec = importlib.util.spec_from_file_location("update_translations", FOLDER / "update.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def korean(qapp):
    installed = install_language(qapp, "ko")
    yield installed
    remove_language(qapp, installed)


def test_texts_are_found_behind_helpers_and_in_what_the_core_says(update, tmp_path):
    for package in ("app/panels", "app/cli", "core"):
        (tmp_path / package).mkdir(parents=True)
    (tmp_path / "app" / "cli" / "info.py").write_text("def _t(text):\n    return tr(text)\nself.tr('In a command')\n")
    (tmp_path / "core" / "holes.py").write_text(
        "raise ImageError('{0} is empty.', Sentence('the mask'))\nraise ValueError('For programmers')\n"
    )
    (tmp_path / "app" / "panels" / "panel.py").write_text(
        "def _t(text):\n    return QT_TRANSLATE_NOOP('things', text)\n"
        "def _words(text):\n    return QCoreApplication.translate('words', text)\n"
        "NAME = _t('In a table')\nprint(_words('At once'), _words(NAME))\n"
        "class Panel:\n    def show(self):\n        self.tr('In a class')\n"
        "        QCoreApplication.translate('elsewhere', 'Said in full')\n",
        encoding="utf-8",
    )
    assert set(update.collect(tmp_path)) == {
        ("things", "In a table"), ("words", "At once"), ("Panel", "In a class"), ("elsewhere", "Said in full"),
        ("core", "{0} is empty."), ("core", "the mask"),
    }  # fmt: skip


def test_the_whole_table_of_actions_is_found(update):
    found = {text for context, text in update.collect() if context == "actions"}
    assert found >= {spec.text for spec in ACTIONS} | {spec.tip for spec in ACTIONS if spec.tip} | {t for t, _ in MENUS}


def test_merging_keeps_what_is_translated_and_drops_what_is_gone(update, tmp_path):
    path = tmp_path / "regrain_xx.ts"
    here = Path("a.py")
    before = {("A", "One <&> two"): here, ("A", "Gone"): here}
    assert update.write(path, "xx", before, {("A", "One <&> two"): "Eins <&> zwei", ("A", "Gone"): "Weg"}) == 0
    after = {("A", "One <&> two"): here, ("B", "One <&> two"): here, ("A", "New"): here}
    assert update.write(path, "xx", after, update.read(path)) == 1
    assert update.read(path) == {("A", "One <&> two"): "Eins <&> zwei", ("B", "One <&> two"): "Eins <&> zwei"}


def test_translations_have_the_same_holes_and_patterns(update):
    for (_, text), translation in update.read(FOLDER / "regrain_ko.ts").items():
        assert sorted(HOLES.findall(text)) == sorted(HOLES.findall(translation)), text
        assert text.count(";;") == translation.count(";;"), text
        assert text.endswith("…") == translation.endswith("…"), text
        assert ("&" in text) == ("&" in translation), text


def test_mnemonics_differ_in_the_menu_bar(update):
    korean = update.read(FOLDER / "regrain_ko.ts")
    titles = [korean["actions", title] for title, _ in MENUS]
    letters = re.findall(r"&(\w)", " ".join(titles))
    assert len(letters) == len(set(letters)) == len(MENUS)


def test_the_compiled_file_says_what_the_source_says(update):
    translator = QTranslator()
    assert translator.load(str(FOLDER / "regrain_ko.qm"))
    finished = update.read(FOLDER / "regrain_ko.ts")
    assert len(finished) > 400
    wrong = {key for key, translation in finished.items() if translator.translate(*key) != translation}
    assert not wrong, "run `make translations`"


def test_nearly_every_text_has_its_translation(update):
    texts, finished = update.collect(), update.read(FOLDER / "regrain_ko.ts")
    missing = set(texts) - set(finished)
    assert len(missing) <= 0.1 * len(texts), sorted(missing)


def test_the_window_speaks_korean(korean, window):
    assert len(korean) == 2  # the editor's own words and Qt's
    assert [action.text() for action in window.menuBar().actions()][:2] == ["파일(&F)", "편집(&E)"]
    assert window.act["save"].text() == "저장(&S)"
    assert "Ctrl+S" in window.act["save"].toolTip()
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "취소"


@pytest.mark.parametrize("language", ["en", "eo"])
def test_english_and_unknown_languages_count_in_english(qapp, language):
    installed = install_language(qapp, language)
    words = [found_words("train", count).split(".")[0] for count in (1, 2)]
    remove_language(qapp, installed)
    assert words == ["1 photo", "2 photos"]
    assert LANGUAGES == ("system", "en", "ko")


def test_english_has_a_singular_for_every_text_with_a_number(update):
    wanted = {key for key in update.collect() if update.has_number(key[1])}
    english = update.read(FOLDER / "regrain_en.ts")
    assert set(english) == wanted, "run `make translations`, and write the singular"
    for (_, text), forms in english.items():
        one, many = forms.split(update.BETWEEN)
        assert many == text
        assert one != many


def test_no_text_counts_without_a_number(update):
    counted = re.compile(r"\{\d\} (more )?(photo|model|byte|step|frame|file|picture|mistake)s?\b")
    exempt = {"{0}, {1} frames"}  # never one: an animation takes two seconds and more
    exempt |= {"{0} is a {1} file, which Regrain does not open; PNG and TIFF carry everything over."}  # a kind of file
    found = {text for _, text in update.collect() if counted.search(text)}
    assert {text for text in found if text not in exempt and "steps take" not in text} == set()


def test_menus_are_in_sentence_case(update):
    """Names, keys and what opens a sentence have capitals; nothing else has."""
    for text in (plain(spec.text) for spec in ACTIONS):
        others = text.replace("Regrain", "").split()[1:]
        assert not [word for word in others if word[0].isupper()], text


@pytest.mark.parametrize(
    ("text", "said"), [("일시 중지(&P)", "일시 중지"), ("저장 (&S)…", "저장"), ("&Paste a picture", "Paste a picture"),
                       ("Keep (all) things", "Keep (all) things")],
)  # fmt: skip
def test_mnemonics_are_not_said_outside_of_menus(text, said):
    assert plain(text) == said


def test_no_bracketed_mnemonic_is_seen_in_tips_names_and_lists(korean, window):
    letter = re.compile(r"\([A-Z]\)$")
    seen = [action.toolTip().partition(" (")[0] for action in window.act.values()]
    seen += [button.accessibleName() for button in window.palette_of_tools.buttons.values()]
    seen += [label.text() for label in KeysDialog(window.act, window).findChildren(QLabel)]
    assert [words for words in seen if letter.search(words)] == []


def test_samples_have_titles_that_can_be_translated(update):
    assert {sample.title for sample in list_samples()} == set(TITLES)
    assert {("samples", title) for title in TITLES} <= set(update.collect())
