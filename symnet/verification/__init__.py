"""Is it true? Equations proved or refuted, gradients checked, and the single change that makes a wrong one right."""
