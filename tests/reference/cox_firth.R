# Reference values for Firth's penalty: the penalised partial likelihood written out in base R, step by step over the
# event times, its derivatives taken numerically (no package). Run in this folder: Rscript cox_firth.R
# cox_firth.csv is SYNTHETIC, 40 people: nobody with programme = 1 has the event, so that the ordinary estimate is infinite.
library(jsonlite)
if (!file.exists("cox_firth.csv")) {
  set.seed(11); n <- 40
  programme <- rep(c(1, 0, 0, 0, 0), length.out = n); age <- round(rnorm(n, 30, 8)); prior <- rpois(n, 2)
  t <- ceiling(rexp(n, exp(.3 * (prior - 2)) / 20)); c <- ceiling(runif(n, 5, 25))
  event <- as.integer(t <= c & programme == 0); time <- ifelse(programme == 0, pmin(t, c), c)
  write.csv(data.frame(time, event, programme, age, prior), "cox_firth.csv", row.names = FALSE, quote = FALSE)
}
d <- read.csv("cox_firth.csv"); X <- scale(as.matrix(d[c("programme", "age", "prior")])); s <- attr(X, "scaled:scale")
parts <- function(b, efron) {                          # log-likelihood, and information written out as a sum of variances
  h <- exp(as.vector(X %*% b)); l <- 0; I <- matrix(0, ncol(X), ncol(X))
  for (t in sort(unique(d$time[d$event == 1]))) {
    dead <- d$time == t & d$event == 1; m <- sum(dead)
    for (k in seq_len(m)) {
      w <- h * (d$time >= t); if (efron) w[dead] <- w[dead] * (1 - (k - 1) / m)
      l <- l - log(sum(w)); mean <- colSums(w * X) / sum(w)
      I <- I + crossprod(sqrt(w) * sweep(X, 2, mean)) / sum(w)
    }
    l <- l + sum((X %*% b)[dead])
  }
  list(l = l, I = I)
}
pen <- function(b, efron) { p <- parts(b, efron); p$l + as.numeric(determinant(p$I)$modulus) / 2 }
slope <- function(f, b, e = 1e-3) sapply(seq_along(b), function(j) {  # six-point rule, error of sixth order
  g <- function(k) { u <- b; u[j] <- u[j] + k * e; f(u) }
  (45 * (g(1) - g(-1)) - 9 * (g(2) - g(-2)) + (g(3) - g(-3))) / (60 * e)
})
best <- function(efron, start = rep(0, ncol(X)), free = seq_along(start)) {
  b <- start
  if (length(free)) for (i in 1:200) {
    f <- function(u) { z <- b; z[free] <- u; pen(z, efron) }
    g <- slope(f, b[free]); step <- solve(parts(b, efron)$I[free, free, drop = FALSE], g)
    while (f(b[free] + step) < f(b[free]) - 1e-9) step <- step / 2
    b[free] <- b[free] + step
    if (max(abs(step)) < 1e-11) break
  }
  list(b = b, value = pen(b, efron))
}
fit <- function(efron) {
  top <- best(efron); I <- parts(top$b, efron)$I; se <- sqrt(diag(solve(I)))
  ratio <- function(j, v) { b <- top$b; b[j] <- v; 2 * (top$value - best(efron, b, setdiff(seq_along(b), j))$value) }
  limit <- function(j, side) uniroot(function(v) ratio(j, v) - qchisq(.95, 1), sort(top$b[j] + side * c(.5, 4) * se[j]), tol = 1e-11)$root
  j <- seq_along(top$b)
  list(coef = unname(top$b / s), se = unname(se / s), penalised = top$value + sum(log(s)), loglik = parts(top$b, efron)$l,
       lower = unname(sapply(j, limit, -1) / s), upper = unname(sapply(j, limit, 1) / s), chi_square = sapply(j, ratio, 0))
}
out <- list(efron = fit(TRUE), breslow = fit(FALSE), R = R.version.string)
write_json(out, "cox_firth.json", digits = I(17), auto_unbox = TRUE)
