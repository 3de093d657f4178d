# Reference values for riskkit.validation.bootstrap_optimism: R's rms::validate on the same samples.
# Run: Rscript validation_bootstrap.R DIRECTORY_OF_rossi_CSV
# The loop writes the definitions out (Dxy, calibration slope as rms; Brier by hand); validate() itself, which
# draws the same samples from the same seed, must agree with the loop, or the script stops.
suppressMessages(library(rms)); library(survival); library(jsonlite)
rossi <- read.csv(file.path(commandArgs(TRUE)[1], "rossi.csv"))
covariates <- c("fin", "age", "race", "wexp", "mar", "paro", "prio")
for (v in covariates) if (is.character(rossi[[v]])) rossi[[v]] <- as.numeric(factor(rossi[[v]])) - 1
formula <- as.formula(paste("Surv(week, arrest) ~", paste(covariates, collapse = "+")))
B <- 25; n <- nrow(rossi); horizon <- 40
fit <- cph(formula, rossi, x = TRUE, y = TRUE, surv = TRUE, method = "efron", eps = 1e-10)
set.seed(12); v <- rms::validate(fit, B = B, dxy = TRUE)
set.seed(12); samples <- t(sapply(1:B, function(b) sample(n, replace = TRUE)))

fitted <- function(d) coxph(formula, d, ties = "efron", x = TRUE, y = TRUE, model = TRUE, control = coxph.control(eps = 1e-14, iter.max = 100, toler.chol = 1e-16))
lp <- function(f, d) as.vector(as.matrix(d[covariates]) %*% coef(f))
dxy <- function(x, d) 2 * concordance(Surv(week, arrest) ~ x, data.frame(d, x = x), reverse = TRUE)$concordance - 1
slope <- function(x, d) unname(coef(coxph(Surv(week, arrest) ~ x, data.frame(d, x = x),
                                          control = coxph.control(eps = 1e-14, iter.max = 100, toler.chol = 1e-16))))
risk <- function(f, d, h) {                      # baseline of coxph at covariates zero (Efron), by hand from survfit
  zero <- as.data.frame(t(colMeans(rossi[covariates])))
  s <- summary(survfit(f, newdata = zero, ctype = 2, stype = 2), times = h, extend = TRUE)$cumhaz
  1 - exp(-s * exp(lp(f, d) - sum(coef(f) * colMeans(rossi[covariates]))))
}
brier <- function(r, d, h) {                     # Graf et al. 1999; events before censorings
  s <- 1; G <- function(t) { g <- 1
    for (u in sort(unique(d$week[d$arrest == 0 & d$week < t]))) {
      Y <- sum(d$week >= u) - sum(d$week == u & d$arrest == 1); g <- g * (1 - sum(d$week == u & d$arrest == 0) / Y) }
    g }
  at <- sort(unique(c(d$week, h))); g <- sapply(at, G); names(g) <- at
  known <- d$week > h | d$arrest == 1 | d$week == h
  until <- pmin(d$week, h)
  w <- ifelse(known, 1 / g[as.character(until)], 0)
  y <- d$week <= h & d$arrest == 1
  mean(w * (y - r)^2)
}
loop <- t(sapply(1:B, function(b) {
  d <- rossi[samples[b, ], ]; f <- fitted(d); x1 <- lp(f, d); x0 <- lp(f, rossi)
  c(dxy(x1, d), dxy(x0, rossi), slope(x1, d), slope(x0, rossi), brier(risk(f, d, horizon), d, horizon), brier(risk(f, rossi, horizon), rossi, horizon))
}))
optimism <- c(mean(loop[, 1] - loop[, 2]), mean(loop[, 3] - loop[, 4]))
# rms stops its searches early (eps 1e-4), hence the tolerance; its Dxy and slope are those of the loop.
print(unname(v[c("Dxy", "Slope"), "optimism"]) - optimism, digits = 12)
stopifnot(all.equal(unname(v[c("Dxy", "Slope"), "optimism"]), optimism, tolerance = 2e-3))
whole <- fitted(rossi)
write.csv(data.frame(t(sapply(1:B, function(b) tabulate(samples[b, ], n)))), "validation_bootstrap.csv", row.names = FALSE, quote = FALSE)
write_json(list(
  source = paste("validation_bootstrap.R,", R.version.string, "survival", packageVersion("survival"), "rms", packageVersion("rms")),
  data = "rossi (Rossi, Berk & Lenihan 1980); the csv holds how often each of its 432 rows was drawn, one line a sample",
  covariates = covariates, horizon = horizon,
  apparent = list(dxy = dxy(lp(whole, rossi), rossi), slope = slope(lp(whole, rossi), rossi), brier = brier(risk(whole, rossi, horizon), rossi, horizon)),
  rms = list(dxy_optimism = v["Dxy", "optimism"], slope_optimism = v["Slope", "optimism"], dxy_corrected = v["Dxy", "index.corrected"], slope_corrected = v["Slope", "index.corrected"]),
  samples = list(dxy_training = loop[, 1], dxy_test = loop[, 2], slope_training = loop[, 3], slope_test = loop[, 4], brier_training = loop[, 5], brier_test = loop[, 6])
), "validation_bootstrap.json", auto_unbox = TRUE, digits = NA, pretty = TRUE)
