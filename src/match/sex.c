/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/sex.h"

/* Folded, as match_fold_name() gives them. */
static const char *const women[] = {"f", "female", "w", "woman", "girl", "femme", "fille", "feminin", "mujer",
	"femenino", "hembra", "mulher", "feminino", "frau", "weiblich", "kadin", "ж", "жен", "женский",
	"женщина", "айел", "әйел", "انثي", "انثى", "امراه", "נקבה"};
static const char *const men[] = {"m", "male", "man", "boy", "homme", "garcon", "masculin", "hombre",
	"masculino", "varon", "homem", "mann", "mannlich", "erkek", "м", "муж", "мужской", "мужчина", "ер",
	"еркек", "ذكر", "رجل", "זכר"};

static bool is_among(struct bytes word, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (bytes_is(word, words[i])) {
			return true;
		}
	}
	return false;
}

struct bytes match_sex(struct bytes folded)
{
	if (is_among(folded, women, ARRAY_COUNT(women))) {
		return BYTES("f");
	}
	return is_among(folded, men, ARRAY_COUNT(men)) ? BYTES("m") : folded;
}
