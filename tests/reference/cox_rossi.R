# Reference values for fit_cox on the Rossi data: ties, strata, weights with clusters, ridge, start-stop rows,
# baselines, predictions, residuals, cox.zph. Run in this folder: Rscript cox_rossi.R
# cox_rossi.csv: 432 releases from Maryland state prisons (Rossi, Berk & Lenihan 1980; the file that ships inside
# lifelines), with two made-up columns: weight, and site (12 clusters).
# cox_rossi_spells.csv (written here): the same men in spells cut at weeks 13, 26 and 39; job is a made-up covariate
# that changes between spells, by a fixed rule.
library(survival); library(jsonlite)
d <- read.csv("cox_rossi.csv")
# R stops when the log-likelihood stands still; at 1e-15 the coefficients stand still too (or 100 steps are taken, with a warning)
options(warn = -1); fine <- coxph.control(eps = 1e-15, iter.max = 100, toler.chol = 1e-16)
tell <- function(f) list(coef = unname(coef(f)), se = unname(sqrt(diag(f$var))), loglik = f$loglik[2], loglik_null = f$loglik[1],
                         n = f$n, n_events = f$nevent, concordance = unname(f$concordance["concordance"]),
                         concordance_se = unname(f$concordance["std"]))
zph <- function(f, how) unname(cox.zph(f, transform = how)$table)
base <- function(f) { b <- basehaz(f, centered = FALSE); list(time = b$time, hazard = b$hazard, strata = as.character(b$strata)) }
risk <- function(f, new, t) {
  s <- summary(survfit(f, newdata = new, conf.type = "log-log", se.fit = TRUE), times = t)
  list(survival = as.vector(s$surv), std_error = as.vector(s$std.err), lower = as.vector(s$lower), upper = as.vector(s$upper))
}
new <- data.frame(fin = 0:1, age = 25, race = 1, wexp = 0, mar = 0, paro = 1, prio = 3)
full <- Surv(week, arrest) ~ fin + age + race + wexp + mar + paro + prio
residuals_of <- function(f, rows) list(
  martingale = unname(residuals(f, "martingale"))[rows], deviance = unname(residuals(f, "deviance"))[rows],
  score = unname(residuals(f, "score"))[rows, ], dfbeta = unname(residuals(f, "dfbeta"))[rows, ],
  schoenfeld = unname(residuals(f, "schoenfeld"))[1:10, ], scaled_schoenfeld = unname(residuals(f, "scaledsch"))[1:10, ])
out <- list()
for (ties in c("efron", "breslow")) {
  f <- coxph(full, d, ties = ties, control = fine)
  out[[ties]] <- c(tell(f), list(baseline = base(f), risk = risk(f, new, 52), risk20 = risk(f, new, 20), zph_km = zph(f, "km"),
    zph_rank = zph(f, "rank"), zph_identity = zph(f, "identity"), zph_log = zph(f, log), residuals = residuals_of(f, 1:40),
    linear = unname(predict(f, type = "lp", reference = "zero"))[1:10]))
}
f <- coxph(Surv(week, arrest) ~ fin + age + wexp + mar + paro + prio + strata(race), d, control = fine)
out$strata <- c(tell(f), list(baseline = base(f), risk = risk(f, cbind(new, week = 1, arrest = 0), 45), zph_km = zph(f, "km"),
                              residuals = residuals_of(f, 1:40)))
for (ties in c("efron", "breslow")) {
  f <- coxph(Surv(week, arrest) ~ fin + age + prio, d, weights = weight, cluster = site, ties = ties, control = fine)
  out[[paste0("cluster_", ties)]] <- c(tell(f), list(naive_se = unname(sqrt(diag(f$naive.var))), baseline = base(f),
    risk = risk(f, new, 52), zph_km = zph(f, "km"), dfbeta = unname(residuals(f, "dfbeta"))[1:20, ],
    score = unname(residuals(f, "score"))[1:20, ]))
}
# R takes the robust variance by itself where weights are no whole numbers, and the model's own where they are
for (ties in c("efron", "breslow"))
  out[[paste0("weights_", ties)]] <- tell(coxph(Surv(week, arrest) ~ fin + age + prio, d, weights = weight, ties = ties, control = fine))
d$three <- 1 + (seq_len(nrow(d)) - 1) %% 3
out$weights_whole <- tell(coxph(Surv(week, arrest) ~ fin + age + prio, d, weights = three, control = fine))
for (theta in c(1, 50)) {
  f <- coxph(Surv(week, arrest) ~ ridge(fin, age, prio, theta = theta), d, control = coxph.control(eps = 1e-15, toler.chol = 1e-16, outer.max = 50, iter.max = 100))
  out[[paste0("ridge_", theta)]] <- list(coef = unname(coef(f)), se = unname(sqrt(diag(f$var))), loglik = f$loglik[2])
}
cuts <- survSplit(Surv(week, arrest) ~ ., d, cut = c(13, 26, 39), start = "start", end = "stop", id = "person", episode = "spell")
cuts$job <- as.integer((cuts$person * 7 + cuts$spell * 3) %% 5 < 2)
spells <- cuts[c("person", "start", "stop", "arrest", "fin", "age", "race", "prio", "job")]
write.csv(spells, "cox_rossi_spells.csv", row.names = FALSE, quote = FALSE)
f <- coxph(Surv(start, stop, arrest) ~ fin + age + prio + job, spells, control = fine)
out$spells <- c(tell(f), list(baseline = base(f), risk = risk(f, data.frame(fin = 0:1, age = 25, prio = 3, job = 1), 52), zph_km = zph(f, "km"),
  zph_rank = zph(f, "rank"), residuals = residuals_of(f, 1:40)))
f <- coxph(Surv(start, stop, arrest) ~ fin + age + prio + job + strata(race), spells, cluster = person, ties = "breslow", control = fine)
out$spells_cluster <- c(tell(f), list(naive_se = unname(sqrt(diag(f$naive.var))), zph_identity = zph(f, "identity"), baseline = base(f)))
out$R <- R.version.string; out$survival <- as.character(packageVersion("survival"))
write_json(out, "cox_rossi.json", digits = I(17), auto_unbox = TRUE)
