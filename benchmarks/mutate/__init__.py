"""Good pages, changed in one way each: what the benchmark `mutations.py` is made of."""
