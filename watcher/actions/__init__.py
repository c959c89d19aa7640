"""The verbs: one transaction script each. The only place that knows the order of things.

May import: every module below (fetch, systems, diff, tag, cadence, digest, render, publish, deliver, store), config,
domain, errors. Does not build its collaborators (app does) and does not print (cli does).
"""
