"""Networks that were trained elsewhere, given as weights before and after training."""
