"""Preferences: what is kept (:mod:`preferences`, :mod:`keys`), the :mod:`dialog`, and the :mod:`controller` that
applies them.
"""
