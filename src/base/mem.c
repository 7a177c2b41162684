/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/mem.h"

#include <stdarg.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define HAVE_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAVE_ASAN 1
#endif
#endif

#ifdef HAVE_ASAN
#include <sanitizer/asan_interface.h>
#define POISON(p, len) ASAN_POISON_MEMORY_REGION(p, len)
#define UNPOISON(p, len) ASAN_UNPOISON_MEMORY_REGION(p, len)
#else
#define POISON(p, len) ((void)(p), (void)(len))
#define UNPOISON(p, len) ((void)(p), (void)(len))
#endif

enum { BLOCK_BYTES = 64 * 1024, ALIGNMENT = 16 };

struct arena_block {
	struct arena_block *older;
	size_t size;
	size_t used;
	_Alignas(ALIGNMENT) char space[];
};

void base_bug(const char *file, int line, const char *what)
{
	fprintf(stderr, "recount: internal error at %s:%d: %s. Nothing unfinished was saved.\n", file, line,
		what);
	abort();
}

void mem_exhausted(void)
{
	static const char text[] =
		"recount: out of memory. What was acknowledged is safe; nothing else was kept.\n";
	ssize_t ignored = write(STDERR_FILENO, text, sizeof(text) - 1);
	(void)ignored;
	_exit(MEM_EXIT_CODE);
}

void *mem_alloc(size_t len)
{
	void *p = malloc(len > 0 ? len : 1);
	if (!p) {
		mem_exhausted();
	}
	return p;
}

void *mem_calloc(size_t count, size_t size)
{
	void *p = calloc(count > 0 ? count : 1, size > 0 ? size : 1);
	if (!p) {
		mem_exhausted();
	}
	return p;
}

void *mem_realloc(void *p, size_t count, size_t size)
{
	size_t len;
	if (__builtin_mul_overflow(count, size, &len)) {
		mem_exhausted();
	}
	void *grown = realloc(p, len > 0 ? len : 1);
	if (!grown) {
		mem_exhausted();
	}
	return grown;
}

static struct arena_block *block_new(struct arena *a, size_t len)
{
	size_t size = len > BLOCK_BYTES ? len : BLOCK_BYTES;
	struct arena_block *block = mem_alloc(sizeof(*block) + size);
	block->older = a->newest;
	block->size = size;
	block->used = 0;
	POISON(block->space, size);
	a->newest = block;
	return block;
}

void *arena_alloc(struct arena *a, size_t len)
{
	BUG_IF(len > SIZE_MAX / 2);
	size_t rounded = (len + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
	a->used_bytes += rounded;
	BUG_IF(a->ceiling_bytes > 0 && a->used_bytes > a->ceiling_bytes);
	struct arena_block *block = a->newest;
	if (!block || block->size - block->used < rounded) {
		block = block_new(a, rounded);
	}
	void *p = block->space + block->used;
	block->used += rounded;
	UNPOISON(p, len);
	return p;
}

void *arena_calloc(struct arena *a, size_t count, size_t size)
{
	size_t len;
	BUG_IF(__builtin_mul_overflow(count, size, &len));
	return memset(arena_alloc(a, len), 0, len);
}

void *arena_grow(struct arena *a, void *array, size_t count, size_t *room, size_t size)
{
	enum { ROOM_FIRST = 16 };
	size_t len;
	if (count < *room) {
		return array;
	}
	*room = *room == 0 ? ROOM_FIRST : 2 * *room;
	BUG_IF(__builtin_mul_overflow(*room, size, &len));
	void *grown = arena_alloc(a, len);
	if (count > 0) {
		memcpy(grown, array, count * size);
	}
	return grown;
}

char *arena_text(struct arena *a, struct bytes b)
{
	char *copy = arena_alloc(a, b.len + 1);
	if (b.len > 0) {
		memcpy(copy, b.s, b.len);
	}
	copy[b.len] = '\0';
	return copy;
}

struct bytes arena_copy(struct arena *a, struct bytes b)
{
	return (struct bytes){arena_text(a, b), b.len};
}

char *arena_printf(struct arena *a, const char *format, ...)
{
	va_list args;
	va_list again;
	va_start(args, format);
	va_copy(again, args);
	int len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	BUG_IF(len < 0);
	char *text = arena_alloc(a, (size_t)len + 1);
	vsnprintf(text, (size_t)len + 1, format, again);
	va_end(again);
	return text;
}

static void free_chain(struct arena_block *block)
{
	while (block) {
		struct arena_block *older = block->older;
		UNPOISON(block->space, block->size);
		free(block);
		block = older;
	}
}

void arena_reset(struct arena *a)
{
	if (a->newest) {
		free_chain(a->newest->older);
		a->newest->older = NULL;
		a->newest->used = 0;
		POISON(a->newest->space, a->newest->size);
	}
	a->used_bytes = 0;
}

void arena_done(struct arena *a)
{
	free_chain(a->newest);
	a->newest = NULL;
	a->used_bytes = 0;
}
