# SPDX-License-Identifier: AGPL-3.0-or-later
# Runs the R package dga on the tables that bench_dga is given, for the same work in the same call:
#
#     Rscript bench/peers/dga.R TABLE.csv ...      (needs R and dga 2.0.2; 3 to 5 lists)
#
# Prints seconds, N and its 95 % interval on the grid 1 ... 30 n with delta 2^-J, and the chance of the complete graph.
library(dga)

for (path in commandArgs(trailingOnly = TRUE)) {
  table <- read.csv(path)
  lists <- ncol(table) - 1
  if (lists < 3 || lists > 5) next
  counts <- array(0, dim = rep(2, lists))
  for (i in seq_len(nrow(table))) {
    cell <- matrix(as.integer(table[i, seq_len(lists)]) + 1, nrow = 1)
    counts[cell] <- counts[cell] + table$count[i]
  }
  name <- paste0("graphs", lists)
  data(list = name)
  graphs <- get(name)
  missing <- 1:(30 * sum(counts))
  seconds <- system.time(weights <- bma.cr(counts, missing, 2^-lists, graphs))[["elapsed"]]
  below <- cumsum(colSums(weights))
  quantile <- sapply(c(0.5, 0.025, 0.975), function(p) sum(counts) + missing[which(below >= p)[1]])
  complete <- which(sapply(graphs, function(g) length(g$C) == 1 && length(g$C[[1]]) == lists))
  cat(sprintf("%s: %.3f s, N %d (%d-%d), complete graph %.3f\n", basename(path), seconds, quantile[1], quantile[2],
    quantile[3], sum(weights[complete, ])))
}
