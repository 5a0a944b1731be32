"""How long a diagram takes, drawing and SVG: `python -m tests.benchmarks.diagrams`. It prints, and asserts nothing."""

from time import perf_counter

import symnet as sn
from symnet.visualization.diagram import GRAINS

SIZES = ([1, 1], [2, 3, 1], [64, 128, 64, 10], [784, 512, 256, 10], [3] * 13)


def seconds(thing, grain):
    """The best of three, each from a network that is made anew."""
    times = []
    for _ in range(3):
        start = perf_counter()
        _ = sn.diagram(thing(), grain=grain).svg
        times.append(perf_counter() - start)
    return min(times)


def main():
    print(f"{'':<22}{''.join(f'{grain:>14}' for grain in GRAINS)}")
    for sizes in SIZES:
        for kind in ("network", "cost"):

            def thing(sizes=sizes, kind=kind):
                net = sn.Network(sizes, activations="tanh")
                return net if kind == "network" else net.cost("squared_error")

            name = "12 layers" if len(sizes) == 13 else "-".join(map(str, sizes))
            cells = "".join(f"{seconds(thing, grain):>12.3f} s" for grain in GRAINS)
            print(f"{name + ' ' + kind:<22}{cells}")


if __name__ == "__main__":
    main()
