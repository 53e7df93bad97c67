"""From a canvas to a frame: what a drag, an export and a batch ask for.

Read :mod:`renderer` first: it chooses one :mod:`engine` for each request, draws a ``Canvas`` with it and says what did.
The engines: :mod:`plain_frames` (the photo itself, a stretch), :mod:`retargeted_frames` (a warp that keeps the subject,
and its grain), :mod:`pattern_frames` (elements repeated), :mod:`extension_frames` (more around the photo) and
:mod:`paper_frames` (the paper's generator, every frame). The small generator draws what the second and the third refine
(:mod:`drawing` holds it), where :mod:`adoption` finds that better, canvas by canvas. Requests and answers are in
:mod:`core.ingan.messages`.
"""
