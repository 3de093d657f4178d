# Reference values for discrete-time models on rossi.csv and recid.csv: R's glm, binomial with logit and
# complementary log-log link, on one row for each person and period; periods without events left out (their
# estimate is minus infinity and adds nothing). Limits of a risk by the delta method on log(-log(1 - risk)).
# Run in tests/reference: Rscript discrete.R
suppressMessages({library(survival); library(numDeriv); library(jsonlite)})
rossi <- read.csv("rossi.csv"); recid <- read.csv("recid.csv"); recid$returned <- 1 - recid$cens
fit <- function(data, time, event, terms, interval, link, rows, periods) {
  data$id <- seq_len(nrow(data)); data$last <- ceiling(data[[time]] / interval)
  long <- data[rep(data$id, data$last), ]
  long$period <- sequence(data$last); long$y <- as.integer(long[[event]] == 1 & long$period == long$last)
  with_events <- sort(unique(long$period[long$y == 1]))
  used <- long[long$period %in% with_events, ]
  f <- glm(reformulate(c("0", "factor(period)", terms), "y"), binomial(link), used,
           control = glm.control(epsilon = 1e-16, maxit = 100))
  k <- length(with_events); b <- coef(f); v <- vcov(f)
  x <- as.matrix(data[rows, terms, drop = FALSE])
  predictions <- lapply(periods, function(at) {
    cumulative <- function(b) {
      eta <- outer(drop(x %*% b[-(1:k)]), b[which(with_events <= at)], "+")
      log(rowSums(if (link == "logit") log1p(exp(eta)) else exp(eta)))
    }
    j <- jacobian(cumulative, b); se <- sqrt(rowSums((j %*% v) * j)); g <- cumulative(b)
    list(time = min(at * interval, max(data[[time]])), risk = -expm1(-exp(g)),
         lower = -expm1(-exp(g - qnorm(.975) * se)), upper = -expm1(-exp(g + qnorm(.975) * se)))
  })
  list(terms = terms, interval = interval, link = link, rows = rows - 1, person_periods = nrow(long),
       periods_with_events = with_events, coef = unname(b), covariance = unname(v),
       log_likelihood = as.numeric(logLik(f)), predictions = predictions)
}
some <- c("fin", "age", "wexp", "prio"); many <- c("workprg", "priors", "tserved", "age", "alcohol")
values <- list(
  rossi = list(fit(rossi, "week", "arrest", some, 13, "logit", c(1, 200, 432), c(1, 2, 4)),
               fit(rossi, "week", "arrest", some, 13, "cloglog", c(1, 200, 432), c(1, 2, 4)),
               fit(rossi, "week", "arrest", some, 10, "cloglog", c(1, 200, 432), c(1, 6)),
               fit(rossi, "week", "arrest", some, 1, "logit", c(1, 200, 432), c(1, 26, 52))),
  recid = list(fit(recid, "durat", "returned", many, 12, "logit", c(1, 700, 1445), c(1, 3, 7)),
               fit(recid, "durat", "returned", many, 12, "cloglog", c(1, 700, 1445), c(1, 3, 7))))
versions <- list(R = R.version.string, numDeriv = as.character(packageVersion("numDeriv")))
write(toJSON(c(versions, values), digits = NA, auto_unbox = TRUE), "discrete.json")
