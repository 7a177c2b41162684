# SPDX-License-Identifier: AGPL-3.0-or-later
# Makes tests/data/mse/*_resamples.csv: 40 resamples of a table with their stepwise estimates (SparseMSE 2.0.1, R 4.2.2).
#
#     Rscript resamples_sparsemse.R TABLE.csv OUT.csv
arguments <- commandArgs(TRUE)
table <- as.matrix(read.csv(arguments[1]))
last <- ncol(table)
set.seed(1234)
rows <- lapply(1:40, function(i) {
  count <- c(rmultinom(1, sum(table[, last]), table[, last]))
  fit <- SparseMSE::estimatepopulation.0(cbind(table[, -last], count), quantiles = NULL, pthresh = 0.02)
  c(count, fit$estimate)
})
out <- do.call(rbind, rows)
colnames(out) <- c(apply(table[, -last], 1, paste, collapse = ""), "estimate")
write.csv(out, arguments[2], row.names = FALSE, quote = FALSE)
