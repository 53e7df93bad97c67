"""From photos to weights of the two generators.

Read :mod:`trainer` first (the loop), then what it goes round: :mod:`state` (what a step changes), :mod:`step` with
:mod:`stages` (what each stage generates and minimises, with :mod:`losses`), :mod:`evaluation` with :mod:`validation`
(figures and sheets), :mod:`publish` (which weights are written for use), :mod:`checkpoints`, :mod:`report`.
:mod:`train` sets them up from :mod:`settings`, files and weights to :mod:`begin` with; :mod:`plan` runs all stages one
after the other. Samples: :mod:`dataset` (from folders or :mod:`shards`) or, on an accelerator, :mod:`sampling`;
:mod:`masks` are their holes, :mod:`labels` their edges (:mod:`canny_torch`, :mod:`hed`).
"""
