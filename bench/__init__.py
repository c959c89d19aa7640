"""The measurements: `make bench` polls two hundred unchanged sources, reads papers, tags texts, composes and sends.

    __main__.py   the order of the tables; prints them, and writes docs/bench.md
    pages.py      what every host serves: the sample council's cabinet, with more of a past
    server.py     a process of its own that serves them on all of 127.0.0.0/8
    measured.py   a fresh process for each figure: the real poll, or a bare loop over the same addresses
    documents.py  papers, beside the bare library; tagging.py  texts searched for topics, beside the bare searchers
    delivery.py   10,000 digests from the database to a mail server; composing.py and sending.py are its halves
    memory.py     how much memory a process has and had
    table.py      the figures beside their goals
    figures.py    the table of figures in docs/delivery.md

Does not change anything outside a temporary folder, docs/bench.md and that table. Needs Linux for hosts of their own:
elsewhere only 127.0.0.1 answers.
"""
