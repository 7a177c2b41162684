/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ops/shard.h"

#include "base/bytes.h"

/* Where schedulers say which of how many processes this one is; both counted from 0. */
static bool read_scheduler(int64_t *index, int64_t *count)
{
	static const char *const names[][2] = {
		{"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"}, /* Open MPI */
		{"SLURM_PROCID", "SLURM_NTASKS"},
		{"JOB_COMPLETION_INDEX",
			"JOB_COMPLETIONS"}, /* an indexed job of Kubernetes that passes on its size */
	};
	for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
		if (bytes_int64(bytes_of(getenv(names[i][0])), index) &&
			bytes_int64(bytes_of(getenv(names[i][1])), count)) {
			(*index)++;
			return true;
		}
	}
	return false;
}

int op_shard_read(const char *text, struct op_shard *shard, struct err *e)
{
	struct bytes all = bytes_of(text);
	size_t slash = text ? bytes_find(all, BYTES("/"), 0) : SIZE_MAX;
	int64_t index = 1;
	int64_t count = 1;
	bool is_read = !text;
	if (text && strcmp(text, "auto") == 0) {
		if (!read_scheduler(&index, &count)) {
			return err_set(e, ERR_USAGE,
				"--shard auto finds no scheduler here: neither Open MPI, Slurm nor an "
				"indexed job");
		}
		is_read = true;
	} else if (slash != SIZE_MAX) {
		is_read = bytes_int64((struct bytes){all.s, slash}, &index) &&
			bytes_int64((struct bytes){all.s + slash + 1, all.len - slash - 1}, &count);
	}
	if (!is_read || index < 1 || index > count) {
		return err_set(
			e, ERR_USAGE, "--shard takes I/N, with I from 1 to N, or auto; not \"%s\"", text);
	}
	*shard = (struct op_shard){(size_t)index, (size_t)count};
	return 0;
}
