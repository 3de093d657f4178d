# Reference values for fit_cox on three more cohorts. Run in this folder: Rscript cox_cohorts.R
# cox_recid.csv: 1,445 releases in North Carolina (Chung, Schmidt & Witte 1991; package wooldridge).
# cox_veteran.csv: Veterans' lung cancer trial (Kalbfleisch & Prentice 1980; package survival).
# cox_compas.csv: 7,214 people of ProPublica's COMPAS two-year file (public record), start and end in days; the 8
# rows with start = end cannot be at risk and are left out.
library(survival); library(jsonlite)
# R stops when the log-likelihood stands still; at 1e-15 the coefficients stand still too (or 100 steps are taken, with a warning)
options(warn = -1); fine <- coxph.control(eps = 1e-15, iter.max = 100, toler.chol = 1e-16)
tell <- function(f) list(coef = unname(coef(f)), se = unname(sqrt(diag(f$var))), loglik = f$loglik[2], loglik_null = f$loglik[1],
                         n = f$n, n_events = f$nevent, concordance = unname(f$concordance["concordance"]),
                         concordance_se = unname(f$concordance["std"]))
zph <- function(f, how) unname(cox.zph(f, transform = how)$table)
base <- function(f) { b <- basehaz(f, centered = FALSE); list(time = b$time, hazard = b$hazard) }
risk <- function(f, new, t) {
  s <- summary(survfit(f, newdata = new, conf.type = "log-log"), times = t)
  list(survival = as.vector(s$surv), std_error = as.vector(s$std.err), lower = as.vector(s$lower), upper = as.vector(s$upper))
}
r <- read.csv("cox_recid.csv"); r$returned <- 1 - r$cens
f <- coxph(Surv(durat, returned) ~ workprg + priors + tserved + felon + alcohol + drugs + black + married + educ + age, r, control = fine)
out <- list(recid = c(tell(f), list(zph_km = zph(f, "km"), baseline = base(f), risk = risk(f, r[c(1, 7, 100), ], c(60)))))
v <- read.csv("cox_veteran.csv"); v$celltype <- factor(v$celltype, levels = sort(unique(v$celltype)))
f <- coxph(Surv(time, status) ~ trt + celltype + karno + age + prior, v, control = fine)
out$veteran <- c(tell(f), list(zph_km = zph(f, "km"), zph_rank = zph(f, "rank"), risk = risk(f, v[c(1, 40, 90), ], 180)))
f <- coxph(Surv(time, status) ~ trt + karno + age + strata(celltype), v, control = fine)
out$veteran_strata <- c(tell(f), list(zph_km = zph(f, "km"), zph_identity = zph(f, "identity"), zph_rank = zph(f, "rank")))
k <- read.csv("cox_compas.csv"); k <- k[k$end > k$start, ]
f <- coxph(Surv(start, end, event) ~ decile_score + age + priors_count, k, control = fine)
out$compas <- c(tell(f), list(zph_km = zph(f, "km"), zph_identity = zph(f, "identity"), baseline = base(f), risk = risk(f, k[c(3, 50), ], 730)))
f <- coxph(Surv(start, end, event) ~ decile_score + age + strata(sex), k, ties = "breslow", cluster = race, control = fine)
out$compas_cluster <- c(tell(f), list(naive_se = unname(sqrt(diag(f$naive.var)))))
out$R <- R.version.string; out$survival <- as.character(packageVersion("survival"))
write_json(out, "cox_cohorts.json", digits = I(17), auto_unbox = TRUE)
