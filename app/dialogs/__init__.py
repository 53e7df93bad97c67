"""Windows over the window: export, batch, help, errors, recovery.

Read :mod:`job_dialog` first: kinds to choose from, fields, and a job that is followed. :mod:`export_dialog` and
:mod:`batch_dialog` are such dialogs; what they can do is in :mod:`export_plan` and :mod:`batch_plan`, :mod:`batch_list`
shows how far a batch is, :mod:`path_field` asks for paths. On their own: :mod:`autosave_dialog` (recovery after a
crash), :mod:`error_dialog` (with the hooks that bring failures there) and :mod:`help_dialogs`.
"""
