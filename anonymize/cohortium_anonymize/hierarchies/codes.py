"""Hierarchies of coded values that follow from the codes' own structure: ICD-10, ATC, ZIP.

Nothing is looked up elsewhere: a code climbs by being cut. ICD-10's blocks are the one table here;
their bounds are those of ICD-10-CM (2024), and a code of the WHO's edition that lies in none of them
goes straight to its chapter. What a code means is not known here.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cohortium_anonymize.hierarchies.hierarchy import Ladder, check_fit, ladder_of
from cohortium_anonymize.hipaa.areas import CENSUS_2000, SMALL_AREA, SmallAreas

_ICD10 = re.compile(r"([A-Z][0-9][0-9AB])(?:\.?([0-9A-Z]{1,4}))?")
_ATC = re.compile(r"[A-Z](?:[0-9]{2}(?:[A-Z](?:[A-Z](?:[0-9]{2})?)?)?)?")
_ZIP = re.compile(r"([0-9]{3})(?:[0-9]{2}(?:-?[0-9]{4})?)?")
_ATC_LENGTHS = (
    5,
    4,
    3,
    1,
)  # characters of a subgroup, of its group, ..., of the anatomical main group

_CHAPTER_RANGES = """
A00-B99 C00-D49 D50-D89 E00-E90 F00-F99 G00-G99 H00-H59 H60-H95 I00-I99 J00-J99 K00-K95 L00-L99
M00-M99 N00-N99 O00-O9A P00-P96 Q00-Q99 R00-R99 S00-T98 U00-U99 V00-Y99 Z00-Z99
"""
_BLOCK_RANGES = """
A00-A09 A15-A19 A20-A28 A30-A49 A50-A64 A65-A69 A70-A74 A75-A79 A80-A89 A90-A99 B00-B09 B10-B10 B15-B19
B20-B20 B25-B34 B35-B49 B50-B64 B65-B83 B85-B89 B90-B94 B95-B97 B99-B99
C00-C14 C15-C26 C30-C39 C40-C41 C43-C44 C45-C49 C50-C50 C51-C58 C60-C63 C64-C68 C69-C72 C73-C75 C76-C80
C7A-C7A C7B-C7B C81-C96 D00-D09 D10-D36 D37-D48 D3A-D3A D49-D49
D50-D53 D55-D59 D60-D64 D65-D69 D70-D77 D78-D78 D80-D89
E00-E07 E08-E13 E15-E16 E20-E35 E36-E36 E40-E46 E50-E64 E65-E68 E70-E88 E89-E89
F01-F09 F10-F19 F20-F29 F30-F39 F40-F48 F50-F59 F60-F69 F70-F79 F80-F89 F90-F98 F99-F99
G00-G09 G10-G14 G20-G26 G30-G32 G35-G37 G40-G47 G50-G59 G60-G65 G70-G73 G80-G83 G89-G99
H00-H05 H10-H11 H15-H22 H25-H28 H30-H36 H40-H42 H43-H44 H46-H47 H49-H52 H53-H54 H55-H57 H59-H59
H60-H62 H65-H75 H80-H83 H90-H94 H95-H95
I00-I02 I05-I09 I10-I16 I20-I25 I26-I28 I30-I5A I60-I69 I70-I79 I80-I89 I95-I99
J00-J06 J09-J18 J20-J22 J30-J39 J40-J4A J60-J70 J80-J84 J85-J86 J90-J94 J95-J95 J96-J99
K00-K14 K20-K31 K35-K38 K40-K46 K50-K52 K55-K64 K65-K68 K70-K77 K80-K87 K90-K95
L00-L08 L10-L14 L20-L30 L40-L45 L49-L54 L55-L59 L60-L75 L76-L76 L80-L99
M00-M02 M04-M04 M05-M14 M15-M19 M20-M25 M26-M27 M30-M36 M40-M43 M45-M49 M50-M54 M60-M63 M65-M67 M70-M79
M80-M85 M86-M90 M91-M94 M95-M95 M96-M96 M97-M97 M99-M99
N00-N08 N10-N16 N17-N19 N20-N23 N25-N29 N30-N39 N40-N53 N60-N65 N70-N77 N80-N98 N99-N99
O00-O08 O09-O09 O10-O16 O20-O29 O30-O48 O60-O77 O80-O82 O85-O92 O94-O9A
P00-P04 P05-P08 P09-P09 P10-P15 P19-P29 P35-P39 P50-P61 P70-P74 P76-P78 P80-P83 P84-P84 P90-P96
Q00-Q07 Q10-Q18 Q20-Q28 Q30-Q34 Q35-Q37 Q38-Q45 Q50-Q56 Q60-Q64 Q65-Q79 Q80-Q89 Q90-Q99
R00-R09 R10-R19 R20-R23 R25-R29 R30-R39 R40-R46 R47-R49 R50-R69 R70-R79 R80-R82 R83-R89 R90-R94 R97-R97
R99-R99
S00-S09 S10-S19 S20-S29 S30-S39 S40-S49 S50-S59 S60-S69 S70-S79 S80-S89 S90-S99 T07-T07 T14-T14 T15-T19
T20-T25 T26-T28 T30-T32 T33-T34 T36-T50 T51-T65 T66-T78 T79-T79 T80-T88
U00-U49 U50-U85
V00-V09 V10-V19 V20-V29 V30-V39 V40-V49 V50-V59 V60-V69 V70-V79 V80-V89 V90-V94 V95-V97 V98-V99 W00-W19
W20-W49 W50-W64 W65-W74 W85-W99 X00-X08 X10-X19 X30-X39 X50-X50 X52-X58 X71-X83 X92-Y09 Y21-Y33 Y35-Y38
Y62-Y69 Y70-Y82 Y83-Y84 Y90-Y99
Z00-Z13 Z14-Z15 Z16-Z16 Z17-Z17 Z18-Z18 Z19-Z19 Z20-Z29 Z30-Z39 Z40-Z53 Z55-Z65 Z66-Z66 Z67-Z67 Z68-Z68
Z69-Z76 Z77-Z99
"""
_CHAPTERS = tuple(_CHAPTER_RANGES.split())
_BLOCKS = tuple(_BLOCK_RANGES.split())


@dataclass(frozen=True, slots=True)
class Icd10:
    """ICD-10 codes, dotted or not: E11.65, E11.6, E11, E08-E13 (block), E00-E90 (chapter), `*`."""

    def climb(self, values: Sequence[str | None], column: str) -> Ladder:
        """The ladder of these codes; Unfit when some are not ICD-10."""
        return _climb(values, column, "ICD-10 codes", icd10_path)


@dataclass(frozen=True, slots=True)
class Atc:
    """ATC codes: A10BA02, A10BA, A10B, A10, A, `*`."""

    def climb(self, values: Sequence[str | None], column: str) -> Ladder:
        """The ladder of these codes; Unfit when some are not ATC."""
        return _climb(values, column, "ATC codes", atc_path)


@dataclass(frozen=True, slots=True)
class Zip:
    """US ZIP codes: 02139, 021**, 0****, `*`; areas where few people live are 000** from the second on."""

    small: SmallAreas = CENSUS_2000

    def climb(self, values: Sequence[str | None], column: str) -> Ladder:
        """The ladder of these codes; Unfit when some are not ZIP codes."""
        return _climb(values, column, "ZIP codes", self._path)

    def _path(self, code: str) -> tuple[str, ...] | None:
        match = _ZIP.fullmatch(code)
        if match is None:
            return None
        if match[1] in (*self.small.prefixes, SMALL_AREA):
            return (f"{SMALL_AREA}**",) * 2
        return f"{match[1]}**", f"{match[1][0]}****"


def icd10_path(code: str) -> tuple[str, ...] | None:
    """Subcategory (four characters), category, block, chapter of `code`; None if it is no ICD-10 code."""
    match = _ICD10.fullmatch(code)
    chapter = None if match is None else _range(_CHAPTERS, match[1])
    if match is None or chapter is None:
        return None
    category, rest = match[1], match[2]
    subcategory = f"{category}.{rest[0]}" if rest else category
    return subcategory, category, _range(_BLOCKS, category) or chapter, chapter


def atc_path(code: str) -> tuple[str, ...] | None:
    """The groups of an ATC `code`, from the chemical subgroup up; None if it is no ATC code."""
    return tuple(code[:length] for length in _ATC_LENGTHS) if _ATC.fullmatch(code) else None


def _climb(
    values: Sequence[str | None],
    column: str,
    what: str,
    path: Callable[[str], tuple[str, ...] | None],
) -> Ladder:
    paths = [None if value is None else path(value) for value in values]
    check_fit(column, values, [found is not None for found in paths], f"are not {what}")
    height = max((len(found) for found in paths if found), default=0)
    between = [
        tuple(None if found is None else found[level] for found in paths) for level in range(height)
    ]
    return ladder_of(values, between)


def _range(ranges: Sequence[str], category: str) -> str | None:
    """The range of `ranges` (sorted by start) that `category` lies in; the narrowest comes last."""
    for place in range(bisect_right(ranges, f"{category}~") - 1, -1, -1):
        first, last = ranges[place].split("-")
        if first <= category <= last:
            return ranges[place]
        if first[0] < category[0] and last[0] < category[0]:
            return None
    return None
