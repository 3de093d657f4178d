# Apparent figures of two models in the validation report, by R's own tools: coxph and survfit on
# rossi (nobody is censored before week 52), glm on the COMPAS two-year outcome.
# Run in tests/reference: Rscript validation_report.R
library(survival)
library(jsonlite)
auc <- function(risk, outcome) {
  ranks <- rank(risk)
  n1 <- sum(outcome == 1); n0 <- sum(outcome == 0)
  (sum(ranks[outcome == 1]) - n1 * (n1 + 1) / 2) / (n1 * n0)
}
figures <- function(risk, outcome) {
  brier <- mean((outcome - risk)^2)
  list(auc_at = auc(risk, outcome), brier_score = brier,
       scaled_brier_score = 1 - brier / mean((outcome - mean(outcome))^2),
       observed_expected_ratio = mean(outcome) / mean(risk))
}
rossi <- read.csv("rossi.csv")
cox <- coxph(Surv(week, arrest) ~ fin + age + wexp + mar + paro + prio, rossi)
at52 <- 1 - summary(survfit(cox, newdata = rossi), times = 52)$surv[1, ]
compas <- read.csv(gzfile("../../riskkit/cohort/public/compas_two_years.csv.gz"))
logit <- glm(two_year_recid ~ age + juv_fel_count + juv_misd_count + priors_count + c_charge_degree,
             binomial, compas, control = glm.control(epsilon = 1e-12))
write_json(list(
  software = paste(R.version.string, "survival", packageVersion("survival")),
  rossi = c(list(coef = unname(coef(cox)), se = unname(sqrt(diag(vcov(cox)))),
                 concordance = unname(concordance(cox)$concordance)), figures(at52, rossi$arrest)),
  compas_two_years = c(list(coef = unname(coef(logit)[-1]), se = unname(sqrt(diag(vcov(logit)))[-1]),
                            concordance = auc(fitted(logit), compas$two_year_recid)),
                       figures(fitted(logit), compas$two_year_recid))
), "validation_report.json", digits = NA, pretty = TRUE, auto_unbox = TRUE)
