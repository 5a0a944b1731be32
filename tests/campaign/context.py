"""What one claim is drawn from: its names, sizes and facts."""

from dataclasses import dataclass, field
from random import Random

from tests.campaign.points import Fact
from tests.campaign.trees import (
    ONE,
    Tree,
    index,
    local,
    matrix,
    minus,
    number,
    plus,
    power,
    scalar,
    size,
    times,
)

Pair = tuple[Tree, Tree]
LETTERS = ("A", "B", "C", "F", "G", "H", "K", "M", "P", "R", "T", "V", "W", "X", "Y", "Z")
CLASHES = (
    "J",
    "delta",
    "t_Z0",
    "dA",
    "dZ0",
    "D_Z0",
    "dW1",
    "n",
    "k",
    "i",
    "j",
    "u",
    "_k",
    "_i_1",
    "lambda",
    "E",
    "I",
    "e",
    "x",
    "L",
)
SIZES = ("n", "k", "m")


@dataclass
class Context:
    """Draws what a claim is made of. `clash` makes names that collide, `arithmetic` sizes that are polynomials."""

    random: Random
    clash: bool = False
    arithmetic: bool = False
    functions: list[str] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    indices: dict[str, Tree] = field(default_factory=dict)
    domains: dict[str, str] = field(default_factory=dict)
    matrices: dict[str, Tree] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    named: list[Tree] = field(default_factory=list)  # scalars that are defined
    bound: int = 0
    declared: bool = False  # scalars are declared as SymPy can: positive, integer, or not at all
    known: bool = False  # no undefined functions

    def chance(self, probability):
        return self.random.random() < probability

    def one_of(self, *choices):
        return self.random.choice(choices)

    def size(self):
        if self.arithmetic and self.chance(0.6):
            n = size(self.one_of(*SIZES))
            return self.one_of(
                power(plus(n, ONE), 2),
                plus(power(n, 2), times(number(2), n), ONE),
                plus(n, ONE),
                times(number(2), n),
                plus(n, size("k")),
                minus(plus(n, number(2)), ONE),
                times(n, plus(n, ONE)),
            )
        if self.chance(0.12):
            return number(self.one_of(1, 1, 2, 3))
        return size(self.one_of(*SIZES))

    def name(self, letters):
        if self.clash and self.chance(0.5):
            free = [name for name in CLASHES if name not in self.used]
        else:
            free = [name for name in letters if name not in self.used]
        chosen = self.random.choice(free or [f"{letters[0]}_{len(self.used)}"])
        self.used.add(chosen)
        return chosen

    def matrix(self, rows, columns):
        """Return a symbol of a shape: one that is there already, or a new one."""
        fits = [tree for tree in self.matrices.values() if tree.shape == (rows, columns)]
        if fits and self.chance(0.5):
            return self.random.choice(fits)
        made = matrix(self.name(LETTERS), rows, columns)
        self.matrices[made.label] = made
        return made

    def fresh_matrix(self, rows, columns):
        made = matrix(self.name(LETTERS), rows, columns)
        self.matrices[made.label] = made
        return made

    def column(self):
        return self.matrix(self.size(), ONE)

    def scalar(self):
        if self.named and self.chance(0.5):
            return self.random.choice(self.named)
        name = (
            self.one_of("x", "y", "s", "c", "sigma")
            if not self.clash
            else self.one_of("x", "s", "J", "delta", "lambda", "E")
        )
        if name in self.matrices:
            name = f"{name}_0"
        if name not in self.used and self.declared:
            domain = self.random.choices(
                ("real", "positive", "", "integer"), weights=(15, 3, 2, 0 if self.clash else 2)
            )[0]
            self.domains[name] = domain
        self.used.add(name)
        return scalar(name)

    def fresh_scalar(self):
        name = self.name(("a", "b", "p", "q", "r"))
        return scalar(name)

    def bound_index(self):
        """Return a new bound index; its name may be that of a size or of a symbol where names clash."""
        self.bound += 1
        if self.clash and self.chance(0.6):
            return index(
                self.one_of("n", "k", "m", "A", "x", "_k", "E", "i") + ("" if self.bound < 2 else f"{self.bound}")
            )
        return index(("i", "j", "l", "p", "q", "r")[self.bound % 6] + ("" if self.bound < 6 else str(self.bound)))

    def free_index(self, below):
        name = f"{self.one_of('i', 'j')}_{len(self.indices)}"
        self.indices[name] = below
        return index(name)

    def local(self):
        return local(self.one_of("u", "v", "t") if not self.clash else self.one_of("u", "x", "n", "s"))

    def constant(self):
        return number(self.one_of(2, 3, -1, "1/2", "-2/3", 5))

    def function(self):
        if self.known:
            return self.one_of("sin", "tanh", "gaussian")
        name = self.one_of("f", "g", "h") if not self.clash else self.one_of("f", "gamma_", "Slope", "sigma_")
        if name not in self.functions:
            self.functions.append(name)
        return name

    def assume(self, kind, name, *values):
        self.facts.append(Fact(kind, name, values))
