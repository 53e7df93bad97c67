"""The Qt editor and the command line: draws what `core` computes, and nothing else.

:mod:`application` starts the editor. Read :mod:`model` first (what is open), then :mod:`services` (what runs beside the
window), :mod:`canvas` and :mod:`tools` (what is seen and done), :mod:`window` (how all is wired) and :mod:`actions`
(the one table of commands). :mod:`panels`, :mod:`dialogs` and :mod:`settings` stand around the canvas, of the parts in
:mod:`widgets`, in the look of :mod:`theme`. :mod:`project` stores documents, :mod:`platform` meets the system;
:mod:`cli` needs no window at all.
"""
