# What both competing-risks references hold: read by cmprsk_example.R and cmprsk_three_causes.R.
competing_values <- function(time, event, covariates, group, rows) {
  x <- as.matrix(covariates)
  fits <- list()
  for (cause in sort(unique(event[event > 0]))) {
    # the score's own scale decides when crr stops: standardise, then return to the given units
    m <- colMeans(x); s <- apply(x, 2, sd); z <- scale(x, m, s)
    f <- crr(time, event, z, failcode = cause, cencode = 0, gtol = 1e-14, maxiter = 100)
    p <- predict(f, t(t(sweep(rows, 2, m)) / s))
    fits[[as.character(cause)]] <- list(
      coef = unname(f$coef / s), se = unname(sqrt(diag(f$var)) / s), covariance = f$var / outer(s, s),
      log_likelihood = as.numeric(f$loglik), log_likelihood_null = as.numeric(f$loglik.null),
      event_times = f$uftime, jumps = f$bfitj * exp(-sum(f$coef * m / s)), predicted = p[, -1])
  }
  tests <- cuminc(time, event, group)$Tests
  states <- survfit(Surv(time, factor(event)) ~ group)
  s <- summary(states, censored = TRUE)
  curves <- data.frame(group = as.integer(sub("group=", "", s$strata)), time = s$time)
  causes <- s$states[-1]
  long <- do.call(rbind, lapply(seq_along(causes), function(k) data.frame(
    curves, cause = as.integer(causes[k]), cumulative_incidence = s$pstate[, k + 1],
    std_error = s$std.err[, k + 1], lower = s$lower[, k + 1], upper = s$upper[, k + 1])))
  survival <- summary(survfit(Surv(time, event > 0) ~ group), censored = TRUE)
  list(R = R.version.string, cmprsk = as.character(packageVersion("cmprsk")),
       survival = as.character(packageVersion("survival")), covariates = colnames(x), rows = rows,
       fits = fits, gray = data.frame(cause = as.integer(rownames(tests)), tests),
       curves = as.list(long), all_cause_survival = survival$surv)
}
