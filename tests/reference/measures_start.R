# Effect of a measure that starts during follow-up, by R's own tools: tmerge lays the start-stop
# rows out, coxph fits them (Efron). measures_start.csv holds 400 made-up people.
# Run in tests/reference: Rscript measures_start.R
library(survival)
library(jsonlite)
people <- read.csv("measures_start.csv")
people$id <- seq_len(nrow(people))
long <- tmerge(people[c("id", "priors")], people, id = id, outcome = event(month, outcome), on = tdc(start))
landmark <- subset(people, month > 6)
landmark$on <- as.integer(!is.na(landmark$start) & landmark$start <= 6)
landmark$left <- landmark$month - 6
people$ever <- as.integer(!is.na(people$start) & people$start < people$month)
fits <- list(
  naive = coxph(Surv(month, outcome) ~ ever + priors, people),
  time_varying = coxph(Surv(tstart, tstop, outcome) ~ on + priors, long),
  landmark = coxph(Surv(left, outcome) ~ on + priors, landmark)
)
row <- function(fit) {
  found <- summary(fit, conf.int = 0.95)
  c(found$conf.int[1, c("exp(coef)", "lower .95", "upper .95")], found$coefficients[1, "Pr(>|z|)"],
    fit$n, fit$nevent, cox.zph(fit, transform = "km", terms = FALSE)$table[1, "p"])
}
curve <- summary(survfit(Surv(left, outcome) ~ on, landmark), times = 12)
write_json(list(
  software = paste(R.version.string, "survival", packageVersion("survival")),
  columns = c("ratio", "lower", "upper", "p", "rows", "events", "proportional_p"),
  effects = lapply(fits, function(fit) unname(row(fit))),
  survival_12_months_after_landmark = list(estimate = curve$surv, std_error = curve$std.err)
), "measures_start.json", digits = NA, pretty = TRUE, auto_unbox = TRUE)
