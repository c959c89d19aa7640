"""Experiments with learning, beside the program: what was tried, so that it can be tried again."""
