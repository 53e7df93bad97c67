"""A one-slot mailbox: the latest request wins, so that a drag is never answered late."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")
Command = Callable[[], None]


class Mailbox(Generic[T]):
    """Between one thread that asks and one that works.

    ``put`` replaces a request that still waits. ``command`` adds something that must happen, in order, before the
    next request (another photo, other weights); commands are never dropped.
    """

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._commands: deque[Command] = deque()
        self._request: T | None = None
        self._closed = False

    def put(self, request: T) -> None:
        with self._condition:
            self._request = request
            self._condition.notify()

    def command(self, command: Command, *, drop_request: bool = False) -> None:
        """Queue ``command``; ``drop_request`` forgets the request that waits, because it asks for something gone."""
        with self._condition:
            self._commands.append(command)
            if drop_request:
                self._request = None
            self._condition.notify()

    def close(self) -> None:
        with self._condition:
            self._closed = True
            self._condition.notify()

    @property
    def closed(self) -> bool:
        return self._closed

    @property
    def waiting(self) -> bool:
        """Whether something newer than what is being worked on has come."""
        with self._condition:
            return self._closed or self._request is not None or bool(self._commands)

    @property
    def pressing(self) -> bool:
        """Whether what is being worked on has become pointless: closed, or a command came."""
        with self._condition:
            return self._closed or bool(self._commands)

    def take(self) -> T | Command | None:
        """Block for the next command, or else the newest request; None once closed."""
        with self._condition:
            self._condition.wait_for(lambda: self._closed or self._commands or self._request is not None)
            if self._closed:
                return None
            if self._commands:
                return self._commands.popleft()
            request, self._request = self._request, None
            return request
