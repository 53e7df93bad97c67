"""How the editor looks: :mod:`tokens` (colours), :mod:`style` (their style sheet), :mod:`theme` (what is current,
icons).
"""
