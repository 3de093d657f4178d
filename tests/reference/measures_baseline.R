# Effect of a measure that applies from release on: Rossi's financial aid, recid's work programme.
# Cox models (Efron), Kaplan-Meier by group. Run in tests/reference: Rscript measures_baseline.R
library(survival)
library(jsonlite)
rossi <- read.csv("rossi.csv")
recid <- read.csv("recid.csv")
recid$returned <- 1 - recid$cens
row <- function(fit) {
  found <- summary(fit, conf.int = 0.95)
  c(found$conf.int[1, c("exp(coef)", "lower .95", "upper .95")], found$coefficients[1, "Pr(>|z|)"],
    cox.zph(fit, transform = "km", terms = FALSE)$table[1, "p"])
}
risks <- function(formula, data, at) {
  curve <- summary(survfit(formula, data), times = at)
  list(survival = curve$surv, std_error = curve$std.err)
}
georgia <- read.csv(gzfile("../../riskkit/cohort/public/georgia_parole.csv.gz"))
periods <- georgia[rep(seq_len(nrow(georgia)), georgia$event_year), ]
periods$year <- sequence(georgia$event_year)
periods$happened <- as.integer(periods$event == 1 & periods$year == periods$event_year)
periods$measure <- as.integer(periods$Condition_MH_SA == "True")
grouped <- function(covariates) {
  formula <- as.formula(paste("happened ~ factor(year) + measure", covariates))
  found <- summary(glm(formula, binomial("cloglog"), periods, control = glm.control(epsilon = 1e-12)))
  found <- found$coefficients["measure", ]
  c(exp(found[1] + c(0, -1, 1) * qnorm(0.975) * found[2]), found[4])
}
write_json(list(
  software = paste(R.version.string, "survival", packageVersion("survival")),
  columns = c("ratio", "lower", "upper", "p", "proportional_p"),
  rossi = list(
    crude = unname(row(coxph(Surv(week, arrest) ~ fin, rossi))),
    adjusted = unname(row(coxph(Surv(week, arrest) ~ fin + age + wexp + mar + paro + prio, rossi))),
    risks = risks(Surv(week, arrest) ~ fin, rossi, 52)
  ),
  recid = list(
    crude = unname(row(coxph(Surv(durat, returned) ~ workprg, recid))),
    adjusted = unname(row(coxph(Surv(durat, returned) ~ workprg + priors + tserved + felon + alcohol + drugs +
      married + educ + age, recid))),
    risks = risks(Surv(durat, returned) ~ workprg, recid, 60)
  ),
  georgia_parole = list(
    crude = unname(grouped("")),
    adjusted = unname(grouped("+ Age_at_Release + Prison_Years + Prior_Arrest_Episodes_Felony +
      Prior_Arrest_Episodes_Property + Prior_Arrest_Episodes_PPViolationCharges + Prior_Revocations_Parole"))
  )
), "measures_baseline.json", digits = NA, pretty = TRUE, auto_unbox = TRUE)
