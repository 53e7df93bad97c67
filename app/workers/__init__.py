"""Threads that open, train, render and export, and the session that steers them."""
