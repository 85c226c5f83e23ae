"""Steps and breaks in short count series: interrupted time series and unknown break dates.

Written for a few dozen points. Every fit takes many series at once (one row each), so that a
bootstrap or a simulation is one call; an observed series is a batch of one. The tests hold the
point estimates equal to statsmodels and the break dates to published tables.

Why these methods: with 27 autocorrelated points, Newey-West errors reject a true null three to
five times too often and Poisson errors more often still; restricted likelihood with small-sample
degrees of freedom and a parametric bootstrap do not (benchmarks/its_size.py measures it).
"""
