"""From a canvas to a frame: what a drag, an export and a batch ask for.

Read :mod:`renderer` first: it chooses one :mod:`engine` for each request, draws a ``Canvas`` with it and says what did.
The engines: :mod:`plain_frames` (the photo itself, a stretch), :mod:`retargeted_frames` (a warp that keeps the subject,
and its grain), :mod:`pattern_frames` (elements repeated), :mod:`extension_frames` (more around the photo). Two of them
draw with a trained generator where there is one (:mod:`drawing`), and :mod:`adoption` decides canvas by canvas whether
that is better. Requests and answers are in :mod:`core.ingan.messages`.
"""
