"""Arrivals: whole years only, vintages kept apart, parts of a year beside."""
