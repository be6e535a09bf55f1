"""The tables of OMOP CDM 5.4: which hold records, by which key, and which of their fields we use.

https://ohdsi.github.io/CommonDataModel/cdm54.html
"""

from __future__ import annotations

from collections.abc import Mapping

# record tables -> primary key; all have person_id
CLINICAL: Mapping[str, str] = {
    "person": "person_id",
    "death": "person_id",
    **{
        name: name + "_id"
        for name in (
            "condition_era", "condition_occurrence", "device_exposure", "dose_era", "drug_era",
            "drug_exposure", "episode", "measurement", "note", "observation", "observation_period",
            "payer_plan_period", "procedure_occurrence", "specimen", "visit_detail",
            "visit_occurrence",
        )
    },
}  # fmt: skip
# nobody's records
SHARED: Mapping[str, str] = {"care_site": "care_site_id", "provider": "provider_id"}
# joined to the records that refer to them
JOINED = frozenset({"concept", "location"})
# of the vocabulary and of the database: no records
REFERENCE = frozenset(
    """cdm_source cohort cohort_definition concept_ancestor concept_class concept_relationship
    concept_synonym domain drug_strength metadata relationship source_to_concept_map
    vocabulary""".split()  # noqa: SIM905 - names read better so
)
# derived from other tables, without a person of their own
PERSONLESS = frozenset({"cost", "episode_event", "fact_relationship", "note_nlp"})
KNOWN = CLINICAL.keys() | SHARED.keys() | JOINED | REFERENCE | PERSONLESS
# what tells an OMOP folder from any other CSV folder
TELLING = "person"

# concepts joined to a row: `<name>_concept_id`, else `<name>_source_concept_id`
CONCEPTS: Mapping[str, tuple[str, ...]] = {
    "condition_occurrence": ("condition", "condition_type", "condition_status"),
    "drug_exposure": ("drug", "route"),
    "measurement": ("measurement", "value_as", "unit"),
    "note": ("note_class",),
    "observation": ("observation", "value_as", "unit"),
    "person": ("race", "ethnicity"),
    "procedure_occurrence": ("procedure",),
    "visit_occurrence": ("visit",),
}
DATES: Mapping[str, tuple[str, ...]] = {
    "condition_occurrence": ("condition_start_date", "condition_end_date"),
    "death": ("death_date",),
    "drug_exposure": ("drug_exposure_start_date", "drug_exposure_end_date"),
    "measurement": ("measurement_date",),
    "note": ("note_date",),
    "observation": ("observation_date",),
    "person": ("birth_datetime",),
    "procedure_occurrence": ("procedure_date", "procedure_end_date"),
    "visit_occurrence": ("visit_start_date", "visit_end_date"),
}
NUMBERS: Mapping[str, tuple[str, ...]] = {
    "measurement": ("value_as_number",),
    "observation": ("value_as_number",),
    "person": ("year_of_birth", "month_of_birth", "day_of_birth"),
}
