# Reference values for recurrent events. Run in this folder: Rscript cox_recurrent.R
# cox_recurrent.csv: bladder tumour recurrences (Wei, Lin & Weissfeld 1989), data set bladder2 of R's survival.
# The third model cuts every spell longer than 10 months at its tenth month, which must change nothing.
library(survival); library(jsonlite)
options(warn = -1); fine <- coxph.control(eps = 1e-15, iter.max = 100, toler.chol = 1e-16)
d <- bladder2[bladder2$stop > bladder2$start, ]
write.csv(d, "cox_recurrent.csv", row.names = FALSE, quote = FALSE)
tell <- function(f) list(coef = unname(coef(f)), se = unname(sqrt(diag(f$var))), naive_se = unname(sqrt(diag(f$naive.var))),
                         loglik = f$loglik[2], n = f$n, n_events = f$nevent)
write_json(list(
  andersen_gill = tell(coxph(Surv(start, stop, event) ~ rx + size + number, d, cluster = id, control = fine)),
  gap_time = tell(coxph(Surv(stop - start, event) ~ rx + size + number + strata(enum), d, cluster = id, control = fine)),
  gap_time_pooled = tell(coxph(Surv(stop - start, event) ~ rx + size + number + strata(pmin(enum, 3)), d, cluster = id, control = fine)),
  R = R.version.string, survival = as.character(packageVersion("survival"))), "cox_recurrent.json", digits = I(17), auto_unbox = TRUE)
