"""Choices of how a hole is filled. Imports nothing heavy, so that the window and the command line may ask early."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Finish = Literal["auto", "network", "patches"]
FINISHES: tuple[Finish, ...] = get_args(Finish)


@dataclass(frozen=True)
class Flow:
    """What happens to a photo before, between and after the two networks.

    The published program does the plain thing at each step; Regrain adds to it what makes the fills of its own networks
    better. Each addition is a switch here.

    Attributes:
        scikit_image: grey and known edges are scikit-image's (see :mod:`core.edgeconnect.published`), not the luma of
            Rec. 601 and OpenCV's Canny.
        whole: a photo that fits the working side is seen whole, with all its holes at once; otherwise each hole is
            seen in its surroundings.
        bridge: a hole thicker than those the networks have learned to bridge is shown to them smaller.
        soft: stage 2 gets stage 1's probabilities as they are; otherwise lines drawn where they exceed the threshold,
            each as strong as it is probable.
        merge_known: outside of the hole stage 2 gets the photo's own edges; otherwise what stage 1 made of them.
        carry: long straight lines that go into a hole and come out of it are edges in it, too.
        part: in a thick hole, colours are kept apart by the lines that the user has drawn.
        keep_grey: a photo without colour gets none.
        patches: the finish "auto" re-makes what the networks leave soft of the photo's own patches.
        exact: the networks compute in single precision also where half would be faster.
        rim: how far the mask is grown, and over how many px beyond that the fill is blended, where a request does not
            say.
    """

    scikit_image: bool
    whole: bool
    bridge: bool
    soft: bool
    merge_known: bool
    carry: bool
    part: bool
    keep_grey: bool
    patches: bool
    exact: bool
    rim: int

    @classmethod
    def published(cls) -> Flow:
        """The test path of the published program."""
        return cls(
            scikit_image=True, whole=True, bridge=False, soft=True, merge_known=False, carry=False, part=False,
            keep_grey=False, patches=False, exact=True, rim=0,
        )  # fmt: skip

    @classmethod
    def regrain(cls) -> Flow:
        """With all that Regrain adds."""
        return cls(
            scikit_image=False, whole=False, bridge=True, soft=False, merge_known=True, carry=True, part=True,
            keep_grey=True, patches=True, exact=False, rim=3,
        )  # fmt: skip


FLOWS = ("auto", "published", "regrain")


def named_flow(name: str) -> Flow | None:
    """The flow of one of :data:`FLOWS`; None, which leaves the choice to the weights, for "auto"."""
    return {"published": Flow.published(), "regrain": Flow.regrain()}.get(name)
