"""Everything about a run that changes no result: locks, SLURM, forecasts, reports, publishing."""
