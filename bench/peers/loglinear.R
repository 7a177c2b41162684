# SPDX-License-Identifier: AGPL-3.0-or-later
# Runs R packages on the tables that bench_loglinear is given, for the same work in the same call:
#
#     Rscript bench/peers/loglinear.R [--bootstraps N] TABLE.csv ...      (needs R, Rcapture 1.4-4 and SparseMSE 2.0.1)
#
# Prints processor seconds of: all models and N of the best BIC and AIC (to five lists), the profile interval of the former, Chao's bound;
# the stepwise estimate with its BCa interval (default 1,000 bootstraps, scaled to that where N is less).
library(Rcapture)
library(SparseMSE)

arguments <- commandArgs(trailingOnly = TRUE)
bootstraps <- 1000
if (arguments[1] == "--bootstraps") {
  bootstraps <- as.integer(arguments[2])
  arguments <- arguments[-(1:2)]
}
seconds <- function(time) sum(time[c("user.self", "sys.self")])

for (path in arguments) {
  table <- as.matrix(read.csv(path))
  lists <- ncol(table) - 1
  cat(sprintf("%s: %d lists, n = %d\n", basename(path), lists, sum(table[, lists + 1])))
  if (lists <= 5) {
    time <- system.time(models <- closedpMS.t(table, dfreq = TRUE, maxorder = if (lists < 5) lists - 1 else 2))
    fits <- models$results
    best <- which.min(fits[, "BIC"])
    cat(sprintf("  models    %.2f s  %d; BIC %s N %.1f, AIC N %.1f\n", seconds(time), nrow(fits), rownames(fits)[best],
      fits[best, "abundance"], fits[which.min(fits[, "AIC"]), "abundance"]))
    time <- system.time(profile <- closedpCI.t(table, dfreq = TRUE, mX = rownames(fits)[best])$CI)
    cat(sprintf("  profile   %.2f s  %.0f-%.0f\n", seconds(time), profile[, 2], profile[, 3]))
  }
  chao <- closedp.t(table, dfreq = TRUE)$results["Mth Chao (LB)", ]
  cat(sprintf("  chao      %.0f (%.0f)\n", chao["abundance"], chao["stderr"]))
  time <- system.time(fit <- estimatepopulation(table, nboot = bootstraps, alpha = c(0.025, 0.975)))
  cat(sprintf("  bootstrap %.1f s  stepwise N %.1f (%.0f-%.0f)\n", seconds(time) * 1000 / bootstraps, fit$popest,
    fit$BCaquantiles[1], fit$BCaquantiles[2]))
}
