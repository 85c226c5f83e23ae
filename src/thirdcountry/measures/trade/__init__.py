"""Bilateral trade: partner shares and ranks, concentration, the weight of two rivals, sources.

Notation: X exports, M imports, T = X + M turnover of reporter i with partner j, W the world.
All values are current US$; every measure is a ratio, so it does not change with the currency unit.
"""
