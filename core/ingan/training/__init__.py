"""From one photo to the weights of its generator; nothing that draws imports it.

Read :mod:`trainer` first (the loop), then what it goes round: :mod:`state` (what a step changes), :mod:`step`
(generator, cycle and discriminator, with :mod:`losses` and :mod:`patch_losses`; :mod:`paper_step` and :mod:`small_step`
say what differs), :mod:`examples` (the photo, and the
canvases that steps draw), :mod:`progress` (planned length, rates). :mod:`heldout` measures, :mod:`selection` chooses
which weights render, :mod:`checkpoints` with :mod:`resume` keep the training in a file, :mod:`report` makes events.
What judges is :mod:`discriminator` (the paper's) or :mod:`whitened`. :mod:`series` trains on a folder of photos,
:mod:`bundle` makes the models that come with the samples.
"""
