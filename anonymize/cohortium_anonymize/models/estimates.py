"""Estimates of how many people are unique in the population of which a table is a sample.

All read the sizes of the sample's classes: `counts[i]` classes of `sizes[i]` people, sizes rising.
Pitman's model (Hoshino 2001), Zayatz's (1991), the slide negative binomial (Chen and Keller-McNulty
1998, with Shlosser's estimate of the number of classes as in Haas and Stokes 1998), and the rule that
chooses among them (Dankar et al. 2012). An estimate is None where no solution of the model's
equations is found; Pitman's are solved from where ARX starts too.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np

from cohortium_anonymize.search.keys import Floats, Ints

Estimate = float | None
Number = TypeVar("Number", float, Floats)
Pair = tuple[float, float]
System = Callable[[float, float], tuple[float, float, float, float, float, float]]

ACCURACY = 1e-6  # of the equations
CONVERGED = 1e-7  # relative, of the last step: a root, not a tail in which everything vanishes
ITERATIONS = 30  # of Newton's method, which doubles the digits in each; 20 were the most seen
BISECTIONS = 60
STARTS = tuple((theta, alpha) for theta in (0.0, 0.99) for alpha in (0.33, 0.66, 0.99))
FAR = 1e6  # theta of so many times the people is on its way to nowhere
FIRST = 8  # from where on the asymptotic series of the derivative of digamma is exact enough
TINY = 1e-100  # below it squares vanish
SMALL_SAMPLE = 0.1  # sampling fraction up to which Pitman's model does best (Dankar et al.)


def zayatz(sizes: Ints, counts: Ints, population: int) -> float:
    """Sample uniques over the sampling fraction, times the chance that one is a population unique."""
    from scipy.special import gammaln  # type: ignore[import-untyped] # has none; slow, rarely needed

    people = float(sizes @ counts)
    rest = float(population) - sizes.astype(np.float64)
    # one of a class of `sizes` in the population is drawn into the sample: hypergeometric
    drawn = np.log(sizes) + _choose(gammaln, rest, people - 1)
    drawn = np.exp(drawn - _choose(gammaln, np.array(float(population)), people))
    alone = float(counts[sizes == 1].sum())
    fraction = people / population
    return alone / fraction * (alone * fraction / float(counts @ drawn))


def pitman(sizes: Ints, counts: Ints, population: int) -> Estimate:
    """The expected number of classes of one under Pitman's sampling formula, at the likeliest."""
    from scipy.special import gammaln  # slow to import, rarely needed

    farthest = FAR * float(sizes @ counts)
    solved = solve(_pitman_system(sizes, counts), [_moments(sizes, counts), *STARTS], farthest)
    if solved is None:
        return None
    theta, alpha = solved
    if theta + alpha <= 0:
        return None
    logarithm = gammaln(theta + 1) - gammaln(theta + alpha) + alpha * math.log(population)
    return float(np.exp(logarithm)) if logarithm <= math.log(population) else None


def snb(sizes: Ints, counts: Ints, population: int) -> Estimate:
    """Uniques under a negative binomial that starts at one, matched to the classes of 1 and 2.

    None for small samples, of which it overestimates the most (and ARX finds no solution).
    """
    fraction = float(sizes @ counts) / population
    one, two = (float(counts[sizes == size].sum()) for size in (1, 2))
    if fraction >= 1:
        return one
    if fraction <= SMALL_SAMPLE or not one or not two:
        return None
    classes = _shlosser(sizes, counts, fraction)

    def excess(beta: Floats) -> tuple[Floats, Floats]:
        """The alpha that fits the ratio of the two, and log of expected classes of 1 to observed."""
        gone = (1 - fraction) * (1 - beta)
        left = 1 - gone
        square = fraction * (1 - beta) * gone
        linear = fraction * (1 - beta) * (2 - gone) - 2 * two / one * left * gone
        alpha = np.sqrt(linear**2 + 8 * two / one * left**2 * square) - linear
        alpha /= 2 * square
        expected = alpha * np.log(beta) - (alpha + 1) * np.log(left) + np.log(alpha * gone + left)
        return alpha, expected + math.log(classes * fraction / one)

    beta = _root(lambda beta: excess(beta)[1])
    return None if beta is None else float(classes * beta ** excess(beta)[0])


def dankar(sizes: Ints, counts: Ints, population: int) -> Estimate:
    """Pitman's for small samples; else the lesser of the other two."""
    if float(sizes @ counts) / population <= SMALL_SAMPLE:
        return pitman(sizes, counts, population)
    least = zayatz(sizes, counts, population)
    other = snb(sizes, counts, population)
    return min(least, other) if other else least


def solve(system: System, starts: Sequence[Pair], farthest: float) -> Pair | None:
    """The first root that Newton's method finds from `starts`."""
    with np.errstate(all="ignore"):
        for x, y in starts:
            root = _newton(system, np.float64(x), np.float64(y), farthest)
            if root is not None:
                return root
    return None


def _newton(system: System, x: float, y: float, farthest: float) -> Pair | None:
    for _ in range(ITERATIONS):
        f, g, fx, fy, gx, gy = system(x, y)
        determinant = fx * gy - fy * gx
        dx, dy = (gy * f - fy * g) / determinant, (fx * g - gx * f) / determinant
        if not (math.isfinite(dx) and math.isfinite(dy)):
            return None
        near = abs(dx) <= CONVERGED * abs(x) and abs(dy) <= CONVERGED * abs(y)
        x, y = x - dx, y - dy
        if not 0 <= x <= farthest or y >= 1:  # theta is not negative, alpha is below 1
            return None
        if near and abs(f) <= ACCURACY and abs(g) <= ACCURACY:
            return float(x), float(y)
    return None


def _moments(sizes: Ints, counts: Ints) -> Pair:
    """A first guess of Pitman's theta and alpha from the classes of one and two."""
    people, classes = float(sizes @ counts), float(counts.sum())
    one = float(counts[sizes == 1].sum())
    two = float(counts[sizes == 2].sum()) or 1.0
    ratio = one * (one - 1) / two
    above = people * classes * ratio - one * (people - 1) * (2 * classes + ratio)
    below = 2 * one * classes + one * ratio - people * ratio
    theta = above / below if below else math.nan
    return theta, (theta * (one - people) + (people - 1) * one) / (people * classes)


def _pitman_system(sizes: Ints, counts: Ints) -> System:
    """The likelihood's derivatives by theta and alpha, and theirs."""
    from scipy.special import digamma  # slow to import, rarely needed

    people, classes = float(sizes @ counts), float(counts.sum())
    many = sizes > 1
    size, count = sizes[many].astype(np.float64), counts[many]
    classes_of_more = float(count.sum())

    def system(theta: float, alpha: float) -> tuple[float, float, float, float, float, float]:
        ratio = theta / alpha
        psi = digamma(classes + ratio) - digamma(ratio + 1)
        tri = trigamma(ratio + 1) - trigamma(classes + ratio)
        f = psi / alpha - digamma(people + theta) + digamma(theta + 1)
        below = count @ (digamma(size - alpha) - digamma(1 - alpha))
        g = (classes - 1 - ratio * psi) / alpha - below
        spread = classes_of_more * trigamma(1 - alpha) - count @ _trigammas(size - alpha)
        fx = trigamma(theta + 1) - trigamma(people + theta) - tri / alpha**2
        fy = -(psi - ratio * tri) / alpha**2
        gy = -(classes - 1 + ratio * ratio * tri - 2 * ratio * psi) / alpha**2 - spread
        return f, g, fx, fy, fy, gy

    return system


def trigamma(x: float) -> float:
    """The derivative of digamma at one place; scipy's zeta(2, x) takes long, most of all below 0."""
    if not -math.inf < x < math.inf:
        return 0.0 if x > 0 else math.nan
    if x <= TINY:  # by reflection
        sine = math.sin(math.pi * (x % 1))
        return (math.pi / sine) ** 2 - trigamma(1 - x) if sine > TINY else math.inf
    near, far = 0.0, float(x)
    while far < FIRST:
        near += 1 / (far * far)
        far += 1
    return near + float(_asymptotic(1 / far))


def _trigammas(x: Floats) -> Floats:
    """The same at places of 1 and more."""
    near = np.zeros_like(x)
    small = np.flatnonzero(x < FIRST)
    for step in range(FIRST):
        near[small] += 1 / (x[small] + step) ** 2
    return np.asarray(near + _asymptotic(1 / np.where(x < FIRST, x + FIRST, x)))


def _asymptotic(far: Number) -> Number:
    """The derivative of digamma at 1 / `far`, where that is large."""
    square = far * far
    series = 1 / 6 - square * (1 / 30 - square * (1 / 42 - square * (1 / 30 - square * 5 / 66)))
    return far * (1 + far * (0.5 + far * series))


def _shlosser(sizes: Ints, counts: Ints, fraction: float) -> float:
    """The number of classes in the population."""
    size = sizes.astype(np.float64)
    one = float(counts[sizes == 1].sum())
    square = fraction * fraction
    missed = counts * (1 - fraction) ** size
    above = counts @ (size * square * (1 - square) ** (size - 1))
    below = missed @ ((1 + fraction) ** size - 1)
    odds = missed.sum() / (counts @ (size * fraction * (1 - fraction) ** (size - 1)))
    return float(counts.sum() + one * above / below * odds * odds)


def _root(function: Callable[[Floats], Floats]) -> Floats | None:
    """Where `function` first changes its sign in (0, 1), to the last digit."""
    grid = np.append(np.logspace(-12, -1, 500, endpoint=False), np.linspace(0.1, 1, 500)[:-1])
    change = np.flatnonzero(np.diff(np.sign(function(grid))))
    if not len(change):
        return None
    low, high = grid[change[0]], grid[change[0] + 1]
    side = np.sign(function(low))
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        low, high = (middle, high) if np.sign(function(middle)) == side else (low, middle)
    return np.asarray(low)


def _choose(gammaln: Callable[[Floats], Floats], among: Floats, drawn: float) -> Floats:
    """The logarithm of the number of ways to draw `drawn` of `among`."""
    drawn_ = np.array(drawn + 1)
    return np.asarray(gammaln(among + 1) - gammaln(drawn_) - gammaln(among - drawn + 1))
