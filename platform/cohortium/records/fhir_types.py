"""What we rely on in each FHIR R4 resource type: the patient it belongs to and the fields we use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# The resource types of FHIR R4 (4.0.1), https://hl7.org/fhir/R4/resourcelist.html
R4_TYPES = frozenset(
    """Account ActivityDefinition AdverseEvent AllergyIntolerance Appointment AppointmentResponse
    AuditEvent Basic Binary BiologicallyDerivedProduct BodyStructure Bundle CapabilityStatement
    CarePlan CareTeam CatalogEntry ChargeItem ChargeItemDefinition Claim ClaimResponse
    ClinicalImpression CodeSystem Communication CommunicationRequest CompartmentDefinition Composition
    ConceptMap Condition Consent Contract Coverage CoverageEligibilityRequest
    CoverageEligibilityResponse DetectedIssue Device DeviceDefinition DeviceMetric DeviceRequest
    DeviceUseStatement DiagnosticReport DocumentManifest DocumentReference EffectEvidenceSynthesis
    Encounter Endpoint EnrollmentRequest EnrollmentResponse EpisodeOfCare EventDefinition Evidence
    EvidenceVariable ExampleScenario ExplanationOfBenefit FamilyMemberHistory Flag Goal GraphDefinition
    Group GuidanceResponse HealthcareService ImagingStudy Immunization ImmunizationEvaluation
    ImmunizationRecommendation ImplementationGuide InsurancePlan Invoice Library Linkage List Location
    Measure MeasureReport Media Medication MedicationAdministration MedicationDispense
    MedicationKnowledge MedicationRequest MedicationStatement MedicinalProduct
    MedicinalProductAuthorization MedicinalProductContraindication MedicinalProductIndication
    MedicinalProductIngredient MedicinalProductInteraction MedicinalProductManufactured
    MedicinalProductPackaged MedicinalProductPharmaceutical MedicinalProductUndesirableEffect
    MessageDefinition MessageHeader MolecularSequence NamingSystem NutritionOrder Observation
    ObservationDefinition OperationDefinition OperationOutcome Organization OrganizationAffiliation
    Parameters Patient PaymentNotice PaymentReconciliation Person PlanDefinition Practitioner
    PractitionerRole Procedure Provenance Questionnaire QuestionnaireResponse RelatedPerson
    RequestGroup ResearchDefinition ResearchElementDefinition ResearchStudy ResearchSubject
    RiskAssessment RiskEvidenceSynthesis Schedule SearchParameter ServiceRequest Slot Specimen
    SpecimenDefinition StructureDefinition StructureMap Subscription Substance SubstanceNucleicAcid
    SubstancePolymer SubstanceProtein SubstanceReferenceInformation SubstanceSourceMaterial
    SubstanceSpecification SupplyDelivery SupplyRequest Task TerminologyCapabilities TestReport
    TestScript ValueSet VerificationResult VisionPrescription""".split()  # noqa: SIM905 - names read better so
)

# Where a type names its patient, when that is neither `subject` nor `patient`. A dot goes inside.
_PATIENT_AT: Mapping[str, tuple[str, ...]] = {
    "Appointment": ("participant.actor",),
    "AppointmentResponse": ("actor",),
    "AuditEvent": ("agent.who", "entity.what"),
    "Coverage": ("beneficiary",),
    "EnrollmentRequest": ("candidate",),
    "Person": ("link.target",),
    "Provenance": ("target",),
    "ResearchSubject": ("individual",),
    "Schedule": ("actor",),
    "Task": ("for",),
}

# Types that are about a patient or they are about nothing: without one they are rejected.
PATIENT_BOUND = frozenset(
    """AdverseEvent AllergyIntolerance CarePlan CareTeam Claim ClaimResponse ClinicalImpression
    Composition Condition Coverage DeviceUseStatement DiagnosticReport DocumentReference Encounter
    EpisodeOfCare ExplanationOfBenefit FamilyMemberHistory Flag Goal ImagingStudy Immunization
    ImmunizationEvaluation ImmunizationRecommendation MedicationAdministration MedicationDispense
    MedicationRequest MedicationStatement NutritionOrder Observation Procedure RelatedPerson
    ResearchSubject RiskAssessment ServiceRequest Specimen VisionPrescription""".split()  # noqa: SIM905 - names read better so
)


@dataclass(frozen=True, slots=True)
class Reliance:
    """The fields of one type that we use. A path in `patient` may have one dot."""

    patient: tuple[str, ...] = ("subject", "patient")
    dates: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    quantities: tuple[str, ...] = ()


_DRUG = ("medicationCodeableConcept", "medicationReference")
_USED: Mapping[str, Reliance] = {
    "AllergyIntolerance": Reliance(
        dates=("recordedDate",),
        objects=("code", "clinicalStatus", "verificationStatus"),
        lists=("category",),
    ),
    "Condition": Reliance(
        dates=("recordedDate", "onsetDateTime", "abatementDateTime"),
        periods=("onsetPeriod", "abatementPeriod"),
        objects=("code", "clinicalStatus", "verificationStatus", "encounter"),
        lists=("category",),
    ),
    "DocumentReference": Reliance(dates=("date",), objects=("type", "context"), lists=("content",)),
    "Encounter": Reliance(periods=("period",), objects=("class",), lists=("type", "reasonCode")),
    "Immunization": Reliance(
        dates=("occurrenceDateTime",),
        objects=("vaccineCode", "encounter"),
        quantities=("doseQuantity",),
    ),
    "MedicationAdministration": Reliance(
        dates=("effectiveDateTime",),
        periods=("effectivePeriod",),
        objects=(*_DRUG, "context", "dosage"),
    ),
    "MedicationDispense": Reliance(
        dates=("whenHandedOver", "whenPrepared"),
        objects=(*_DRUG, "context"),
        lists=("dosageInstruction",),
    ),
    "MedicationRequest": Reliance(
        dates=("authoredOn",),
        objects=(*_DRUG, "encounter", "dispenseRequest"),
        lists=("dosageInstruction",),
    ),
    "MedicationStatement": Reliance(
        dates=("effectiveDateTime",),
        periods=("effectivePeriod",),
        objects=(*_DRUG, "context"),
        lists=("dosage",),
    ),
    "Observation": Reliance(
        dates=("effectiveDateTime", "effectiveInstant"),
        periods=("effectivePeriod",),
        objects=("code", "encounter", "valueCodeableConcept"),
        lists=("category", "component"),
        quantities=("valueQuantity",),
    ),
    "Patient": Reliance(
        dates=("birthDate", "deceasedDateTime"),
        lists=("name", "identifier", "address", "telecom", "contact", "extension"),
    ),
    "Procedure": Reliance(
        dates=("performedDateTime",), periods=("performedPeriod",), objects=("code", "encounter")
    ),
}


def _relied(kind: str) -> Reliance:
    if kind in _USED:
        return _USED[kind]
    return Reliance(patient=_PATIENT_AT.get(kind, ("subject", "patient")))


RELIED_ON: Mapping[str, Reliance] = {kind: _relied(kind) for kind in R4_TYPES}
