"""From photos to weights of the two generators.

Read :mod:`trainer` first (the loop) and :mod:`stages` (what each stage generates and minimises, with :mod:`losses`);
:mod:`train` sets them up from :mod:`settings` and files, :mod:`plan` runs all stages one after the other, and
:mod:`validation` measures and draws sheets. Samples: :mod:`dataset` (from folders or :mod:`shards`) or, on an
accelerator, :mod:`sampling`; :mod:`masks` are their holes, :mod:`labels` their edges (:mod:`canny_torch`, :mod:`hed`).
"""
