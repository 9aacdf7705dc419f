"""Every exercise on many draws: right answers refused, wrong answers accepted. Part of ``make thorough``.

The official solution of each exercise (the instructor's notebook) is judged on many draws of the hidden specification
and of the public case that is drawn anew; the stored right and wrong answers on fewer. The last lines are a table; the
status is 1 if a right answer was refused or a wrong one earned more than half.
"""

import argparse
import importlib.util
import multiprocessing
import os
import sys
import tempfile
import time
import warnings
from collections import defaultdict
from pathlib import Path

import numpy as np
from tqdm import tqdm

from physdl.course import assignment
from physdl.course.exercise import CORRECT, encode_calls, judge
from physdl.course.exercises import find
from physdl.course.grading.grade import specify
from physdl.course.plain import call_all

ROOT = Path(__file__).resolve().parents[2]
BLOCK = 25
_held = {}


def load():
    """Return the items with their setup and the stored answers, by the exercise's id."""
    items, answers = {}, {}
    for path in sorted((ROOT / "instructor").glob("*/*.ipynb")):
        notebook = assignment.read(path)
        setup = assignment.setup(notebook)
        items |= {item.id: (item, setup) for item in assignment.items(notebook) if item.hidden is not None}
        spec = importlib.util.spec_from_file_location(f"answers_{path.stem}", path.with_name(path.stem + "_answers.py"))
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        answers |= module.ANSWERS
    return items, answers


def official(item, setup):
    """Return the function of the instructor's own answer cell."""
    space = {"__name__": "__main__"}
    exec(compile(f"{setup[0]}\n{item.solution}", f"<solution of {item.id}>", "exec"), space)
    return space[find(item.id).entry]


def prepare(name):
    """Return the specification and the answers of one exercise, with the words by which each is known."""
    if name not in _held:
        item, setup = _held["items"][name]
        stored = _held["answers"].get(name, {"right": [], "wrong": {}})
        answers = {("official", "the notebook's own"): official(item, setup)}
        answers |= {("right", f"{n}: {a.__name__}"): a for n, a in enumerate(stored["right"])}
        answers |= {("wrong", f"{a.__name__} ({words})"): a for words, a in stored["wrong"].items()}
        _held[name] = item, specify(item, "\n".join(setup)), answers
    return _held[name]


def judged(name, key, drawn):
    """Return the verdict on an answer with these drawn cases, and its processor time."""
    exercise, (item, specification, answers) = find(name), prepare(name)
    start = time.process_time()
    outcomes = call_all(answers[key], encode_calls((*exercise.cases, *drawn)))
    used = time.process_time() - start
    verdict = judge(exercise, exercise.cases, outcomes, specification.properties, drawn)
    return verdict, specification.points(verdict, item.possible) / item.possible, used


def work(job):
    """Return, for one block of seeds, (name, key, seed, what went wrong, share of the points, processor time)."""
    name, key, seeds = job
    exercise, (_, specification, answers), found = find(name), prepare(name), []
    warnings.simplefilter("ignore")
    for seed in seeds:
        drawn = list(specification.draw(np.random.default_rng(seed)))
        verdict, share, used = judged(name, key, drawn)
        wrong = key[0] == "wrong"
        told = all(
            s.counted for s in verdict.standings if s.state != "holds"
        )  # what earns nothing cannot cost anything
        fault = ""
        if wrong and (verdict.state == CORRECT or (share > 0.5 and not told)):
            fault = f"earns {share:.0%}: {verdict.state}"
        elif not wrong and (verdict.state != CORRECT or share < 1):
            fault = f"refused: {verdict.message}"
        elif not wrong and (anew := exercise.anew(np.random.default_rng(seed))):
            outcomes = call_all(answers[key], encode_calls(anew))
            verdict = judge(exercise, (), outcomes, drawn=anew)
            fault = "" if verdict.state == CORRECT else f"refused by the check: {verdict.message}"
        found.append((name, key, seed, fault, share, used))
    return found


def main(arguments=None):
    """Judge, with a progress bar, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("only", nargs="*", help="lessons or exercises, for example 3.1 or 3.1-2 (default: all)")
    parser.add_argument("--draws", type=int, default=1000, help="draws for each official solution")
    parser.add_argument("--others", type=int, default=50, help="draws for each stored answer")
    options = parser.parse_args(arguments)
    os.environ.setdefault("PHYSDL_PROGRESS", str(Path(tempfile.gettempdir()) / "physdl-draws.json"))
    _held["items"], _held["answers"] = load()
    chosen = [n for n in _held["items"] if not options.only or {n, n.partition("-")[0]} & set(options.only)]
    jobs = []
    for name in chosen:
        for key in prepare(name)[2]:
            count = options.draws if key[0] == "official" else options.others
            jobs += [(name, key, range(first, min(first + BLOCK, count))) for first in range(0, count, BLOCK)]
    results = defaultdict(list)
    with multiprocessing.get_context("fork").Pool(os.cpu_count()) as pool:
        total = sum(len(seeds) for _, _, seeds in jobs)
        with tqdm(total=total, unit="draw", disable=None) as bar:
            for block in pool.imap_unordered(work, jobs):
                for name, *rest in block:
                    results[name].append(rest)
                bar.update(len(block))
    return table(chosen, results)


def table(chosen, results):
    """Print one line for each exercise and the first fault of each answer; return whether there was any."""
    print(f"\n{'exercise':<9}{'right refused':>20}{'wrong accepted':>20}{'most for a wrong':>18}{'slowest':>10}")
    faults = False
    for name in chosen:
        right = [r for r in results[name] if r[0][0] != "wrong"]
        wrong = [r for r in results[name] if r[0][0] == "wrong"]
        refused, accepted = [r for r in right if r[2]], [r for r in wrong if r[2]]
        most = max((r[3] for r in wrong), default=0.0)
        slowest = max((r[4] for r in right), default=0.0)
        columns = f"{f'{len(refused)} of {len(right)}':>20}{f'{len(accepted)} of {len(wrong)}':>20}{most:>18.0%}"
        print(f"{name:<9}{columns}{slowest:>8.2f} s")
        faults = faults or bool(refused or accepted)
        for key in dict.fromkeys(r[0] for r in refused + accepted):
            seeds = [r[1] for r in refused + accepted if r[0] == key]
            first = next(r for r in refused + accepted if r[0] == key)
            print(f"    {key[0]} {key[1]}: {len(seeds)} seeds, first {min(seeds)}: {first[2][:160]}")
    return int(faults)


if __name__ == "__main__":
    sys.exit(main())
