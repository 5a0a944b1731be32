"""Identities that the prover must decide: matrices, softmax, activations, networks; each with its wrong twin."""

from tests.verification import (
    identities_hessians,
    identities_inverses,
    identities_matrices,
    identities_networks,
    identities_scalars,
    identities_sums,
)
from tests.verification.rows import titles

ROWS = titles(
    (
        *identities_matrices.TRACES,
        *identities_matrices.ENTRYWISE,
        *identities_matrices.PRODUCTS,
        *identities_inverses.KRONECKER,
        *identities_inverses.INVERSES,
        *identities_sums.SUMS,
        *identities_sums.SOFTMAX,
        *identities_scalars.SMOOTH,
        *identities_scalars.DERIVATIVES,
        *identities_scalars.PIECEWISE,
        *identities_scalars.LOSSES,
        *identities_scalars.TREES,
        *identities_networks.COLLAPSE,
        *identities_networks.BATCH,
        *identities_networks.SAMPLE,
        *identities_networks.NEURON,
        *identities_networks.DIFFERENCES,
        *identities_networks.COMPOSED,
        *identities_hessians.HESSIANS,
    )
)
"""By title."""

BEYOND = titles(identities_sums.BEYOND)
