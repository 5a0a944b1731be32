"""Matrix calculus: differentials, gradients, Jacobians and Hessians, one rule for each node type."""

from symnet.calculus import blocks, sums, sympy_hooks  # noqa: F401 - their rules must be registered
from symnet.calculus.differentials import differential, hessian_vector_product, jacobian_vector_product
from symnet.calculus.gradients import gradient, vector_jacobian_product
from symnet.calculus.jacobians import hessian, jacobian

__all__ = [
    "differential",
    "gradient",
    "hessian",
    "hessian_vector_product",
    "jacobian",
    "jacobian_vector_product",
    "vector_jacobian_product",
]
