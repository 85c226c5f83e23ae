"""Claims held against the tables: a measure finds a value, one set of rules gives the verdict.

A claim names a measure with its arguments, what it expects and how far off the value may be
(:mod:`judge`). Measures stand by subject: :mod:`counts`, :mod:`ties`, :mod:`facts`, :mod:`dates`;
most of them ask a question of :mod:`yearly` about a series of their own.
"""
