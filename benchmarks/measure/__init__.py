"""Accuracy against labelled data: what `accuracy.py` prints and writes."""
