"""The picture on the screen: the :mod:`view`, items that draw over it, and :mod:`handles`, whose geometry knows no
Qt window.
"""
