"""The colours of nodes: those of Okabe and Ito, which the colour-blind tell apart, laid thinly over any ground."""

from __future__ import annotations

from types import MappingProxyType

FILLS = MappingProxyType(
    {
        "input": "#56B4E9",
        "sum": "#E69F00",
        "activation": "#009E73",
        "layer": "#E69F00",
        "cost": "#D55E00",
        "gradient": "#CC79A7",
    }
)
"""By kind of node; kinds differ in shape and stroke too."""
FILLS_DEFAULT = "#999999"
"""Of every other kind."""
