"""Elementary functions at one rational number, enclosed: integers, and series whose remainders are bounded.

A function of a library that is accurate to the last digit in all tests is still no proof, so none is called. The answer
is ``(low, high, exponent)``: the value lies in [low, high] 2**exponent, all three integers. What is rounded down bounds
from below, what is rounded up from above.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from math import isqrt

from symnet.limits import LimitReachedError

LARGEST_EXPONENT = 20
"""An exponential of 2**20 and more would have millions of bits."""

LARGEST_ANGLE = 4096
"""A sine of 2**4096 and more would need pi to as many digits."""

GUARD = 24
"""Bits to spare: the error of some hundred roundings is far below 2**GUARD units."""

FAR = 30
"""From here on the asymptotic series of erfc is good for 1000 bits."""

Bounds = tuple[int, int, int]


def ceil_shift(number: int, bits: int) -> int:
    """Return number / 2**bits, rounded up."""
    return -(-number >> bits)


def down(number: Fraction, bits: int) -> int:
    """Return a number in units of 2**-bits, rounded down.

    >>> down(Fraction(5, 3), 2), up(Fraction(5, 3), 2)
    (6, 7)
    """
    if bits >= 0:
        return (number.numerator << bits) // number.denominator
    return number.numerator // (number.denominator << -bits)


def up(number: Fraction, bits: int) -> int:
    """Return a number in units of 2**-bits, rounded up."""
    return -down(-number, bits)


def dyadic(mantissa: int, exponent: int) -> Fraction:
    """Return mantissa * 2**exponent."""
    return Fraction(mantissa << exponent) if exponent >= 0 else Fraction(mantissa, 1 << -exponent)


def magnitude(number: Fraction) -> int:
    """Return e with 2**(e - 2) < |number| < 2**e; 0 for 0.

    >>> magnitude(Fraction(5, 2)), magnitude(Fraction(1, 1024))
    (2, -9)
    """
    return number.numerator.bit_length() - number.denominator.bit_length() + 1 if number else 0


def exp_bounds(x: Fraction, bits: int) -> Bounds:
    """Enclose exp(x).

    exp(x) = exp(t)**(2**s) with t = x / 2**s below 2**-8. Every term of the series is positive, so that rounding down
    bounds from below; the terms after one are together less than it, for each is less than 2**-8 of the one before.
    Squaring doubles the relative error, s times: that many bits more are carried.

    Raises `LimitReachedError` for |x| >= 2**20.
    """
    if magnitude(x) > LARGEST_EXPONENT:
        raise LimitReachedError(f"it needs the exponential of a number beyond 2**{LARGEST_EXPONENT}")
    if x < 0:
        low, high, exponent = exp_bounds(-x, bits)
        one = bits + GUARD + high.bit_length()
        return (1 << one) // high, -(-(1 << one) // low), -one - exponent
    halvings = max(0, magnitude(x) + 8)
    unit = bits + halvings + GUARD
    t_low, t_high = down(x, unit - halvings), up(x, unit - halvings)
    low = high = term_low = term_high = 1 << unit
    count = 1
    while term_high > 1:
        term_low = (term_low * t_low >> unit) // count
        term_high = -(-ceil_shift(term_high * t_high, unit) // count)
        low, high, count = low + term_low, high + term_high, count + 1
    return _squared(low, high + term_high, unit, times=halvings)


def _squared(low: int, high: int, unit: int, *, times: int) -> Bounds:
    """Return the bounds of a positive number squared so often, with about as many bits as it has."""
    exponent = -unit
    for _ in range(times):
        low, high, exponent = low * low, high * high, 2 * exponent
        excess = high.bit_length() - unit
        if excess > 0:
            low, high, exponent = low >> excess, ceil_shift(high, excess), exponent + excess
    return low, high, exponent


def _artanh(z: Fraction, unit: int) -> tuple[int, int]:
    """Enclose artanh(z) = z + z**3/3 + z**5/5 + … for 0 <= z <= 1/3; the terms after one are together less than it."""
    power_low, power_high = down(z, unit), up(z, unit)
    square_low, square_high = down(z * z, unit), up(z * z, unit)
    low = high = 0
    odd = 1
    while True:
        term = -(-power_high // odd)
        low, high = low + power_low // odd, high + term
        if term <= 1:
            return low, high + term
        power_low, power_high = power_low * square_low >> unit, ceil_shift(power_high * square_high, unit)
        odd += 2


@cache
def _log_two(unit: int) -> tuple[int, int]:
    """Enclose log(2) = 2 artanh(1/3)."""
    low, high = _artanh(Fraction(1, 3), unit)
    return 2 * low, 2 * high


def log_bounds(x: Fraction, bits: int) -> Bounds:
    """Enclose log(x) for x > 0: log(m 2**e) = e log(2) + 2 artanh((m - 1)/(m + 1)), with m between 1/2 and 2."""
    near_one = Fraction(1, 2) <= x <= 2
    exponent = 0 if near_one else magnitude(x) - 1
    mantissa = x / dyadic(1, exponent)
    z = (mantissa - 1) / (mantissa + 1)
    unit = bits + GUARD + (max(0, -magnitude(z)) if near_one else exponent.bit_length())
    low, high = _artanh(abs(z), unit)
    low, high = (2 * low, 2 * high) if z >= 0 else (-2 * high, -2 * low)
    twos = sorted(exponent * end for end in _log_two(unit))
    return low + twos[0], high + twos[1], -unit


def sqrt_bounds(x: Fraction, bits: int) -> Bounds:
    """Enclose the square root of x >= 0, by the integer root."""
    half = bits + GUARD - magnitude(x) // 2
    top = up(x, 2 * half)
    root = isqrt(top)
    return isqrt(down(x, 2 * half)), root if root * root == top else root + 1, -half


def _arctan_series(z: Fraction, unit: int) -> tuple[int, int]:
    """Enclose arctan(z) = z - z**3/3 + z**5/5 - … for 0 <= z <= 1/2: the rest is at most the first term left out.

    What is added is rounded down for the lower bound and up for the upper; what is taken off, the other way.
    """
    power_low, power_high = down(z, unit), up(z, unit)
    square_low, square_high = down(z * z, unit), up(z * z, unit)
    low = high = 0
    odd, plus = 1, True
    while True:
        term_low, term_high = power_low // odd, -(-power_high // odd)
        low, high = (low + term_low, high + term_high) if plus else (low - term_high, high - term_low)
        if term_high <= 1:
            return low - 1, high + 1  # the first term left out is less than one unit
        power_low, power_high = power_low * square_low >> unit, ceil_shift(power_high * square_high, unit)
        odd, plus = odd + 2, not plus


@cache
def _pi(unit: int) -> tuple[int, int]:
    """Enclose pi = 16 arctan(1/5) - 4 arctan(1/239) (Machin)."""
    five, large = _arctan_series(Fraction(1, 5), unit), _arctan_series(Fraction(1, 239), unit)
    return 16 * five[0] - 4 * large[1], 16 * five[1] - 4 * large[0]


def pi_bounds(bits: int) -> Bounds:
    """Enclose pi."""
    return (*_pi(bits + GUARD), -bits - GUARD)


def arctan_bounds(x: Fraction, bits: int) -> Bounds:
    """Enclose arctan(x): pi/2 - arctan(1/x), and pi/4 + arctan((x - 1)/(x + 1)), bring x into [0, 1/2]."""
    if x < 0:
        low, high, exponent = arctan_bounds(-x, bits)
        return -high, -low, exponent
    unit = bits + GUARD + max(0, -magnitude(x))
    if 2 * x <= 1:  # however small: pi to as many digits would take long
        low, high = _arctan_series(x, unit)
        return max(0, low), high, -unit
    pi_low, pi_high = _pi(unit + 2)  # pi/4 in units of 2**-unit is pi in units of 2**-(unit + 2), over 16
    if x > 2:
        low, high = _arctan_series(1 / x, unit)
        return (pi_low >> 3) - high, ceil_shift(pi_high, 3) - low, -unit
    z = (x - 1) / (x + 1)  # between -1/3 and 1/3
    low, high = _arctan_series(abs(z), unit)
    low, high = (low, high) if z >= 0 else (-high, -low)
    return (pi_low >> 4) + low, ceil_shift(pi_high, 4) + high, -unit


def sin_bounds(x: Fraction, bits: int) -> Bounds:
    """Enclose sin(x)."""
    return _sine(x, bits, quarter=0)


def cos_bounds(x: Fraction, bits: int) -> Bounds:
    """Enclose cos(x), which is sin(x + pi/2)."""
    return _sine(x, bits, quarter=1)


def _sine(x: Fraction, bits: int, *, quarter: int) -> Bounds:
    """Enclose sin(x + quarter pi/2).

    x = k pi/2 + r, where r is known up to an error. Neither sin nor cos changes by more than its argument does, so the
    same error is added to the value. With |r| <= 1 the series alternate and their terms decrease.

    Raises `LimitReachedError` for |x| >= 2**4096.
    """
    if magnitude(x) > LARGEST_ANGLE:
        raise LimitReachedError(f"it needs the sine of a number beyond 2**{LARGEST_ANGLE}")
    unit = bits + GUARD + max(0, -magnitude(x))
    k, r, error = _without_turns(x, unit)
    turn = (k + quarter) % 4
    value, rest = _alternating(r, unit, cosine=turn % 2 == 1)
    value, rest = -value if turn >= 2 else value, rest + error
    one = 1 << unit
    return max(value - rest, -one), min(value + rest, one), -unit


def _without_turns(x: Fraction, unit: int) -> tuple[int, int, int]:
    """Return k, and r and its error in units, of x = k pi/2 + r."""
    if abs(x) <= 1:  # however small: pi to as many digits would take long
        return 0, down(x, unit), 2
    large = max(0, magnitude(x))
    pi_low, pi_high = _pi(unit + large)
    half_pi = dyadic(pi_low + pi_high, -unit - large) / 4
    k = round(x / half_pi)
    # half_pi is wrong by less than (pi_high - pi_low) 2**-(unit + large), k times; r loses one unit
    return k, down(x - k * half_pi, unit), (abs(k) * (pi_high - pi_low) >> large) + 2


def _alternating(r: int, unit: int, *, cosine: bool) -> tuple[int, int]:
    """Return sin(r) or cos(r) in units, and a bound of its error in units; |r| <= 1.

    A term is the one before times r**2, over at least 2: it takes over half of that one's error, and adds less than 2
    units of its own. So no term is wrong by more than 4 units; the rest is at most the first term left out, below 1.
    """
    square = r * r >> unit
    term = 1 << unit if cosine else r
    total, count, power = term, 1, 1 if cosine else 2
    while abs(term) > 1:
        term = -((term * square >> unit) // (power * (power + 1)))
        total, count, power = total + term, count + 1, power + 2
    return total, 4 * count + 4


def erf_bounds(x: Fraction, bits: int) -> Bounds:
    """Enclose erf(x)."""
    if x < 0:
        low, high, exponent = erf_bounds(-x, bits)
        return -high, -low, exponent
    if x > FAR:
        return _from_one(_erfc_far(x, bits), bits)
    return _erf_near(x, bits)


def erfc_bounds(x: Fraction, bits: int) -> Bounds:
    """Enclose erfc(x) = 1 - erf(x), with as many digits as are asked for, however small it is."""
    if x > FAR:
        return _erfc_far(x, bits)
    lost = int(x * x * Fraction(3, 2)) + 8 if x > 0 else 0
    return _from_one(erf_bounds(x, bits + lost), bits + lost)


def _from_one(bounds: Bounds, bits: int) -> Bounds:
    """Return 1 minus a number."""
    low, high, exponent = bounds
    unit = max(-exponent, 0) if -exponent < 4 * bits else 4 * bits
    shift = -exponent - unit
    return (1 << unit) - ceil_shift(high, shift), (1 << unit) - (low >> shift), -unit


def _erf_near(x: Fraction, bits: int) -> Bounds:
    """Enclose erf(x) for 0 <= x <= 30.

    erf(x) = 2/sqrt(pi) exp(-x**2) (x + 2 x**3/3 + 4 x**5/(3·5) + …). All terms are positive; each is 2 x**2/(2 n + 1)
    times the one before, and once that is below 1/2, the rest is less than the last term.
    """
    unit = bits + GUARD + max(0, -magnitude(x))
    square_low, square_high = down(2 * x * x, unit), up(2 * x * x, unit)
    low, high = term_low, term_high = down(x, unit), up(x, unit)
    odd = 3
    while term_high > 1 or 2 * square_high > odd << unit:
        term_low = (term_low * square_low >> unit) // odd
        term_high = -(-ceil_shift(term_high * square_high, unit) // odd)
        low, high, odd = low + term_low, high + term_high, odd + 2
    power = exp_bounds(-x * x, bits)
    return _over_root_of_pi((2 * power[0] * low, 2 * power[1] * (high + term_high), power[2] - unit), bits)


def _erfc_far(x: Fraction, bits: int) -> Bounds:
    """Enclose erfc(x) = exp(-x**2)/(x sqrt(pi)) (1 - 1/(2 x**2) + 1·3/(2 x**2)**2 - …) for x > 30.

    The series diverges, but for x > 0 the error of a partial sum is less than the first term left out (Abramowitz and
    Stegun, 7.1.24). The terms are added as long as they decrease and matter.
    """
    unit = bits + 2 * GUARD
    factor_low, factor_high = down(1 / (2 * x * x), unit), up(1 / (2 * x * x), unit)
    low = high = term_low = term_high = 1 << unit
    for n in range(1, int(x * x)):
        term_low, term_high = (2 * n - 1) * term_low * factor_low, (2 * n - 1) * term_high * factor_high
        term_low, term_high = term_low >> unit, ceil_shift(term_high, unit)
        if n % 2:
            low, high = low - term_high, high - term_low
        else:
            low, high = low + term_low, high + term_high
        if term_high <= 1:
            break
    low, high = low - term_high, high + term_high  # the first term left out is less than the last one taken
    power = exp_bounds(-x * x, bits)
    over_x = down(1 / x, unit), up(1 / x, unit)
    return _over_root_of_pi((power[0] * low * over_x[0], power[1] * high * over_x[1], power[2] - 2 * unit), bits)


def _over_root_of_pi(bounds: Bounds, bits: int) -> Bounds:
    """Return a number that is not negative over the root of pi."""
    pi_low, pi_high, exponent = pi_bounds(bits)
    root_low = sqrt_bounds(dyadic(pi_low, exponent), bits)
    root_high = sqrt_bounds(dyadic(pi_high, exponent), bits)
    shift = root_low[2]  # both roots have the same unit, for pi has the same magnitude from below and above
    carried = bits + GUARD
    low = (bounds[0] << carried) // root_high[1]
    high = -(-(bounds[1] << carried) // root_low[0])
    return low, high, bounds[2] - carried - shift
