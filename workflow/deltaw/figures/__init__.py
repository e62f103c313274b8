"""The figures: one module each, drawing from datasets; `style` is what they share."""
