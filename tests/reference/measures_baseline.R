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
  )
), "measures_baseline.json", digits = NA, pretty = TRUE, auto_unbox = TRUE)
