# Reference values for mixture cure models on rossi.csv and recid.csv: S = 1 - p + p S_u, logit p linear in
# its covariates, S_u Weibull, log-logistic or log-normal as in survreg. No package: the likelihood is
# and its slope are written out; Newton's method, the curvature by Richardson's rule (numDeriv).
# Run in tests/reference: Rscript cure.R
suppressMessages({library(numDeriv); library(jsonlite)})
rossi <- read.csv("rossi.csv"); recid <- read.csv("recid.csv"); recid$returned <- 1 - recid$cens
log_f <- list(weibull = function(z) z - exp(z), loglogistic = function(z) z - 2 * log1p(exp(z)),
              lognormal = function(z) dnorm(z, log = TRUE))
log_s <- list(weibull = function(z) -exp(z), loglogistic = function(z) -log1p(exp(z)),
              lognormal = function(z) pnorm(-z, log.p = TRUE))
slope_f <- list(weibull = function(z) 1 - exp(z), loglogistic = function(z) 1 - 2 * plogis(z),
                lognormal = function(z) -z)
fit <- function(data, time, event, terms, cure_terms, family, rows, times) {
  t <- data[[time]]; d <- data[[event]] == 1
  raw <- function(names) as.matrix(data[names]); s <- function(names) apply(raw(names), 2, sd)
  design <- function(names) cbind(rep(1, nrow(data)), if (length(names)) scale(raw(names), scale = s(names)))
  who <- design(cure_terms); when <- design(terms); a <- ncol(who); b <- a + ncol(when)
  parts <- function(theta, who, when, t) {
    sigma <- exp(theta[b + 1])
    list(eta = drop(who %*% theta[1:a]), sigma = sigma,
         z = drop(log(t) - when %*% theta[(a + 1):b]) / sigma)
  }
  value <- function(theta) {
    u <- parts(theta, who, when, t); p <- plogis(u$eta)
    density <- plogis(u$eta, log.p = TRUE) + log_f[[family]](u$z) - log(u$sigma) - log(t)
    sum(density[d]) + sum(log(plogis(-u$eta) + p * exp(log_s[[family]](u$z)))[!d])
  }
  slope <- function(theta) {
    u <- parts(theta, who, when, t); p <- plogis(u$eta); s <- exp(log_s[[family]](u$z))
    alive <- 1 - p + p * s
    by_eta <- ifelse(d, 1 - p, p * (1 - p) * (s - 1) / alive)
    by_z <- ifelse(d, slope_f[[family]](u$z), -p * exp(log_f[[family]](u$z)) / alive)
    c(by_eta %*% who, -by_z %*% when / u$sigma, -sum(by_z * u$z) - sum(d))
  }
  theta <- optim(c(0, rep(0, a - 1), mean(log(t[d])), rep(0, b - a - 1), 0), value, slope, method = "BFGS",
                 control = list(fnscale = -1, maxit = 2000, reltol = 1e-14))$par
  for (i in 1:8) theta <- theta - solve(jacobian(slope, theta), slope(theta))
  information <- -jacobian(slope, theta); information <- (information + t(information)) / 2
  back <- diag(b + 1)
  unscale <- function(back, at, names) {
    if (length(names)) {
      k <- at + seq_along(names); back[cbind(k, k)] <- 1 / s(names)
      back[at, k] <- -colMeans(raw(names)) / s(names)
    }
    back
  }
  back <- unscale(unscale(back, 1, cure_terms), a + 1, terms)
  estimates <- drop(back %*% theta); v <- back %*% solve(information) %*% t(back)
  new_who <- cbind(1, raw(cure_terms)[rows, , drop = FALSE]); new_when <- cbind(1, raw(terms)[rows, , drop = FALSE])
  predictions <- lapply(times, function(at) {
    risk <- function(th) {
      u <- parts(th, new_who, new_when, at)
      plogis(u$eta) * -expm1(log_s[[family]](u$z))
    }
    g <- function(th) log(-log1p(-risk(th)))
    j <- jacobian(g, estimates, method.args = list(d = 1e-3)); se <- sqrt(rowSums((j %*% v) * j))
    list(risk = risk(estimates), lower = -expm1(-exp(g(estimates) - qnorm(.975) * se)),
         upper = -expm1(-exp(g(estimates) + qnorm(.975) * se)))
  })
  list(terms = terms, cure_terms = cure_terms, family = family, rows = rows - 1, times = times,
       coef = estimates, covariance = unname(v), log_likelihood = value(theta),
       susceptible = plogis(drop(new_who %*% estimates[1:a])), predictions = predictions)
}
some <- c("priors", "alcohol", "age")
values <- list(
  recid = list(
    fit(recid, "durat", "returned", character(), character(), "weibull", c(1, 2, 700), c(6, 24, 70)),
    fit(recid, "durat", "returned", some, some, "weibull", c(1, 2, 700), c(6, 24, 70)),
    fit(recid, "durat", "returned", some, c("felon", "educ"), "loglogistic", c(1, 2, 700), c(6, 24, 70)),
    fit(recid, "durat", "returned", "priors", some, "lognormal", c(1, 2, 700), c(6, 24, 70))),
  rossi = list(
    fit(rossi, "week", "arrest", character(), character(), "weibull", c(1, 2, 432), c(10, 26, 52))))
versions <- list(R = R.version.string, numDeriv = as.character(packageVersion("numDeriv")))
write(toJSON(c(versions, values), digits = NA, auto_unbox = TRUE), "cure.json")
