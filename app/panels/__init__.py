"""Docks and strips around the canvas: the page of the task, training, history, facts, the folder, the start page.

Read :mod:`task_panel` first: it shows the page of the task. Pages: :mod:`reshape_page`, and of the tools, built on
:mod:`tool_page` with :mod:`how_steps`, :mod:`mask_page`, :mod:`retouch_page`, :mod:`edge_page`, :mod:`crop_page`.
Training: :mod:`training_panel` with its :mod:`training_words` and :mod:`curve`, :mod:`more_photos`. Fills:
:mod:`repair_bar` with its :mod:`proposal_strip`. :mod:`history_panel`; :mod:`info_panel` with :mod:`memory`. Pictures
to open: :mod:`start_page` and :mod:`folder_strip`, of :mod:`picture_card` in a :mod:`card_grid`.
"""
