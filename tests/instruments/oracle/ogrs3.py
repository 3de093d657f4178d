"""OGRS3, written out from Howard, Francis, Soothill and Humphreys (2009), MoJ Research Summary 7/09.

The numbers are those of three public implementations that agree: the rsr-calculator of
NOMS Digital Studio (MIT), an R version by M. Neumann, and hmpps-arns-risk-actuarial-api (MIT)
apart from its sign error for girls below 16.
"""

from tests.instruments.oracle.arithmetic import D, band, half_up, ln, logistic

AGES = [  # youngest age, men, women
    (10, "0", "-.785038489"),
    (12, ".083922902", "-.613852078"),
    (14, ".075775765", "-.669521331"),
    (16, "-.061594199", "-.959179629"),
    (18, "-.625103618", "-.897480934"),
    (21, "-1.051515067", "-1.028488454"),
    (25, "-1.166679288", "-1.052777806"),
    (30, "-1.325976554", "-1.129127959"),
    (35, "-1.368045933", "-1.42187494"),
    (40, "-1.499690953", "-1.524652221"),
    (50, "-2.025261458", "-2.44983716"),
]
OFFENCES = {
    "VIOLENCE": "0", "ROBBERY": "-.634795912", "PUBLIC_ORDER": ".181917975",
    "SEXUAL_NOT_CHILD": ".003276327", "SEXUAL_CHILD": "-.653434071",
    "SOLICITING_PROSTITUTION": ".760608858", "BURGLARY_DOMESTIC": "-.12394352",
    "BURGLARY_OTHER": ".240604429", "THEFT_NON_MOTOR": ".661244321", "HANDLING": ".351866973",
    "FRAUD_FORGERY": ".159910192", "ABSCONDING_BAIL": ".733378677", "TAKING_AND_DRIVING": ".380059431",
    "THEFT_FROM_VEHICLES": ".427225615", "OTHER_MOTORING": ".262228428", "DRINK_DRIVING": "-.121439408",
    "CRIMINAL_DAMAGE": ".204960477", "DRUG_IMPORT_EXPORT_PRODUCTION": "-.795556373",
    "DRUG_POSSESSION_SUPPLY": ".077165871", "OTHER": "-.060667525",
}  # fmt: skip
BANDS = [("0", "low"), ("0.50", "medium"), ("0.75", "high"), ("0.90", "very-high")]


def ogrs3(person, *, cautions_only=False):
    prior = person["prior_sanctions"]
    age = D(0)
    for youngest, men, women in AGES:
        if person["age_at_start"] >= youngest:
            age = D(men if person["sex"] == "male" else women)
    if cautions_only:
        history = D("0") if prior == 0 else D(".083100501") if prior == 1 else D(".34859587")
    else:
        history = D(".126142106") if prior == 0 else D(".463062792")
    years = person["age_at_current_sanction"] - person["age_at_first_sanction"]
    rate = D("1.251124464") * ln(1 + prior, 10 + years)
    offence = D(OFFENCES[person["offence"]])
    score = age + history + rate + offence
    two_years = logistic(D("2.121705678") + score)
    return {
        "term age_and_sex": age, "term history": history, "term rate": rate, "term offence": offence,
        "constant 1y": D("1.402562384"), "constant 2y": D("2.121705678"),
        "score": score,
        "1y": logistic(D("1.402562384") + score),
        "2y": two_years,
        "band": band(half_up(two_years, "0.01"), BANDS),
    }  # fmt: skip
