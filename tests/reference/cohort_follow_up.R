# Median follow-up by reverse Kaplan-Meier with its 95 % interval (log), and person-time, from R's survival.
# Rscript cohort_follow_up.R, in this folder; reads recid.csv and cohort_follow_up.csv, writes cohort_follow_up.json.
suppressMessages({library(survival); library(jsonlite)})
told <- function(fit) { t <- summary(fit)$table; as.list(setNames(t[c("median", "0.95LCL", "0.95UCL")], c("median", "lower", "upper"))) }
recid <- read.csv("recid.csv")
late <- read.csv("cohort_follow_up.csv")
values <- list(
  made_with = list(R = as.character(getRversion()), survival = as.character(packageVersion("survival"))),
  recid = told(survfit(Surv(durat, cens) ~ 1, recid)),
  late = told(survfit(Surv(entry, time, event == 0) ~ 1, late)),
  recid_years = sum(recid$durat) / 12,
  late_years = sum(late$time - late$entry) / 365.25)
write(toJSON(values, auto_unbox = TRUE, digits = I(16), pretty = TRUE), "cohort_follow_up.json")
