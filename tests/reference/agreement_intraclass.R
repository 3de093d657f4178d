# Six intraclass correlations with limits, from R's own analysis of variance, written apart
# from the package: aov for the mean squares, qf for the limits, McGraw & Wong (1996)
# table 7 for the agreement forms (with the single-rater estimate in the degrees of freedom).
# Run in tests/reference: Rscript agreement_intraclass.R
library(jsonlite)
six <- function(file) {
  wide <- read.csv(file.path("..", "data", file))
  n <- nrow(wide); k <- ncol(wide)
  long <- data.frame(y = unlist(wide), s = factor(rep(1:n, k)), r = factor(rep(1:k, each = n)))
  two <- summary(aov(y ~ s + r, long))[[1]][["Mean Sq"]]
  one <- summary(aov(y ~ s, long))[[1]][["Mean Sq"]]
  R <- two[1]; C <- two[2]; E <- two[3]; W <- one[2]
  f1 <- R / W; f3 <- R / E
  f1lo <- f1 / qf(.975, n - 1, n * (k - 1)); f1hi <- f1 * qf(.975, n * (k - 1), n - 1)
  f3lo <- f3 / qf(.975, n - 1, (n - 1) * (k - 1)); f3hi <- f3 * qf(.975, (n - 1) * (k - 1), n - 1)
  single <- function(f) (f - 1) / (f + k - 1)
  mean_of <- function(f) 1 - 1 / f
  rho <- (R - E) / (R + (k - 1) * E + k * (C - E) / n)
  a <- k * rho / (n * (1 - rho)); b <- 1 + k * rho * (n - 1) / (n * (1 - rho))
  v <- (a * C + b * E)^2 / ((a * C)^2 / (k - 1) + (b * E)^2 / ((n - 1) * (k - 1)))
  lo <- qf(.975, n - 1, v); hi <- qf(.975, v, n - 1)
  list(
    "ICC(1,1)" = c(single(f1), single(f1lo), single(f1hi)),
    "ICC(1,k)" = c(mean_of(f1), mean_of(f1lo), mean_of(f1hi)),
    "ICC(2,1)" = c(rho, n * (R - lo * E) / (lo * (k * C + (k * n - k - n) * E) + n * R),
                   n * (hi * R - E) / (k * C + (k * n - k - n) * E + n * hi * R)),
    "ICC(2,k)" = c((R - E) / (R + (C - E) / n), n * (R - lo * E) / (lo * (C - E) + n * R),
                   n * (hi * R - E) / (C - E + n * hi * R)),
    "ICC(3,1)" = c(single(f3), single(f3lo), single(f3hi)),
    "ICC(3,k)" = c(mean_of(f3), mean_of(f3lo), mean_of(f3hi)),
    "sem" = c(sqrt(W), sqrt(W * n * (k - 1) / qchisq(c(.975, .025), n * (k - 1))))
  )
}
write_json(list(
  software = R.version.string,
  values = list(shrout_fleiss = six("shrout_fleiss.csv"), irr_anxiety = six("irr_anxiety.csv"))
), "agreement_intraclass.json", digits = NA, pretty = TRUE, auto_unbox = TRUE)
