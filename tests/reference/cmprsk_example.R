# Reference values for Fine-Gray, Gray's test and Aalen-Johansen on cmprsk_example.csv: the 200
# SYNTHETIC rows of the example in the help page of R's cmprsk::crr (set.seed(10)).
# Run in tests/reference: Rscript cmprsk_example.R
suppressMessages({library(cmprsk); library(survival); library(jsonlite)})
source("cmprsk_values.R")
data <- read.csv("cmprsk_example.csv")
data$group <- 1 + (data$x3 > 0.3) + (data$x3 > 0.75)
rows <- rbind(c(.1, .5, .8), c(.1, .5, .2))
values <- competing_values(data$ftime, data$fstatus, data[c("x1", "x2", "x3")], data$group, rows)
write(toJSON(values, digits = NA, auto_unbox = TRUE, na = "null"), "cmprsk_example.json")
