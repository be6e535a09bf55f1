"""Spanish notes: identifiers found, dates moved as Spanish ones, the medicine left; other languages held back."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohortium_anonymize.text import Deidentifier
from cohortium_anonymize.text.forms.languages import foreign
from cohortium_anonymize.text.words.moments import parse, shifted
from cohortium_anonymize.text.words.moments_spanish import MONTHS
from cohortium_anonymize.text.words.vocabulary_spanish import word

NOTES = Path(__file__).with_name("spanish_notes.txt")  # {...} is what identifies
TITLES = re.compile(r"(?i)(?:d|don|do\u00f1a|dra?|mr|sra?|lic|enf)")


def _notes() -> list[tuple[str, list[tuple[int, int]]]]:
    read = []
    for raw in NOTES.read_text(encoding="utf-8").split("\n===\n"):
        text, gold = "", []
        for piece in re.split(r"(\{[^{}]*\})", raw.strip("\n")):
            if piece.startswith("{"):
                gold.append((len(text), len(text) + len(piece) - 2))
            text += piece.strip("{}")
        read.append((text, gold))
    return read


def test_notes_lose_who_and_keep_what(deidentifier: Deidentifier) -> None:
    left, taken, kept = [], 0, 0
    for text, gold in _notes():
        spans = deidentifier.spans(text)
        for token in re.finditer(r"\w+", text):
            a, b = token.span()
            named = any(start < b and a < end for start, end in gold)
            if named and not any(s.start <= a and b <= s.end for s in spans):
                left.append(token.group())
            elif not named and not TITLES.fullmatch(token.group()):
                kept += 1
                taken += any(s.start < b and a < s.end for s in spans)
    assert left == []
    assert taken / kept <= 0.03


SAYS = {  # what must go, by what has to stay beside it
    "Atendido por {\u00c1lvaro Mendieta} en consulta.": "NAME",
    "D.\u00aa {Rosario Ib\u00e1\u00f1ez} acude con mareo.": "NAME",
    "El hijo, {Wenceslao}, vive con ella.": "NAME",
    "APELLIDOS: {BARRIONUEVO SALCEDO}": "NAME",
    "NIE: {Y1234567X}": "ID",
    "Se identifica con CURP {GAMR850214MDFRZS05}.": "ID",
    "C\u00e9dula de ciudadan\u00eda n\u00ba {52.998.120}": "ID",
    "N.\u00ba de historia cl\u00ednica: {0045-22}": "MRN",
    "NUSS {28 1234567840}": "SSN",
    "P\u00f3liza n\u00famero {AX-99812}": "PLAN",
    "M\u00f3vil: {677 12 34 56}": "PHONE",
    "Fax {91 555 12 34}.": "PHONE",
    "{Avda. de los Olmos, n\u00ba 4, 1\u00ba izq., 08025 Barcelona}": "ADDRESS",
    "Domicilio: {Colonia Roma Norte}": "ADDRESS",
    "C.P. {06700}": "ZIP",
    "Trasladado desde {Ponferrada}.": "LOCATION",
    "Remitida del Hospital General de {Villarrobledo}.": "FACILITY",
    "F. nac.: {7 de julio de 1961}": "BIRTH_DATE",
    "Nacida el {7/7/1961} por ces\u00e1rea.": "BIRTH_DATE",
    "Nacido en {1961}, fumador.": "BIRTH_DATE",
    "Ingresa el {3 de mayo} por la tarde.": "DATE",
    "Intervenida en {abril de 2018}.": "DATE",
    "Cita para el {jueves 14}.": "DATE",
    "Dolor desde el {domingo}.": "DATE",
    "Empeora tras {Nochevieja}.": "DATE",
    "Regresa en {Semana Santa}.": "DATE",
    "Mujer de {97} a\u00f1os con disnea.": "AGE",
    "Var\u00f3n, edad: {101}.": "AGE",
    "Tiene {noventa y tres} a\u00f1os.": "AGE",
    "Paciente {centenario} con demencia.": "AGE",
}


@pytest.mark.parametrize("marked", SAYS)
def test_what_clinical_spanish_marks(deidentifier: Deidentifier, marked: str) -> None:
    gold = re.findall(r"\{(.*?)\}", marked)
    text = re.sub(r"[{}]", "", marked)
    spans = deidentifier.spans(text)
    for said in gold:
        start = text.index(said)
        covers = [s for s in spans if s.start <= start and start + len(said) <= s.end]
        assert [s.type for s in covers] == [SAYS[marked]]


STAYS = """
Enfermedad de Parkinson de 10 a\u00f1os de evoluci\u00f3n.
S\u00edndrome de Down con cardiopat\u00eda cong\u00e9nita.
Signo de Babinski negativo, maniobra de Las\u00e8gue positiva.
Enf. de Crohn en tratamiento con azatioprina.
Fractura de Colles tratada con yeso durante 6 semanas.
Disminuye el 5 % de la dosis cada 3 d\u00edas.
Amoxicilina 500 mg cada 8 horas durante 7 d\u00edas.
Insulina glargina 20 UI por la noche y 4 UI antes de cada comida.
Niega fiebre, n\u00e1useas, v\u00f3mitos o p\u00e9rdida de peso.
No refiere alergias medicamentosas. No h\u00e1bitos t\u00f3xicos.
Antecedentes familiares: madre con c\u00e1ncer de mama, padre con infarto.
Curas los lunes, mi\u00e9rcoles y viernes en su domicilio.
Hace 2 semanas inici\u00f3 tos seca. D\u00eda 5 de tratamiento antibi\u00f3tico.
Plaquetas 92 000/mm3, leucocitos 12 500/\u00b5L, Hb 9,4 g/dL.
FC 92 lpm, SatO2 98 %, 95 kg de peso.
Escala de Glasgow 15, pupilas isoc\u00f3ricas y reactivas.
Paciente EPOC GOLD III con disnea de moderados esfuerzos.
Hija con asma. Esposa sana. Hermano fallecido de ictus.
EXPLORACI\u00d3N F\u00cdSICA: ABDOMEN BLANDO, NO DOLOROSO, SIN MASAS NI MEGALIAS.
Historia de 5 a\u00f1os de evoluci\u00f3n, registro de 24 horas normal.
Presenta 3 a 4 episodios al d\u00eda, 10 a 15 minutos de duraci\u00f3n.
En 2019 intervenida de apendicitis; en 2021, ces\u00e1rea.
Nombre gen\u00e9rico del f\u00e1rmaco. Firma ilegible. Familiar presente.
Colonia bacteriana mayor de 100 000 UFC/ml de E. coli.
Valorado por Medicina Interna en Urgencias del hospital.
The patient denies chest pain and shortness of breath.
Parkinson's disease, Down syndrome, Babinski sign negative.
Diagonal 1 branch 90% stenosis, treated with a stent.
CP 10/10 on arrival; Cl 102, K 4.1, Na 138.
Col. sigmoid polyp removed. Enf. none. No fever, no cough.
""".strip().splitlines()


@pytest.mark.parametrize("text", STAYS)
def test_medicine_stays_in_both_languages(deidentifier: Deidentifier, text: str) -> None:
    assert [text[s.start : s.end] for s in deidentifier.spans(text)] == []


@pytest.mark.parametrize(
    ("text", "days", "moved"),
    [
        ("12 de marzo de 2021", 30, "11 de abril de 2021"),
        ("5 de Enero del 2021", -10, "26 de Diciembre del 2020"),
        ("12/mar/2021", 30, "11/abr/2021"),
        ("03-ene-21", -3, "31-dic-20"),
        ("MARZO 12, 2021", 1, "MARZO 13, 2021"),
        ("30 de setiembre de 2019", 1, "1 de octubre de 2019"),
        ("12/Mar/2021", 30, "11/Apr/2021"),
    ],
)
def test_a_moved_date_stays_spanish(text: str, days: int, moved: str) -> None:
    assert shifted(text, days) == moved


@given(st.dates(date(1950, 1, 1), date(2040, 1, 1)), st.integers(-3000, 3000))
def test_moving_there_and_back(day: date, days: int) -> None:
    text = f"{day.day} de {MONTHS[day.month - 1]} de {day.year}"
    there = shifted(text, days)
    assert parse(there or "") == day + timedelta(days=days)
    assert shifted(there or "", -days) == text


def test_births_and_partial_dates_do_not_move(deidentifier: Deidentifier) -> None:
    text = "Nacida el 7 de julio de 1961. Ingresa el 3 de mayo de 2021, alta el 9 de mayo."
    result = deidentifier.deidentify(text, key=b"k", offset_days=-2)
    moved = "Nacida el [BIRTH_DATE]. Ingresa el 1 de mayo de 2021, alta el [DATE]."
    assert result.text == moved


OTHERS = {
    "pt": "Paciente de 45 anos, sexo feminino, refere dor abdominal h\u00e1 dois dias, sem febre. Nega v\u00f4mitos. Ao exame f\u00edsico"
    " apresenta abdome doloroso. Foi medicada com dipirona e orientada a retornar se n\u00e3o houver melhora em 48 horas.",
    "fr": "Patient de 45 ans adress\u00e9 pour une douleur abdominale depuis deux jours, sans fi\u00e8vre. Il ne pr\u00e9sente pas de"
    " vomissements. Les examens sont normaux. Nous proposons une surveillance et un traitement par parac\u00e9tamol.",
    "it": "Paziente di 45 anni che si presenta per dolore addominale da due giorni, senza febbre. Non riferisce vomito."
    " L'esame obiettivo della paziente \u00e8 nella norma e si consiglia un controllo dal medico.",
    "de": "Der Patient wurde wegen Bauchschmerzen seit zwei Tagen aufgenommen, ohne Fieber und ohne Erbrechen. Die k\u00f6rperliche"
    " Untersuchung war unauff\u00e4llig. Wir empfehlen eine Kontrolle bei dem Hausarzt.",
}


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("times", [1, 8])
def test_other_languages_are_held_back(language: str, times: int) -> None:
    assert foreign(OTHERS[language] * times)


def test_spanish_and_mixed_notes_pass(deidentifier: Deidentifier) -> None:
    for text, _ in _notes():  # one of them is half English
        assert not any(foreign(text[at : at + 150]) for at in range(0, len(text), 150))
        assert not deidentifier.deidentify(text, key=b"k", offset_days=3).quarantined


@pytest.mark.parametrize(
    "name",
    [
        "garcia",
        "correa",
        "paredes",
        "cortes",
        "graves",
        "dolores",
        "mercedes",
        "nuria",
        "clemente",
        "reyes",
    ],
)
def test_names_are_no_words_of_notes(name: str) -> None:
    assert not word(name)
