"""The demonstration pack in the form of OxRec; every number in it is made up."""

from tests.instruments.oracle.arithmetic import D, band, half_up, ln

BANDS = [("0", "low"), ("0.25", "medium"), ("0.50", "high")]


def yes(person, item, value):
    return D(value) if person[item] == "yes" else D(0)


def oxrec_demonstration(person):
    years = min(person["age_at_release"] - 18, 52)
    months = person["months_in_prison"]
    stay = D("0.2") if months < 6 else D("0.1") if months < 12 else D(0) if months < 24 else D("-0.15")
    parts = [
        D("-0.31") if person["sex"] == "female" else D(0),
        D("-0.042") * years + D("0.0003") * years**2,
        stay,
        D("0.37") * ln(person["prior_convictions"] + 1, person["age_at_release"] - 8),
        yes(person, "violent_index_offence", "0.21"),
        yes(person, "prior_violence", "0.34"),
        yes(person, "mental_disorder", "0.18"),
        yes(person, "severe_mental_disorder", "0.26"),
        {"basic": D(0), "secondary": D("-0.17"), "higher": D("-0.45")}[person["education"]],
        yes(person, "employed_before", "-0.29"),
        yes(person, "home_at_release", "-0.22"),
        D("0.19") * person["alcohol"],
        D("0.27") * person["drugs"],
        D("-0.24") * person["support_at_release"],
        D("0.06") * person["alcohol"] * person["drugs"],
    ]
    score = sum(parts)
    relative = (score - D("-0.65")).exp()
    risk = {"1y": 1 - D("0.83") ** relative, "2y": 1 - D("0.71") ** relative}
    return {"score": score, **risk, "band": band(half_up(risk["2y"], "0.01"), BANDS)}
