# Reference values for Fine-Gray, Gray's test and Aalen-Johansen with heavy ties (whole months), three
# causes and covariates on very different scales. The data are SYNTHETIC, made here.
# Run in tests/reference: Rscript cmprsk_three_causes.R
suppressMessages({library(cmprsk); library(survival); library(jsonlite)})
source("cmprsk_values.R")
set.seed(20261124); n <- 400
data <- data.frame(age = round(runif(n, 18, 70)), prior = rpois(n, 2), unit = rbinom(n, 1, .4),
                   income = round(rnorm(n, 25000, 8000)), district = sample(1:3, n, TRUE, c(.5, .35, .15)))
first <- rexp(n, .035 * exp(-.03 * (data$age - 40) + .2 * data$prior))
second <- rexp(n, .02 * exp(.4 * data$unit)); third <- rexp(n, .008 * data$district)
censored <- pmin(rexp(n, .02), 60)
time <- pmin(first, second, third, censored)
data$event <- ifelse(time == censored, 0, ifelse(time == first, 1, ifelse(time == second, 2, 3)))
data$time <- pmax(1, ceiling(time))
write.csv(data, "cmprsk_three_causes.csv", row.names = FALSE)
covariates <- data[c("age", "prior", "unit", "income")]
rows <- rbind(c(20, 5, 1, 20000), c(60, 0, 0, 31000))
values <- competing_values(data$time, data$event, covariates, data$district, rows)
write(toJSON(values, digits = NA, auto_unbox = TRUE, na = "null"), "cmprsk_three_causes.json")
