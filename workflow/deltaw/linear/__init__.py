"""The linear network: simulation and theory of learning one number (Section 3, Fig. 3, 4)."""
