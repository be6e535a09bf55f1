"""Nothing that stands beside a moved date says by how much it moved."""

from __future__ import annotations

import pytest

from cohortium_anonymize.text import Deidentifier

LEFT_BESIDE = [
    ("Tue 3/16/2021", "[DATE] 12/6/2020"), ("Mon 2021-05-03 10:00", "[DATE] 2021-01-23 10:00"), ("3/16/2021 (Tue) seen", "12/6/2020 ([DATE]) seen"),
    ("3/14-3/16/2021", "[DATE]-12/6/2020"), ("3/14, 3/15 and 3/16/2021", "[DATE] and 12/6/2020"), ("14-16.3.2021", "[DATE]-6.12.2020"),
    ("14-16 March 2021", "[DATE]-6 December 2020"), ("Mar 14, 15 and 16, 2021", "[DATE]"), ("2021-03-14 to 03-16", "2020-12-04 to [DATE]"),
    ("3/14/2021-3/16", "12/4/2020-[DATE]"), ("3/16/2021 to 19th", "12/6/2020 to [DATE]"), ("POD#3 (5/9) on 3/14/2021", "POD#3 ([DATE]) on 12/4/2020"),
    ("strength 5/5, 3/14/2021", "strength 5/5, 12/4/2020"), ("K 3.5, 3/14/2021", "K 3.5, 12/4/2020"), ("he sat up 3/14/2021", "he sat up 12/4/2020"),
    ("DOB march third nineteen forty-two", "DOB [BIRTH_DATE]"), ("seen the third of March, twenty twenty-one", "seen [DATE]"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "left"), LEFT_BESIDE)
def test_no_part_of_a_date_is_left_beside_a_moved_one(text: str, left: str) -> None:
    result = Deidentifier("codes").deidentify(text, key=b"k", offset_days=-100)
    assert result.text == left
