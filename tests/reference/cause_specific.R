# Reference values for cause-specific Cox models on cmprsk_three_causes.csv (SYNTHETIC) and
# cmprsk_example.csv. Risks twice: from the single-cause survfit curves of each person, put together by the
# product of survival and step; and, where ties are Breslow's, from survfit of one coxph with all causes
# as states (which uses Breslow's baseline whatever the ties).
# Run in tests/reference: Rscript cause_specific.R
suppressMessages({library(survival); library(jsonlite)})
fit <- function(name, time, event, terms, rows, times, ties) {
  data <- read.csv(paste0(name, ".csv")); data$id <- seq_len(nrow(data)); data$state <- factor(data[[event]])
  model <- coxph(reformulate(terms, sprintf("Surv(%s, state)", time)), data, id = id, ties = ties,
                 control = coxph.control(eps = 1e-14, toler.chol = 1e-15, iter.max = 50))
  causes <- levels(data$state)[-1]; p <- length(terms)
  single <- lapply(causes, function(k) {
    f <- coxph(as.formula(sprintf("Surv(%s, %s == %s) ~ %s", time, event, k, paste(terms, collapse = "+"))),
               data, ties = ties, control = coxph.control(eps = 1e-14, toler.chol = 1e-15, iter.max = 50))
    curves <- survfit(f, newdata = data[rows, ])
    list(steps = apply(rbind(0, curves$cumhaz), 2, diff), at = curves$time, coef = unname(coef(f)), covariance = unname(vcov(f)), log_likelihood = f$loglik[2])
  })
  names(single) <- causes
  total <- Reduce(`+`, lapply(single, `[[`, "steps"))
  before <- apply(rbind(0, total), 2, function(h) exp(-cumsum(h)))[seq_len(nrow(total)), ]
  share <- ifelse(total > 0, -expm1(-total) / total, 1)
  put_together <- lapply(single, function(one)
    apply(before * share * one$steps, 2, cumsum)[findInterval(times, one$at), ])
  s <- summary(survfit(model, newdata = data[rows, ]), times = times)
  risk <- lapply(seq_along(causes), function(k) matrix(s$pstate[, , k + 1], length(times)))
  names(risk) <- causes
  single <- lapply(single, `[`, c("coef", "covariance", "log_likelihood"))
  list(name = name, time = time, event = event, terms = terms, rows = rows - 1, times = times, ties = ties,
       causes = single,
       put_together = put_together, multi_state = if (ties == "breslow") risk)
}
values <- list(
  fit("cmprsk_three_causes", "time", "event", c("age", "prior", "unit"), c(1, 50, 400), c(6, 24, 48), "efron"),
  fit("cmprsk_three_causes", "time", "event", c("age", "prior", "unit"), c(1, 50, 400), c(6, 24, 48), "breslow"),
  fit("cmprsk_example", "ftime", "fstatus", c("x1", "x2", "x3"), c(1, 2, 200), c(.2, .8, 1.5), "efron"))
versions <- list(R = R.version.string, survival = as.character(packageVersion("survival")))
write(toJSON(c(versions, list(fits = values)), digits = NA, auto_unbox = TRUE), "cause_specific.json")
