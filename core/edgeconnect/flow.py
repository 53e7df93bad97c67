"""Choices of how a hole is filled. Imports nothing heavy, so that the window and the command line may ask early."""

from __future__ import annotations

from typing import Literal, get_args

Finish = Literal["auto", "network", "patches"]
FINISHES: tuple[Finish, ...] = get_args(Finish)
