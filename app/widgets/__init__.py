"""Small fields, boxes and words that dialogs, panels and tools share.

Read :mod:`basics` first (labels with a role, lines, questions, words for times and sizes), then :mod:`fields` and
:mod:`choice_box` (what is chosen or typed) and :mod:`slider_rows` (a name, a slider and a field of one value).
:mod:`layouts` and :mod:`scrolled` hold them, :mod:`key_tips` writes keys into tooltips.
"""
