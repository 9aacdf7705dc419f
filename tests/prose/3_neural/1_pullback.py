"""The numbers in the prose of lesson 3.1 again: learning in plain arrays, without the library's maps and loop.

The draws are those of the lesson's seeds: order of the digits, weights, one order for each epoch.
"""

from functools import cache
from math import atan2, degrees

import numpy as np
from prose import ROOT, at_least, at_most, result

EPOCHS, BATCH, RATE = 20, 32, 0.5


@cache
def digits():
    with np.load(ROOT / "physdl" / "data" / "digits.npz") as file:
        return file["images"].reshape(-1, 64) / 16, file["labels"].astype(int)


def run(screws, x):
    A, a, B, b = screws
    return np.tanh(x @ A.T + a) @ B.T + b


def differential(screws, x, labels):
    """The mean surprise and its differential, as the chain rule for two layers says."""
    A, a, B, b = screws
    h = np.tanh(x @ A.T + a)
    p = np.exp(h @ B.T + b)
    p /= p.sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(p[np.arange(len(x)), labels]))
    p[np.arange(len(x)), labels] -= 1
    p /= len(x)
    back = (p @ B) * (1 - h * h)
    return loss, (back.T @ x, back.sum(axis=0), p.T @ h, p.sum(axis=0))


@cache
def learned(seed, fifth=None):
    """Return the screws, the digits laid aside with their labels, and the number of steps."""
    rng = np.random.default_rng(seed)
    images, labels = digits()
    if fifth is None:
        order = rng.permutation(len(images))
        learn, aside = order[:-359], order[-359:]
    else:
        number = np.arange(len(images)) * 5 // len(images)
        learn, aside = np.flatnonzero(number != fifth), np.flatnonzero(number == fifth)
    A, B = rng.standard_normal((64, 64)) / 8, rng.standard_normal((10, 64)) / 8
    screws, steps = [A, np.zeros(64), B, np.zeros(10)], 0
    for _ in range(EPOCHS):
        order = learn[rng.permutation(len(learn))]
        for first in range(0, len(order) - BATCH + 1, BATCH):
            batch = order[first : first + BATCH]
            for screw, part in zip(screws, differential(screws, images[batch], labels[batch])[1], strict=True):
                screw -= RATE * part
            steps += 1
    return screws, images[aside], labels[aside], steps


def wrong(seed, fifth=None):
    screws, pages, meant, _ = learned(seed, fifth)
    return np.mean(run(screws, pages).argmax(axis=1) != meant)


def threes(seed):
    """Return the screws, the threes that are read right, how far the 9 is behind, and its covectors at the pixels."""
    screws, pages, meant, _ = learned(seed)
    found = run(screws, pages)
    chosen = (meant == 3) & (found.argmax(axis=1) == 3)
    pages, behind = pages[chosen], (found[:, 3] - found[:, 9])[chosen]
    A, a, B, _ = screws
    covectors = ((B[9] - B[3]) * (1 - np.tanh(pages @ A.T + a) ** 2)) @ A
    return screws, pages, behind, covectors


def ink():
    screws, pages, behind, covectors = threes(0)
    gain = np.linalg.norm(covectors[0])
    steps = np.linspace(0, 1.5, 1501)[:, None]
    read = run(screws, np.clip(pages[0] + steps * covectors[0] / gain, 0, 1)).argmax(axis=1)
    falls = steps[read != 3][0, 0]
    return falls, np.linalg.norm(pages[0]), behind[0], gain, behind[0] / gain


def certain_of_nine():
    """The least probability of a 9 from 1.2 units of ink on, up to the 4 that one can guess."""
    screws, pages, _, covectors = threes(0)
    stroke = covectors[0] / np.linalg.norm(covectors[0])
    found = np.exp(run(screws, np.clip(pages[0] + np.linspace(1.2, 4, 281)[:, None] * stroke, 0, 1)))
    return np.min(found[:, 9] / found.sum(axis=1))


def papers_limits():
    """How much ink later the 9 overtakes the 3 on paper that gives none, and on paper that takes none."""
    screws, pages, _behind, covectors = threes(0)
    stroke = np.linspace(0, 1.5, 1501)[:, None] * covectors[0] / np.linalg.norm(covectors[0])
    when = []
    for low, high in ((-np.inf, np.inf), (0, np.inf), (-np.inf, 1)):
        found = run(screws, np.clip(pages[0] + stroke, low, high))
        when.append(np.argmax(found[:, 9] > found[:, 3]) / 1000)
    return when[1] - when[0], when[2] - when[0]


def sooner():
    """The share of all threes that fall before the first order says so: the 9 is ahead at the foretold place."""
    ahead = []
    for seed in range(6):
        screws, pages, behind, covectors = threes(seed)
        due = behind / np.sum(covectors**2, axis=1)
        found = run(screws, pages + due[:, None] * covectors)
        ahead.extend(found[:, 9] > found[:, 3])
    return np.mean(ahead)


def lost_to_others():
    """One over the share of threes that are read as neither 3 nor 9 somewhere before the 9 overtakes the 3."""
    others = []
    for seed in range(6):
        screws, pages, behind, covectors = threes(seed)
        due = behind / np.sum(covectors**2, axis=1)
        for page, stroke in zip(pages, due[:, None] * covectors, strict=True):
            found = run(screws, page + np.linspace(0, 1.5, 601)[:, None] * stroke)
            before = found[: np.argmax(found[:, 9] > found[:, 3])]
            others.append(np.any(before.argmax(axis=1) != 3))
    return 1 / np.mean(others)


def twice():
    strangers = np.mean([wrong(seed, fifth) for seed in range(4) for fifth in range(5)])
    return strangers / np.mean([wrong(seed) for seed in range(6)])


def along_the_lines():
    """The direction of arrows of which the toy's covector says 0, from differences of what it reads."""

    def reads(x):
        x = np.tanh(np.array([[0.9, -0.8], [0.7, 0.8]]) @ x + [0.1, -0.2])
        x = np.tanh(np.array([[1.1, 0.6], [-0.5, 1.2]]) @ x + [-0.2, 0.1])
        return np.array([2.4, 1.8]) @ np.array([[1.3, -0.4], [0.5, 1.4]]) @ x

    e, f = np.array([0.35, 0.25]), 1e-5 * np.eye(2)
    slope = [reads(e + f[k]) - reads(e - f[k]) for k in (0, 1)]
    return degrees(atan2(slope[0], -slope[1])) % 180


def forms():
    """How often the file holds a stretch of the text that every form asks for."""
    text = "".join(map(str, digits()[1]))
    return text.count("9556509898")


def one_in():
    """One over the chance that another digit, drawn from all, stands within 128 places."""
    n = len(digits()[0])
    near = [min(k, 127) + min(n - 1 - k, 127) for k in range(n)]
    return (n - 1) / np.mean(near)


def walk_back():
    """Multiplications on the way back over those forward, for layers of 64, 64 and 10 with the pixels' covector too."""
    sizes = ((64, 64), (10, 64))
    forward = sum(m * n for m, n in sizes)
    return sum(2 * m * n for m, n in sizes) / forward


def finer_ink():
    """The ratio of the largest components of dL by the first weights, ink from 0 to 16 over ink from 0 to 1."""
    images, labels = digits()
    rng = np.random.default_rng(4)
    A, B = rng.standard_normal((64, 64)) / 8, rng.standard_normal((10, 64)) / 8
    fine = differential((A, np.zeros(64), B, np.zeros(10)), images, labels)[1][0]
    coarse = differential((A / 16, np.zeros(64), B, np.zeros(10)), 16 * images, labels)[1][0]
    ratio = np.abs(coarse).max() / np.abs(fine).max()
    return ratio, ratio * 16


def uphill():
    """The share of forty starts whose first step of 0.05 with ink from 0 to 16 raises the loss."""
    images, labels = digits()
    chosen, up = np.random.default_rng(0).permutation(len(images))[:-359], []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        screws = [rng.standard_normal((64, 64)) / 128, np.zeros(64), rng.standard_normal((10, 64)) / 8, np.zeros(10)]
        before, parts = differential(screws, 16 * images[chosen], labels[chosen])
        moved = [screw - 0.05 * part for screw, part in zip(screws, parts, strict=True)]
        up.append(differential(moved, 16 * images[chosen], labels[chosen])[0] > before)
    return np.mean(up)


SCREWS = 64 * 64 + 64 + 10 * 64 + 10
ROWS = [
    result("It has ⟦4,810⟧ screws.", lambda: SCREWS),
    result("That makes ⟦4,811⟧ runs", lambda: SCREWS + 1),
    result("It finds all ⟦4,810⟧ numbers", lambda: sum(part.size for part in learned(0)[0])),
    result("Turn it to ⟦95⟧°, where it crosses hardly any", along_the_lines, digits=5),
    result("one walk back that costs no more than ⟦two⟧.", walk_back, bound=at_most),
    result("are here, ⟦1,797⟧ digits", lambda: len(digits()[0])),
    result("the ⟦359⟧ digits that it has never seen", lambda: len(digits()[0]) // 5),
    result("The seven worst of ⟦359⟧:", lambda: len(learned(0)[1])),
    result("there was only the covector, ⟦880⟧ times", lambda: learned(0)[3]),
    result("There it ⟦still⟧ reads a 3.", lambda: ink()[0], bound=at_least, reads={"still": 0.6}),
    result(
        "There it has long read a 9, and is ⟦nearly certain⟧ of it.",
        certain_of_nine,
        bound=at_least,
        reads={"nearly certain": 0.95},
    ),
    result(
        "The network falls at ⟦0.7⟧ units, and the digit itself is ⟦3.7⟧ units long",
        lambda: ink()[:2],
    ),
    result(
        "The 9 has ⟦7.4⟧ to make good on the 3, and gains ⟦14.0⟧ with each unit of ink",
        lambda: ink()[2:4],
    ),
    result(
        "where there is ⟦none⟧ nor put where it is ⟦full⟧",
        papers_limits,
        bound=at_least,
        reads={"none": 0.03, "full": 0.03},
    ),
    result("at their ratio, ⟦0.53⟧", lambda: ink()[4]),
    result("⟦Most⟧ are overtaken a little sooner than foretold", sooner, bound=at_least, reads={"Most": 0.9}),
    result("one 3 in ⟦eight⟧ is lost to another digit", lost_to_others, reads={"eight": 8}, digits=0.5),
    result("lists ⟦fourteen⟧ forms", forms, reads={"fourteen": 14}),
    result("some ⟦128⟧ digits each", lambda: len(digits()[0]) / 14),
    result("in one case of ⟦seven⟧ if the hand", one_in, digits=1),
    result("it errs ⟦twice⟧ as often", twice, reads={"twice": 2}, digits=0.5),
    result(
        "that is ⟦16⟧ times larger: measured by the weight itself, the same rule takes a step ⟦256⟧ times as long",
        finer_ink,
    ),
    result("⟦most⟧ of the first steps above went uphill", uphill, bound=at_least, reads={"most": 0.5}),
    result(r"$0.9^{100} \approx ⟦2.7\times10^{-5}⟧$ of it", lambda: np.prod(np.full(100, 0.9))),
    result(r"gives $1.1^{100} \approx ⟦14{,}000⟧$", lambda: np.prod(np.full(100, 1.1)), about=True),
    result("a vector, ⟦4,810⟧ numbers", lambda: SCREWS),
    result("has ⟦23⟧ million entries", lambda: SCREWS**2 / 1e6),
]
GIVEN = [
    "Within ⟦128⟧ places",
    "numbers of ⟦2.2⟧ took",
    r"tenth, $⟦0.9^{100}⟧ \approx",
    r"$J = ⟦-0.1⟧$ is $⟦0.9^{100}⟧$ again, and $J = ⟦0.1⟧$ gives $⟦1.1^{100}⟧",
]
