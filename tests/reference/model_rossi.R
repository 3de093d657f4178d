# R 4.2, survival: what the card of the demonstration's model must say. Run: Rscript model_rossi.R rossi.csv
library(survival)
rossi <- read.csv(commandArgs(TRUE)[1])
fit <- coxph(Surv(week, arrest) ~ fin + age + wexp + mar + paro + prio, rossi)
found <- concordance(fit)
risk <- 1 - summary(survfit(fit, newdata = rossi), times = 52)$surv
risk <- as.numeric(risk)
cat(sprintf('{"r": "%s", "survival": "%s", "concordance": %.12f, "mean_risk": %.12f, "brier": %.12f}\n',
  as.character(getRversion()), packageVersion("survival"), found$concordance, mean(risk),
  mean((rossi$arrest - risk)^2)))
