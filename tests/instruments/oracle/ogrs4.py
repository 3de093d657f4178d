"""ARP, VRP and SVRP, static and dynamic, written out from hmpps-arns-risk-actuarial-api
at commit 016919c (MIT, Crown copyright); its numbers stand in uk_ogrs4_generation.json beside
this file, by the names that they have there.
"""

import json
from pathlib import Path

from tests.instruments.oracle.arithmetic import D, band, half_up, ln, logistic

NUMBERS = json.loads(Path(__file__).with_name("uk_ogrs4_generation.json").read_text())["coefficients"]
NAMES = {"arp": "AllReoffendingPredictor", "vrp": "ViolentReoffendingPredictor",
         "svrp": "SeriousViolentReoffendingPredictor"}  # fmt: skip
BANDS = {
    "arp": [("0", "low"), ("0.50", "medium"), ("0.75", "high"), ("0.90", "very-high")],
    "vrp": [("0", "low"), ("0.30", "medium"), ("0.60", "high"), ("0.80", "very-high")],
    "svrp": [("0", "low"), ("0.010", "medium"), ("0.030", "high"), ("0.069", "very-high")],
}
ANSWERS = {  # our item: the coefficient that is multiplied by its answer
    "s2q2a_weapon": "CARRY_OR_USE_WEAPON", "s3q4_accommodation": "ACCOMMODATION_SUITABILITY",
    "s4q2_unemployed": "UNEMPLOYED", "s6q4_relationship": "RELATIONSHIP_QUALITY",
    "s6q7_domestic_abuse_perp": "DOMESTIC_ABUSE", "s7q2_activities": "ACTIVITIES_ENCOURAGE_OFFENDING",
    "s8q8_drug_motivation": "MOTIVATION_TO_TACKLE_DRUG_MISUSE", "s9q1_chronic_drinking": "CHRONIC_DRINKING",
    "s9q2_binge": "BINGE_DRINKING", "s11q2_impulsivity": "IMPULSIVITY", "s11q4_temper": "TEMPER",
    "s12q1_attitudes": "PRO_CRIMINAL_ATTITUDE", "drug_heroin": "HEROIN", "drug_methadone": "METHADONE",
    "drug_opiate": "OTHER_OPIATE", "drug_crack": "CRACK_COCAINE", "drug_cocaine": "POWDER_COCAINE",
    "drug_prescribed": "PRESCRIPTION_DRUG_MISUSE", "drug_benzodiazepines": "BENZODIAZEPINES",
    "drug_cannabis": "CANNABIS", "drug_steroids": "STEROIDS", "drug_other": "OTHER_DRUGS",
    "past_homicide": "PAST_HOMICIDE_OFFENCE", "past_gbh": "PAST_GBH_OFFENCE",
    "past_kidnapping": "PAST_KIDNAPPING_OFFENCE", "past_firearms": "PAST_FIREARMS_OFFENCE",
    "past_robbery": "PAST_ROBBERY_OFFENCE", "past_aggravated_burglary": "PAST_AGGRAVATED_BURGLARY_OFFENCE",
    "past_weapon": "PAST_WEAPON_OFFENCE", "past_criminal_damage": "PAST_CRIMINAL_DAMAGE_OFFENCE",
    "past_arson": "PAST_ARSON_OFFENCE",
}  # fmt: skip


def reoffending(predictor, person, *, dynamic):
    table = NUMBERS[f"{NAMES[predictor]}.{'Dynamic' if dynamic else 'Static'}"]
    numbers = {name: D(entry["coef"]) for name, entry in table["coefficients"].items()}

    def c(name):
        return numbers.get(name, D(0))

    sex = person["sex"].upper()
    parts = {"term sex": c("FEMALE") if sex == "FEMALE" else D(0)}
    age = person["age_at_start_of_follow_up"]
    parts["term age"] = (
        c(f"AAI_{sex}") * age + c(f"AAI_QUADRATIC_{sex}") * age**2
        + c(f"AAI_CUBIC_{sex}") * age**3 + c(f"AAI_QUARTIC_{sex}") * age**4
    )  # fmt: skip
    offence = table["offence_category"][person["offence_category"]]
    parts["term offence"] = sum(D(x) for x in offence) if isinstance(offence, list) else D(offence)
    months = min(person["offence_free_months_capped"], 36)
    parts["term offence_free"] = (
        c("OFFENCE_FREE_MONTHS") * months + c("OFFENCE_FREE_MONTHS_QUADRATIC") * months**2
        + c("OFFENCE_FREE_MONTHS_CUBIC") * months**3 + c("OFFENCE_FREE_MONTHS_QUARTIC") * months**4
    )  # fmt: skip
    parts |= sanctions(predictor, person, c, sex)
    if predictor != "arp":
        parts |= violence(person, c, sex)
    if dynamic:
        parts |= {f"term {item}": c(name) * person[item] for item, name in ANSWERS.items() if name in numbers}
    if "LIVE_IN_RELATIONSHIP" in numbers and dynamic:
        live_in = person["s6q8_partner_status"] == 1
        parts["term live_in"] = c("LIVE_IN_RELATIONSHIP") if live_in else D(0)
        quality = c("QUALITY_OF_LIVE_IN_RELATIONSHIP") * person["s6q4_relationship"]
        parts["term live_in_quality"] = quality if live_in else D(0)
    score = sum(parts.values())
    risk = logistic(c("TWO_YEAR_CONSTANT") + score)
    named = band(half_up(risk, "0.0001"), BANDS[predictor])
    return {**parts, "constant 2y": c("TWO_YEAR_CONSTANT"), "score": score, "2y": risk, "band": named}


def sanctions(predictor, person, c, sex):
    n = person["total_sanctions_incl_current"]
    years = person["age_at_current_sanction"] - person["age_at_first_sanction"]
    first = {1: c("FIRST_SANCTION"), 2: c("SECOND_SANCTION")}.get(n, D(0))
    between = c(f"YRS_BETWEEN_FIRST_AND_SECOND_SANCTION_{sex}") * years if n == 2 else D(0)
    found = {"term sanctions": c("SANCTION_OCCASIONS") * n, "term first_or_second": first,
             "term years_to_second": between, "term sanction_rate": D(0)}  # fmt: skip
    if predictor == "arp":
        log = ln(n, years + 26) if n >= 3 else D(0)
        found["term sanction_rate"] = c(f"THREE_PLUS_SANCTIONS_COPAS_G_{sex}") * log
        found["term sanction_rate_squared"] = c(f"THREE_PLUS_SANCTIONS_COPAS_SQUARED_{sex}") * log**2
    elif n >= 3:
        found["term sanction_rate"] = c(f"THREE_PLUS_SANCTIONS_COPAS_V_{sex}") * ln(n, years + 12)
    return found


def violence(person, c, sex):
    v = person["violent_sanctions_incl_current"]
    years = person["age_at_current_sanction"] - person["age_at_first_sanction"]
    return {
        "term never_violent": c(f"NEVER_VIOLENT_{sex}") if v == 0 else D(0),
        "term once_violent": c("ONCE_VIOLENT") if v == 1 else D(0),
        "term violent_sanctions": c("VIOLENT_SANCTIONS") * v,
        "term violent_rate": c("VIOLENT_RATE") * ln(v, years + 30) if v >= 1 else D(0),
    }
