"""The measurements: `make bench` polls two hundred unchanged sources, each a host of its own, and prints what it took.

    __main__.py   the order of the rows; prints them, and writes docs/bench.md
    pages.py      what every host serves: the sample council's cabinet, with more of a past
    server.py     a process of its own that serves them on all of 127.0.0.0/8
    measured.py   a fresh process for each figure: the real poll, or a bare loop over the same addresses
    memory.py     how much memory a process has and had
    table.py      the figures beside their goals

Does not change anything outside a temporary folder and docs/bench.md. Needs Linux for hosts of their own: elsewhere
only 127.0.0.1 answers.
"""
