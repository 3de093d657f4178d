# Figures of the recidivism report on Rossi (432 men, without race), from R's survival.
# Rscript recidivism_report.R, in this folder; reads rossi.csv, writes recidivism_report.json.
suppressMessages({library(survival); library(jsonlite)})
d <- read.csv("rossi.csv")
fit <- coxph(Surv(week, arrest) ~ fin + age + wexp + mar + paro + prio, d, ties = "efron",
             control = coxph.control(eps = 1e-12, toler.chol = 1e-13))
new <- data.frame(fin = c(0, 0, 1, 0), age = c(20, 25, 25, 35), wexp = c(0, 1, 1, 1),
                  mar = c(0, 0, 0, 1), paro = 1, prio = c(6, 2, 2, 1))
s <- summary(survfit(fit, newdata = new, conf.type = "log-log"), times = 52)
zph <- cox.zph(fit, transform = "km")$table
at <- function(f) { t <- summary(f, times = c(10, 26, 52))
  list(survival = t$surv, std_error = t$std.err, lower = t$lower, upper = t$upper) }
values <- list(
  made_with = list(R = as.character(getRversion()), survival = as.character(packageVersion("survival"))),
  coef = as.list(coef(fit)), se = as.list(setNames(sqrt(diag(vcov(fit))), names(coef(fit)))),
  log_likelihood = fit$loglik[2],
  zph_chi_square = as.list(setNames(zph[, "chisq"], rownames(zph))),
  risk_52 = 1 - as.vector(s$surv), risk_52_lower = 1 - as.vector(s$upper), risk_52_upper = 1 - as.vector(s$lower),
  everyone = at(survfit(Surv(week, arrest) ~ 1, d)),
  no_aid = at(survfit(Surv(week, arrest) ~ 1, d[d$fin == 0, ])),
  aid = at(survfit(Surv(week, arrest) ~ 1, d[d$fin == 1, ])))
write(toJSON(values, auto_unbox = TRUE, digits = I(16), pretty = TRUE), "recidivism_report.json")
