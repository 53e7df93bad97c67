"""The fills of one hole to choose from, and which of them is shown."""

from __future__ import annotations

from app.services.fill_thread import Proposal

MOST = 9  # fills of one hole to choose from; each holds the pixels around it


class Proposals:
    """Full fills, oldest first, and behind the last the one under way.

    Attributes:
        fills: the full ones.
        under_way: whether one more is being made.
        queued: how many more wait for that.
        shown: index in ``fills`` of what is shown; behind the last it is the one under way.
    """

    def __init__(self) -> None:
        self._following = True  # the one under way is shown as soon as there is something of it
        self.clear()

    def clear(self) -> None:
        """None are there, none is under way, and none wait."""
        self.fills: tuple[Proposal, ...] = ()
        self._seen_first: Proposal | None = None  # of the one under way; what it replaces until there is any
        self.shown = self.queued = 0
        self.under_way = False

    # -- what there is --------------------------------------------------------------------------------------------

    @property
    def current(self) -> Proposal | None:
        """What is shown."""
        return self.fills[self.shown] if self.ready else self._seen_first

    @property
    def ready(self) -> bool:
        """Whether what is shown is a full fill."""
        return self.shown < len(self.fills)

    @property
    def active(self) -> bool:
        """Whether anything is shown or under way."""
        return self.under_way or self.current is not None

    @property
    def preview(self) -> Proposal | None:
        """The first look at the one under way."""
        first = self._seen_first
        return first if self.under_way and first is not None and first.quick else None

    @property
    def pending(self) -> int:
        """How many more are under way or wait for that."""
        return 1 + self.queued if self.under_way else 0

    @property
    def full(self) -> bool:
        """Whether there are, with those that wait, as many as there can be."""
        return len(self.fills) + self.pending >= MOST

    @property
    def unused_variation(self) -> int:
        return 1 + max((proposal.job.request.variation for proposal in self.fills), default=-1)

    def after(self, by: int) -> int:
        """The place that is ``by`` on from what is shown; the first and the last are ends."""
        last = len(self.fills) - (0 if self.preview is not None else 1)
        return min(max(self.shown + by, 0), max(0, last))

    # -- what happens ---------------------------------------------------------------------------------------------

    def begin(self, *, anew: bool) -> None:
        """One is under way, ``anew`` in place of all there are, of which the one shown is seen until there is more."""
        shown = self.current
        if anew:
            self.clear()
        self._seen_first = shown if anew else None
        self.under_way = self._following = True

    def add(self, proposal: Proposal) -> bool:
        """Something of the one under way is there, a first look or the full fill. Whether it is shown."""
        place = len(self.fills)
        self._seen_first = proposal if proposal.quick else None
        if not proposal.quick:
            self.fills += (proposal,)
            self.under_way = False
        if self._following:
            self.shown = place
        return self._following

    def show(self, index: int) -> bool:
        """Show one, or the one under way as soon as there is something of it. Whether anything is shown by that."""
        if not 0 <= index < len(self.fills) + (1 if self.under_way else 0):
            return False
        self._following = index == len(self.fills)
        if self._following and self._seen_first is None:
            return False
        self.shown = index
        return True

    def call_off(self) -> None:
        """The one under way is given up, and what waits; one that is there is shown."""
        self._seen_first, self.queued, self.under_way = None, 0, False
        self.shown = max(0, min(self.shown, len(self.fills) - 1))
