"""InGAN (Shocher et al., 2019): a generator trained on one image redraws it at any size or quad.

Networks: :mod:`networks` (the paper's generator), :mod:`small` (quick to train: corrects a :mod:`start`, whose copies
:mod:`quilt` sews), :mod:`foreign` (weights of the published code). :mod:`transforms` are the geometric transforms,
:mod:`presets` what is trained how, :mod:`model` the weights and their files, :mod:`publish` the copy of them that is
rendered while training goes on, :mod:`scores` how near a frame is to its photo, :mod:`messages` what is asked of
rendering and training and what they answer. Training is in :mod:`training`; frames are drawn in :mod:`core.rendering`.
"""
