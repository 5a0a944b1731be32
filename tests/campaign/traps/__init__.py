"""Hand-made traps: claims whose truth is settled by pencil, each with what may be answered."""

from tests.campaign.traps import facts, functions, gradients, matrices, networks, others, parts, scalars, sums
from tests.campaign.traps.row import Trap

GROUPS: dict[str, tuple[Trap, ...]] = {
    "scalars": scalars.TRAPS,
    "functions": functions.TRAPS,
    "sums": sums.TRAPS,
    "facts": facts.TRAPS,
    "matrices": matrices.TRAPS,
    "parts": parts.TRAPS,
    "others": others.TRAPS,
    "networks": networks.TRAPS,
    "gradients": gradients.TRAPS,
}
