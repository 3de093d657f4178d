# Reference values for riskkit.validation at a horizon: AUC, Brier, calibration, net benefit.
# riskRegression::Score for AUC and Brier with standard errors; the rest written out in base R.
# The data are SYNTHETIC: exponential times of the outcome and of a competing event, uniform censoring.
library(survival); library(prodlim); library(riskRegression); library(jsonlite)
set.seed(4); n <- 400
x <- rnorm(n); group <- sample(c("a", "b", "c"), n, TRUE)
outcome <- rexp(n, exp(x) / 10); competing <- rexp(n, .05); censored <- runif(n, 2, 25)
time <- pmin(outcome, competing, censored)
event <- ifelse(time == censored, 0, ifelse(time == outcome, 1, 2))
risk <- function(h) pmin(.95, pmax(.02, 1 - exp(-h * exp(.8 * x) / 10)))
d <- data.frame(time, event, risk3 = risk(3), risk5 = risk(5), risk9 = risk(9), group)
out <- d; out[1:5] <- lapply(d[1:5], format, digits = 17, trim = TRUE)
write.csv(out, "validation_horizon.csv", row.names = FALSE, quote = FALSE)

incidence <- function(d, h) {                         # Aalen-Johansen, events before censorings
  s <- 1; f <- 0
  for (u in sort(unique(d$time[d$time <= h & d$event > 0]))) {
    y <- sum(d$time >= u); f <- f + s * sum(d$time == u & d$event == 1) / y
    s <- s * (1 - sum(d$time == u & d$event > 0) / y)
  }
  f
}
newton <- function(pv, X, offset) {                   # cloglog link, constant variance, robust covariance
  b <- rep(0, ncol(X))
  for (i in 1:100) {
    eta <- as.vector(offset + X %*% b); mu <- 1 - exp(-exp(eta)); D <- exp(eta - exp(eta)) * X
    b <- b + qr.solve(D, pv - mu)
  }
  bread <- solve(crossprod(D))
  list(b = b, V = bread %*% crossprod(D * (pv - mu)) %*% bread)
}
calibrate <- function(d, risk, h) {
  n <- nrow(d); whole <- incidence(d, h)
  pv <- n * whole - (n - 1) * sapply(1:n, function(i) incidence(d[-i, ], h))
  cl <- log(-log(1 - risk))
  large <- newton(pv, matrix(1, n, 1), cl); both <- newton(pv, cbind(1, cl), cl)
  X <- cbind(1, Hmisc::rcspline.eval(cl, knots = quantile(cl, c(.05, .35, .65, .95)), inclx = TRUE, norm = 2))
  curve <- newton(pv, X, 0 * cl); eta <- as.vector(X %*% curve$b)
  se <- sqrt(rowSums((X %*% curve$V) * X)); inv <- function(e) 1 - exp(-exp(e)); z <- qnorm(.975)
  gap <- abs(inv(eta) - risk); ends <- c(which.min(risk), which.max(risk))
  list(observed = whole, expected = mean(risk), pseudo = pv[1:10],
       intercept = large$b, intercept_se = sqrt(large$V[1, 1]), slope = 1 + both$b[2], slope_se = sqrt(both$V[2, 2]),
       ici = mean(gap), e50 = median(gap), e90 = unname(quantile(gap, .9)), ends = inv(eta)[ends],
       ends_lower = inv(eta - z * se)[ends], ends_upper = inv(eta + z * se)[ends])
}
benefit <- function(d, risk, h, cuts) sapply(cuts, function(p) {
  flagged <- risk >= p; f <- incidence(d[flagged, ], h)
  mean(flagged) * (f - (1 - f) * p / (1 - p))
})
cuts <- c(.1, .25, .4, .6)
values <- list()
for (kind in c("competing", "censored")) {
  dd <- d; if (kind == "censored") dd$event <- as.integer(d$event == 1)
  formula <- if (kind == "competing") Hist(time, event) ~ 1 else Surv(time, event) ~ 1
  here <- list(auc = list(), auc_se = list(), brier = list(), brier_se = list(), null = list())
  for (h in c(3, 5, 9)) {
    risk <- d[[paste0("risk", h)]]
    s <- if (kind == "competing") Score(list(m = matrix(risk)), formula, data = dd, times = h, cause = 1)
         else Score(list(m = matrix(risk)), formula, data = dd, times = h)
    key <- as.character(h); b <- as.data.frame(s$Brier$score); a <- as.data.frame(s$AUC$score)
    here$auc[[key]] <- a$AUC; here$auc_se[[key]] <- a$se
    here$brier[[key]] <- b$Brier[b$model == "m"]; here$brier_se[[key]] <- b$se[b$model == "m"]
    here$null[[key]] <- b$Brier[b$model == "Null model"]
  }
  here$calibration <- calibrate(dd, d$risk5, 5)
  here$net_benefit <- list(thresholds = cuts, model = benefit(dd, d$risk5, 5, cuts), all = benefit(dd, d$risk5 + 1, 5, cuts))
  km <- summary(survfit(Surv(time, event > 0) ~ 1, dd), times = 5)
  if (kind == "censored") here$greenwood_se <- km$std.err
  values[[kind]] <- here
}
write_json(list(
  source = paste("validation_horizon.R,", R.version.string, "survival", packageVersion("survival"),
                 "riskRegression", packageVersion("riskRegression"), "Hmisc", packageVersion("Hmisc")),
  data = "SYNTHETIC, made by the script", values = values),
  "validation_horizon.json", auto_unbox = TRUE, digits = NA, pretty = TRUE)
