"""A one-slot mailbox: the latest request wins, so that a drag is never answered late."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")
Order = Callable[[], None]


class Mailbox(Generic[T]):
    """Between one thread that asks and one that works.

    ``put`` replaces a request that still waits. ``order`` adds something that must happen, in order, before the
    next request (another photo, other weights); orders are never dropped.
    """

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._orders: deque[Order] = deque()
        self._request: T | None = None
        self._closed = False

    def put(self, request: T) -> None:
        with self._condition:
            self._request = request
            self._condition.notify()

    def order(self, order: Order, *, drop_request: bool = False) -> None:
        """Queue ``order``; ``drop_request`` forgets the request that waits, because it asks for something gone."""
        with self._condition:
            self._orders.append(order)
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
            return self._closed or self._request is not None or bool(self._orders)

    @property
    def pressing(self) -> bool:
        """Whether what is being worked on has become pointless: closed, or an order came."""
        with self._condition:
            return self._closed or bool(self._orders)

    def take(self) -> T | Order | None:
        """Block for the next order, or else the newest request; None once closed."""
        with self._condition:
            self._condition.wait_for(lambda: self._closed or self._orders or self._request is not None)
            if self._closed:
                return None
            if self._orders:
                return self._orders.popleft()
            request, self._request = self._request, None
            return request
