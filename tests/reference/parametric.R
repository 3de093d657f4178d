# Reference values for the parametric models on rossi.csv (Rossi, Berk & Lenihan 1980) and recid.csv
# (Chung, Schmidt & Witte 1991): survreg for its four families; the generalised gamma by Newton's method
# on its own likelihood, with pgamma and Richardson derivatives (numDeriv). Limits of a risk by the delta
# method on log(-log(1 - risk)). Run in tests/reference: Rscript parametric.R
suppressMessages({library(survival); library(numDeriv); library(jsonlite)})
rossi <- read.csv("rossi.csv"); recid <- read.csv("recid.csv"); recid$returned <- 1 - recid$cens
sets <- list(
  rossi = list(data = rossi, time = "week", event = "arrest", times = c(10, 26, 52),
               terms = c("fin", "age", "race", "wexp", "mar", "paro", "prio"), rows = c(1, 100, 432)),
  recid = list(data = recid, time = "durat", event = "returned", times = c(6, 24, 70),
               terms = c("workprg", "priors", "tserved", "felon", "alcohol", "drugs", "black", "married",
                         "educ", "age"), rows = c(1, 700, 1445)))
log_hazard <- list(  # log cumulative hazard as a function of z = (log t - location) / scale, and its slope
  weibull = list(g = function(z) z, slope = function(z) 1 + 0 * z),
  exponential = list(g = function(z) z, slope = function(z) 1 + 0 * z),
  loglogistic = list(g = function(z) log(log1p(exp(z))),
                     slope = function(z) plogis(z) / log1p(exp(z))),
  lognormal = list(g = function(z) log(-pnorm(-z, log.p = TRUE)),
                   slope = function(z) dnorm(z) / pnorm(-z) / -pnorm(-z, log.p = TRUE)))
limits <- function(g, se) list(risk = -expm1(-exp(g)), lower = -expm1(-exp(g - qnorm(.975) * se)),
                               upper = -expm1(-exp(g + qnorm(.975) * se)))
ordinary <- function(set, family) {
  f <- survreg(reformulate(set$terms, sprintf("Surv(%s, %s)", set$time, set$event)), data = set$data,
               dist = family, control = survreg.control(rel.tolerance = 1e-15, maxiter = 100))
  x <- cbind(1, as.matrix(set$data[set$rows, set$terms]))
  predictions <- lapply(set$times, function(t) {
    z <- drop(log(t) - x %*% coef(f)) / f$scale
    gradient <- if (family == "exponential") -x else cbind(-x / f$scale, -z)
    gradient <- gradient * log_hazard[[family]]$slope(z)
    limits(log_hazard[[family]]$g(z), sqrt(rowSums((gradient %*% vcov(f)) * gradient)))
  })
  list(coef = unname(c(coef(f), if (family != "exponential") log(f$scale))),
       covariance = unname(vcov(f)), log_likelihood = f$loglik[2], predictions = predictions)
}
log_survival <- function(theta, t, x) {  # Prentice (1974): k = Q^-2, w = (log t - location) / sigma
  p <- ncol(x); w <- drop(log(t) - x %*% theta[1:p]) / exp(theta[p + 1]); q <- theta[p + 2]
  if (q == 0) return(pnorm(-w, log.p = TRUE))
  pgamma(exp(q * w) / q^2, 1 / q^2, lower.tail = q < 0, log.p = TRUE)
}
gamma_fit <- function(set) {
  t <- set$data[[set$time]]; d <- set$data[[set$event]] == 1
  raw <- as.matrix(set$data[set$terms]); m <- colMeans(raw); s <- apply(raw, 2, sd)
  x <- cbind(1, scale(raw, m, s)); p <- ncol(x)
  value <- function(theta) {
    w <- drop(log(t) - x %*% theta[1:p]) / exp(theta[p + 1]); q <- theta[p + 2]
    # density of t: dgamma of exp(q w) / q^2, times the derivative of that argument
    u <- exp(q * w) / q^2
    f <- dgamma(u, 1 / q^2, log = TRUE) + log(u) + log(abs(q)) - theta[p + 1] - log(t)
    sum(f[d]) + sum(log_survival(theta, t, x)[!d])
  }
  theta <- optim(c(mean(log(t)) + 1, rep(0, p - 1), 0, .5), value, method = "BFGS",
                 control = list(fnscale = -1, maxit = 2000, reltol = 1e-14))$par
  for (i in 1:6) theta <- theta - solve(hessian(value, theta), grad(value, theta))
  back <- diag(p + 2); back[cbind(2:p, 2:p)] <- 1 / s; back[1, 2:p] <- -m / s
  v <- back %*% solve(-hessian(value, theta)) %*% t(back); theta_out <- drop(back %*% theta)
  x0 <- cbind(1, raw[set$rows, ])
  predictions <- lapply(set$times, function(at) {
    g <- function(th) log(-log_survival(th, at, x0))
    j <- jacobian(g, theta_out, method.args = list(d = 1e-3))
    limits(g(theta_out), sqrt(rowSums((j %*% v) * j)))
  })
  list(coef = theta_out, covariance = unname(v), log_likelihood = value(theta), predictions = predictions)
}
values <- lapply(sets, function(set) {
  fits <- lapply(setNames(nm = c("weibull", "exponential", "lognormal", "loglogistic")),
                 function(family) ordinary(set, family))
  fits$generalized_gamma <- gamma_fit(set)
  list(time = set$time, event = set$event, terms = set$terms, rows = set$rows - 1, times = set$times,
       fits = fits)
})
versions <- list(R = R.version.string, survival = as.character(packageVersion("survival")),
                 numDeriv = as.character(packageVersion("numDeriv")))
write(toJSON(c(versions, values), digits = NA, auto_unbox = TRUE), "parametric.json")
