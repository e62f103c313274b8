"""The nonlinear networks: three tasks, trained from random connectivity (Section 2, Fig. 1, 2)."""
