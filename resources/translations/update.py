"""Collects every text that the editor shows and brings the translations up to date: ``make translations``.

A text with ``%n`` is one for each grammatical number; of those English has a file too, and of nothing else.

Qt's own lupdate finds ``self.tr("...")`` but not texts that pass through the helpers of a module (``_t``, ``_tr``),
whose context only their definition tells, nor the core's sentences (context "core"). This reads the source itself,
merges what it finds into the ``.ts`` files beside it (what is translated stays, what is gone goes), and lets Qt's
lrelease write the ``.qm`` files.
"""

from __future__ import annotations

import ast
import builtins
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
COMMANDS = ("app/cli", "core/edgeconnect/training")  # for the command line, which speaks English
SOURCE = "en"
NUMBERS = {"en": 2}  # grammatical numbers of a language that has more than one
BETWEEN = "¦"  # the forms of a text for each number, where they are one string
Texts = dict[tuple[str, str], Path]  # (context, text) -> file


def has_number(text: str) -> bool:
    return "%n" in text or "%Ln" in text


def collect(root: Path = ROOT) -> Texts:
    """Every text of the editor, and every sentence that the core may hand it, with its context."""
    found: Texts = {}
    for path in sorted([*(root / "core").rglob("*.py"), *(root / "app").rglob("*.py")]):
        if not path.relative_to(root).as_posix().startswith(COMMANDS):
            _Collector(path, found).visit(ast.parse(path.read_text(encoding="utf-8")))
    return found


class _Collector(ast.NodeVisitor):
    def __init__(self, path: Path, found: Texts) -> None:
        self._path, self._found = path, found
        self._classes: list[str] = []
        self._helpers: dict[str, str] = {}  # name of a function -> context that it translates in

    def visit_Module(self, node: ast.Module) -> None:
        for each in node.body:
            if isinstance(each, ast.FunctionDef):
                for call in (inner for inner in ast.walk(each) if isinstance(inner, ast.Call)):
                    if _name(call) in ("translate", "QT_TRANSLATE_NOOP") and len(call.args) == 2:
                        context, text = call.args
                        if isinstance(context, ast.Constant) and isinstance(text, ast.Name):
                            self._helpers[each.name] = context.value
        self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._classes.append(node.name)
        self.generic_visit(node)
        self._classes.pop()

    def visit_Call(self, node: ast.Call) -> None:
        name, arguments = _name(node), node.args
        if name == "tr" and arguments and isinstance(arguments[0], ast.Constant):
            self._add(self._classes[-1] if self._classes else "", arguments[0].value)
        elif name in self._helpers and arguments and isinstance(arguments[0], ast.Constant):
            self._add(self._helpers[name], arguments[0].value)
        elif _takes_code(name) and arguments and isinstance(arguments[0], ast.Constant):
            self._add("core", arguments[0].value)
        elif name == "translate" and len(arguments) >= 2 and all(isinstance(a, ast.Constant) for a in arguments[:2]):
            self._add(arguments[0].value, arguments[1].value)
        self.generic_visit(node)

    def _add(self, context: str, text: str) -> None:
        self._found.setdefault((context, text), self._path)


def _takes_code(name: str) -> bool:
    """Whether the first argument is the code of a ``core.sentence.Sentence``: that class, and Regrain's own errors."""
    return name == "Sentence" or (name.endswith("Error") and not hasattr(builtins, name))


def _name(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def read(path: Path) -> dict[tuple[str, str], str]:
    """(context, text) -> translation of a ``.ts`` file, with :data:`BETWEEN` its forms; only what is finished."""
    if not path.is_file():
        return {}
    finished = {}
    for context in ET.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is None or translation.get("type") == "unfinished":
                continue
            forms = [form.text or "" for form in translation.iter("numerusform")] or [translation.text or ""]
            if all(forms):
                finished[context.findtext("name", ""), message.findtext("source", "")] = BETWEEN.join(forms)
    return finished


def write(path: Path, language: str, texts: Texts, finished: dict[tuple[str, str], str]) -> int:
    """Write a ``.ts`` file; returns how many texts are still to be translated."""
    by_text = {text: translation for (_, text), translation in finished.items()}
    root = ET.Element("TS", version="2.1", language=language, sourcelanguage="en")
    left = 0
    for context in sorted({context for context, _ in texts}):
        block = ET.SubElement(root, "context")
        ET.SubElement(block, "name").text = context
        for text in (text for of, text in texts if of == context):
            message = ET.SubElement(block, "message")
            ET.SubElement(message, "source").text = text
            translation = ET.SubElement(message, "translation")
            words = finished.get((context, text)) or by_text.get(text)  # moved to another class
            if has_number(text):
                message.set("numerus", "yes")
                forms = (words or "").split(BETWEEN)
                for number in range(NUMBERS.get(language, 1)):
                    ET.SubElement(translation, "numerusform").text = forms[min(number, len(forms) - 1)]
            else:
                translation.text = words
            if not words:
                translation.set("type", "unfinished")
                left += 1
    ET.indent(root, " ")
    path.write_text(
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n' + ET.tostring(root, encoding="unicode") + "\n",
        encoding="utf-8",
    )
    return left


def main() -> int:
    texts = collect()
    release = shutil.which("pyside6-lrelease", path=str(Path(sys.executable).parent))
    for path in sorted(HERE.glob("regrain_*.ts")):
        language = path.stem.rpartition("_")[2]
        wanted = {key: file for key, file in texts.items() if language != SOURCE or has_number(key[1])}
        left = write(path, language, wanted, read(path))
        print(f"{path.name}: {len(wanted)} texts, {left} not translated")
        if release is None:
            print("pyside6-lrelease is missing; the .qm file is not written.", file=sys.stderr)
            return 1
        subprocess.run([release, "-silent", path, "-qm", path.with_suffix(".qm")], check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
