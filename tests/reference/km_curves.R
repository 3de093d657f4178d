# Reference values for kaplan_meier, log_rank and restricted_mean. Run in this folder: Rscript km_curves.R
# Uses cox_rossi.csv, cox_compas.csv (see cox_rossi.R, cox_cohorts.R).
library(survival); library(jsonlite)
tell <- function(f, every = 1) {
  s <- summary(f, censored = TRUE); strata <- if (is.null(s$strata)) rep("all", length(s$time)) else as.character(s$strata)
  as.list(data.frame(strata, time = s$time, n_at_risk = s$n.risk, n_events = s$n.event, survival = s$surv, std_error = s$std.err,
                     lower = s$lower, upper = s$upper)[seq(1, length(s$time), every), ])
}
d <- read.csv("cox_rossi.csv"); k <- read.csv("cox_compas.csv"); k <- k[k$end > k$start, ]
k$half <- (seq_len(nrow(k)) %% 4 + 1) / 2; k$whole <- seq_len(nrow(k)) %% 3 + 1
d$three <- 1 + (seq_len(nrow(d)) - 1) %% 3
out <- list(all = tell(survfit(Surv(week, arrest) ~ 1, d)), by_fin = tell(survfit(Surv(week, arrest) ~ fin, d)),
  whole = tell(survfit(Surv(week, arrest) ~ fin, d, weights = three)), fractional = tell(survfit(Surv(week, arrest) ~ fin, d, weights = weight)),
  late = tell(survfit(Surv(start, end, event) ~ score_text, k), 25),
  late_fractional = tell(survfit(Surv(start, end, event) ~ score_text, k, weights = half, id = seq_len(nrow(k)), robust = TRUE), 25),
  near = tell(survfit(Surv(c(.1 + .2, .3, .7, 1 - .3, 1), c(1, 1, 0, 1, 1)) ~ 1)))
rank_test <- function(f) list(chi_square = f$chisq, observed = as.vector(if (is.matrix(f$obs)) rowSums(f$obs) else f$obs),
                              expected = as.vector(if (is.matrix(f$exp)) rowSums(f$exp) else f$exp))
out$log_rank_fin <- rank_test(survdiff(Surv(week, arrest) ~ fin, d)); out$peto_fin <- rank_test(survdiff(Surv(week, arrest) ~ fin, d, rho = 1))
out$log_rank_prio <- rank_test(survdiff(Surv(week, arrest) ~ pmin(prio, 4), d)); out$peto_prio <- rank_test(survdiff(Surv(week, arrest) ~ pmin(prio, 4), d, rho = 1))
m <- summary(survfit(Surv(week, arrest) ~ fin, d), rmean = 40)$table
out$restricted_40 <- list(mean = unname(m[, "rmean"]), std_error = unname(m[, "se(rmean)"]))
out$R <- R.version.string; out$survival <- as.character(packageVersion("survival"))
write_json(out, "km_curves.json", digits = I(17), auto_unbox = TRUE, na = "null")
