"""The numbers that were read off the published figures, and how a run's own agree with them.

`points` reads them, `measured` takes the same quantities from a run's results, `agreement`
compares the two.
"""
