"""OGP, OVP, OSP/DC and OSP/IIC: points, and probabilities from points.

Written out from hmpps-arns-risk-actuarial-api (MIT, Crown copyright); the figures of both OSP
scales also stand in ministryofjustice/oasys-cypress-test.
"""

from tests.instruments.oracle.arithmetic import D, band, half_up, logistic, upwards

OGP_BANDS = [("0", "low"), ("0.34", "medium"), ("0.67", "high"), ("0.85", "very-high")]
OVP_BANDS = [("0", "low"), ("0.30", "medium"), ("0.60", "high"), ("0.80", "very-high")]
OSP_BANDS = [("0", "low"), ("22", "medium"), ("30", "high"), ("36", "very-high")]


def finish(points, slope, constants, edges):
    score = sum(points.values())
    found = {f"term {name}": D(value) for name, value in points.items()}
    for horizon, constant in constants.items():
        found[f"constant {horizon}"] = D(constant)
        found[horizon] = logistic(D(constant) + D(slope) * score)
    found |= {"score": D(score), "slope": D(slope)}
    if edges is not None:
        found["band"] = band(half_up(found["2y"], "0.01"), edges)
    return found


def ogp(person):
    drugs = person["drug_misuse"] + person["drug_motivation"]
    thinking = person["problem_solving"] + person["awareness"] + person["understanding_others"]
    points = {
        "ogrs3": half_up(D("0.6") * person["ogrs3_two_year_percent"]),
        "no_fixed_abode": 5 if person["no_fixed_abode"] == "yes" else 0,
        "unemployed": 5 if person["unemployed"] == "yes" else 0,
        "activities": {0: 0, 1: 3, 2: 5}[person["activities"]],
        "drugs": half_up(D("3.75") * drugs),
        "thinking": half_up(D(5) * thinking / 6),
        "attitudes": {0: 0, 1: 3, 2: 5}[person["attitudes"]],
    }
    return finish(points, "0.0616", {"1y": "-3.6832", "2y": "-3.0795"}, OGP_BANDS)


def ovp_violent(count):
    known = {0: 0, 1: 4, 2: 7, 3: 9, 4: 11}
    return known[count] if count < 5 else min(count + 7, 25)


def ovp_other(count):
    return 0 if count <= 2 else 2 if count <= 4 else 3 if count <= 10 else 4 if count <= 20 else 5


def ovp_age(age):
    for oldest, points in (
        (19, 20),
        (21, 17),
        (23, 14),
        (25, 12),
        (30, 10),
        (35, 8),
        (40, 6),
        (45, 4),
        (50, 2),
    ):
        if age <= oldest:
            return points
    return 0


def ovp(person):
    violent, other = person["violent_prior_sanctions"], person["other_prior_sanctions"]
    points = {
        "any_prior": 5 if violent + other > 0 else 0,
        "sex": 5 if person["sex"] == "male" else 0,
        "violent": ovp_violent(violent),
        "other": ovp_other(other),
        "age": ovp_age(person["age_at_start_of_follow_up"]),
        "impact": 0 if person["recognises_impact"] == "yes" else 4,
        "no_fixed_abode": 4 if person["no_fixed_abode"] == "yes" else 0,
        "unemployed": 4 if person["unemployed"] == "yes" else 0,
        "alcohol": upwards(D("2.5") * (person["chronic_drinking"] + person["binge_drinking"])),
        "psychiatric": 4 if person["psychiatric_treatment"] == "yes" else 0,
        "temper": 3 * person["temper"],
        "attitudes": 3 * person["attitudes"],
    }
    return finish(points, "0.0722", {"1y": "-4.5215", "2y": "-3.8773"}, OVP_BANDS)


def osp_dc(person):
    last = person["age_at_last_sexual_sanction"]
    age = person["age_at_start_of_follow_up"]
    points = {
        "contact_adult": 5 * min(person["contact_adult_sanctions"], 3),
        "contact_child": 3 * min(person["contact_child_sanctions"], 3),
        "non_contact": 2 * min(person["non_contact_sanctions"], 3),
        "age": 0 if age >= 60 else 14 - (age - 18) // 3,
        "age_at_last": 10 if last >= 18 else 5 if last >= 16 else 0,
        "sanctions": 6 if person["total_sanctions_incl_current"] >= 2 else 0,
        "stranger": 4 if person["stranger_victim"] == "yes" else 0,
    }
    found = finish(points, "0.1598", {"2y": "-8.633"}, None)
    return {**found, "band": band(found["score"], OSP_BANDS)}


def osp_iic(person):
    images, child = person["indecent_image_sanctions"], person["contact_child_sanctions"]
    if images >= 2:
        step, risk = 4, "0.10310"
    elif images == 1:
        step, risk = 3, "0.03328"
    elif child >= 2:
        step, risk = 2, "0.00926"
    elif child == 1:
        step, risk = 1, "0.00634"
    else:
        step, risk = 0, "0.00281"
    return {"score": D(step), "2y": D(risk), "term images": D({0: 0, 1: 3}.get(images, 4)),
            "term contact_child": D(min(child, 2) if images == 0 else 0)}  # fmt: skip
