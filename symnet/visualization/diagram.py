"""`diagram`: a network as a picture of its neurons, of its layers, or of the graph of its computation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from symnet.errors import SymnetTypeError, SymnetValueError, suggest
from symnet.expressions.hooks import svg_rule
from symnet.nn.architecture import require_choice
from symnet.nn.cost import Cost
from symnet.nn.network import Network
from symnet.printing.notations import Notation
from symnet.visualization.computation import draw_computation
from symnet.visualization.dot import as_dot
from symnet.visualization.layer_boxes import draw_layers
from symnet.visualization.layout import Drawing
from symnet.visualization.neurons import draw_neurons
from symnet.visualization.outlines import load_ziamath, outlined
from symnet.visualization.svg import as_svg
from symnet.visualization.tikz import as_document, as_tikz

Grain = Literal["neuron", "layer", "computation"]
GRAINS: tuple[Grain, ...] = ("neuron", "layer", "computation")
Labels = Literal["words", "ziamath"]
LABELS: tuple[Labels, ...] = ("words", "ziamath")

FORMATS: MappingProxyType[str, Callable[[Drawing], str]] = MappingProxyType(
    {".svg": as_svg, ".dot": as_dot, ".gv": as_dot, ".tex": as_document, ".tikz": as_tikz}
)
"""What is written into a file, by the ending of its name: ``.tex`` is a document, ``.tikz`` only the picture."""


@dataclass(frozen=True)
class Diagram:
    """A picture, in every format; a notebook shows it.

    >>> import symnet as sn
    >>> picture = sn.diagram(sn.Network([2, 1]))
    >>> picture.svg[:42], len(picture.drawing.nodes)
    ('<svg xmlns="http://www.w3.org/2000/svg" cl', 6)
    """

    drawing: Drawing
    _: KW_ONLY
    labels: Labels = "words"

    @property
    def svg(self) -> str:
        """The picture as SVG."""
        if self.labels == "words":
            return as_svg(self.drawing)
        return as_svg(self.drawing, set_label=partial(outlined, ziamath=load_ziamath()))

    @property
    def dot(self) -> str:
        """The picture in the language of Graphviz."""
        return as_dot(self.drawing)

    @property
    def tikz(self) -> str:
        """The picture as a ``tikzpicture`` of LaTeX."""
        return as_tikz(self.drawing)

    def written_as(self, name: str) -> str:
        """Return what a file of this name holds; its ending says the format.

        Raises `SymnetValueError` for an ending that is no format.
        """
        ending = Path(name).suffix.lower()
        if ending not in FORMATS:
            raise SymnetValueError(
                f"A diagram is written as {', '.join(FORMATS)}, but {name!r} ends with {ending!r}"
                f"{suggest(ending, FORMATS) or '; name a file as net.svg.'}"
            )
        return self.svg if ending == ".svg" else FORMATS[ending](self.drawing)

    def save(self, path: str | Path) -> None:
        """Write the picture to a file, in the format that its ending says; see `FORMATS`."""
        Path(path).write_text(self.written_as(str(path)), encoding="utf-8")

    def _repr_svg_(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        return f"<Diagram: {self.drawing.title}>"


def diagram(
    thing: Network | Cost,
    *,
    grain: Grain = "neuron",
    weights: bool = False,
    biases: bool = True,
    equations: bool = False,
    notation: str | Notation | None = None,
    labels: Labels = "words",
) -> Diagram:
    """Return a network, or the network of a cost, as a picture.

    ========== ====================================================================================================
    grain      ``neuron``: inputs, sums, activations and outputs in columns, the first on top; ``layer``: a box a
               layer, with its equations and shapes; ``computation``: a node a symbol, forward, and with a cost
               backward too, with the equation that leads to each
    weights    at grain ``neuron``, each weight on its arrow
    biases     at grain ``neuron``, a node for each bias
    equations  at grain ``neuron``, the equation of each neuron on the arrow that leaves it
    notation   a name of `NOTATIONS` or a `Notation`, if not that of the network
    labels     in SVG: ``words``, which can be read and searched, or ``ziamath``, outlines of a mathematical font, set
               by the extra of that name
    ========== ====================================================================================================

    A layer of more than 8 neurons shows the first four and the last, with dots between them.

    >>> import symnet as sn
    >>> net = sn.Network([2, 2, 1])
    >>> [node.lines[0].formula.text for node in sn.diagram(net, biases=False).drawing.nodes][:4]
    ['x₀', 'x₁', 'z^[0]₀', 'z^[0]₁']

    Raises `SymnetTypeError` for what is neither a network nor a cost, `SymnetValueError` for options that do not fit.
    """
    if not isinstance(thing, Network | Cost):
        raise SymnetTypeError(
            f"A diagram is of a Network or a Cost, but was asked of {_brief(thing)}; "
            "write sn.diagram(sn.Network([2, 1]))."
        )
    require_choice("grain", grain, GRAINS)
    require_choice("labels", labels, LABELS)
    if labels == "ziamath":
        load_ziamath()
    for name, chosen in (("weights", weights), ("equations", equations)):
        if chosen and grain != "neuron":
            raise SymnetValueError(
                f"The option {name}=True belongs to grain 'neuron', but the grain is {grain!r}; leave {name} out."
            )
    shown = thing if notation is None else thing.with_notation(notation)
    cost = shown if isinstance(shown, Cost) else None
    network = shown.network if isinstance(shown, Cost) else shown
    if grain == "neuron":
        drawing = draw_neurons(network, cost, weights=weights, biases=biases, equations=equations)
    else:
        drawing = (draw_layers if grain == "layer" else draw_computation)(network, cost)
    return Diagram(drawing, labels=labels)


def _brief(thing: Any) -> str:
    name = type(thing).__name__
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


@svg_rule.register
def _(network: Network, _given: Any) -> str:
    return diagram(network).svg
