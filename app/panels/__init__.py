"""Docks and strips around the canvas: the page of the task, training, history, facts, the folder, the start page."""
