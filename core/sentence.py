"""What there is to say to a person, as data; words are made of it where it is shown, in the language of the place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.names import printable


@dataclass(frozen=True, init=False)
class Sentence:
    """A sentence, or a part of one, with what varies in it.

    Attributes:
        code: its English words with numbered holes, such as ``"{0} is empty."``: under these a translation is found,
            and by them one sentence is told from another. Literal braces are doubled where there are ``arguments``.
        arguments: what fills the holes, in this order; a part that has words of its own is a :class:`Sentence` too.
    """

    code: str
    arguments: tuple[object, ...]

    def __init__(self, code: str, *arguments: object) -> None:
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "arguments", arguments)

    def said(self, translate: Callable[[str], str] = str) -> str:
        """The words, in one line (see :func:`core.names.printable`).

        Args:
            translate: gives the words of a code in another language, with the same holes; as they are by default.
        """
        words = translate(self.code)
        if self.arguments:
            words = words.format(*(a.said(translate) if isinstance(a, Sentence) else a for a in self.arguments))
        return printable(words)

    def __str__(self) -> str:
        return self.said()
