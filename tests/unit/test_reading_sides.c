/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Names of organisations and persons, and who is held responsible. Mentions are written as
 *
 *     org Blue Star Front; person Anna Berg (lawyer)
 *
 * proposals as: killed by WHO of ORGANISATION: fact; actors as: armed ORGANISATION DEED: fact; attacks as: DEED TARGET:
 * kind. Every sentence is invented, and so is every name but one that the tables have to know.
 */
#include "base/buf.h"
#include "reading/reading.h"
#include "test.h"

static const char *const responsibility_words[] = {
	"unsaid", "fact", "claimed", "accused", "accused by authorities", "possible", "denied"};

static void add_words(struct buf *out, const char *before, struct bytes text, struct span s)
{
	if (s.end > s.start) {
		buf_printf(out, "%s%.*s", before, (int)(s.end - s.start), text.s + s.start);
	}
}

static void write_mentions(const struct reading *r, struct bytes text, struct buf *out)
{
	static const char *const kinds[] = {"person ", "org ", "place "};
	for (size_t i = 0; i < r->mention_count; i++) {
		const struct mention *m = &r->mentions[i];
		buf_add_text(out, i > 0 ? "; " : "");
		add_words(out, kinds[m->kind], text, m->name);
		if (m->role.end > m->role.start) {
			add_words(out, " (", text, m->role);
			buf_add_text(out, ")");
		}
	}
}

static void write_holders(const struct reading *r, struct bytes text, struct buf *out)
{
	for (size_t i = 0; i < r->proposal_count; i++) {
		const struct proposal *p = &r->proposals[i];
		buf_printf(out, "%s%s", i > 0 ? "; " : "", p->measure);
		add_words(out, " by ", text, p->by);
		add_words(out, " of ", text, p->by_organisation);
		buf_printf(out, ": %s", responsibility_words[p->responsibility]);
	}
}

static void write_actors(const struct reading *r, struct bytes text, struct buf *out)
{
	for (size_t i = 0; i < r->actor_count; i++) {
		const struct actor *actor = &r->actors[i];
		buf_printf(out, "%s%s", i > 0 ? "; " : "",
			actor->is_state           ? "state"
				: actor->is_armed ? "armed"
						  : "other");
		add_words(out, " ", text, actor->organisation);
		add_words(out, " ", text, actor->deed);
		buf_printf(out, ": %s", responsibility_words[actor->responsibility]);
		buf_add_text(out, actor->is_statement ? " as stated" : "");
		if (actor->hedge > 0) {
			buf_printf(out, ", hedge %u", actor->hedge);
		}
		if (actor->source) {
			buf_printf(out, ", by %s", actor->source);
		}
	}
}

static void write_attacks(const struct reading *r, struct bytes text, struct buf *out)
{
	for (size_t i = 0; i < r->attack_count; i++) {
		add_words(out, i > 0 ? "; " : "", text, r->attacks[i].deed);
		add_words(out, " ", text, r->attacks[i].target);
		buf_printf(out, ": %s", r->attacks[i].kind);
	}
}

static void check_rows(const char *const (*rows)[2], size_t count,
	void (*write)(const struct reading *r, struct bytes text, struct buf *out))
{
	struct arena a = {0};
	const struct reading_table *tables;
	size_t table_count = reading_builtin(&a, &tables);
	struct reading_tables *loaded = NULL;
	struct err e = {0};
	CHECK(reading_load(tables, table_count, &a, &loaded, &e) == 0);
	for (size_t i = 0; i < count; i++) {
		struct arena own = {0};
		struct buf out = {0};
		struct reading r;
		struct reading_document d = {.text = bytes_of(rows[i][0]), .language = "en"};
		reading_read(loaded, NULL, &d, &own, &r);
		write(&r, d.text, &out);
		struct bytes answer = out.s ? buf_bytes(&out) : BYTES("");
		if (!bytes_equal(answer, bytes_of(rows[i][1]))) {
			test_note("%s", rows[i][0]);
		}
		CHECK_TEXT(answer, bytes_of(rows[i][1]));
		buf_done(&out);
		arena_done(&own);
	}
	arena_done(&a);
}

#define MENTIONS(...) \
	static const char *const rows[][2] = {__VA_ARGS__}; \
	check_rows(rows, ARRAY_COUNT(rows), write_mentions)
#define HOLDERS(...) \
	static const char *const rows[][2] = {__VA_ARGS__}; \
	check_rows(rows, ARRAY_COUNT(rows), write_holders)
#define ACTORS(...) \
	static const char *const rows[][2] = {__VA_ARGS__}; \
	check_rows(rows, ARRAY_COUNT(rows), write_actors)
#define ATTACKS(...) \
	static const char *const rows[][2] = {__VA_ARGS__}; \
	check_rows(rows, ARRAY_COUNT(rows), write_attacks)

TEST(organisations_are_known_by_their_last_noun)
{
	MENTIONS({"The Zorin Liberation Front has left the hills.", "org Zorin Liberation Front"},
		{"THE ZORIN NATIONAL LIBERATION FRONT HAS LEFT THE HILLS.",
			"org ZORIN NATIONAL LIBERATION FRONT"},
		{"THE ARMY OF NATIONAL LIBERATION HAS LEFT.", "org ARMY OF NATIONAL LIBERATION"},
		{"THE 3D INFANTRY BRIGADE HAS LEFT.", "org 3D INFANTRY BRIGADE"},
		{"THE ARMED FORCES HAVE LEFT.", "org ARMED FORCES"}, {"THE GROUP HAS LEFT.", ""},
		{"THE FRONT IS OPEN.", ""});
}

TEST(an_acronym_in_brackets_is_known_later)
{
	MENTIONS({"THE ZORIN PATRIOTIC FRONT [ZPF] HAS LEFT. TODAY THE ZPF RETURNED.",
			 "org ZORIN PATRIOTIC FRONT; org ZPF"},
		{"The Zorin Patriotic Front (ZPF) has left. The ZPF returned.",
			"org Zorin Patriotic Front; org ZPF"});
}

TEST(people_are_named_after_their_side)
{
	MENTIONS({"EIGHT ZARQA GUERRILLAS FLED.", "org ZARQA"},
		{"MEMBERS OF THE SILVER DAWN FLED. SILVER DAWN SAID NOTHING.",
			"org SILVER DAWN; org SILVER DAWN"},
		{"HEAVILY ARMED GUERRILLAS FLED.", ""}, {"URBAN GUERRILLAS AND TERRORISTS FLED.", ""});
}

TEST(an_agent_is_found_on_either_side_of_the_verb)
{
	HOLDERS({"THREE FARMERS WERE KILLED BY ZARQA GUERRILLAS.",
			"killed by ZARQA GUERRILLAS of ZARQA: fact"},
		{"ZARQA GUERRILLAS KILLED THREE FARMERS.", "killed by ZARQA GUERRILLAS of ZARQA: fact"},
		{"Members of the Zorin Liberation Front killed three farmers.",
			"killed by Members of the Zorin Liberation Front of Zorin Liberation Front: fact"},
		{"THREE FARMERS WERE KILLED IN A ZARQA ATTACK.", "killed by ZARQA of ZARQA: fact"},
		{"THREE ZARQA GUERRILLAS WERE KILLED.", "killed: unsaid"});
}

TEST(an_agent_may_stand_in_the_sentence_before)
{
	HOLDERS({"ZARQA GUERRILLAS ATTACKED THE TOWN. THREE FARMERS WERE KILLED.",
		"killed by ZARQA GUERRILLAS of ZARQA: fact"});
}

TEST(responsibility_is_claimed_or_denied)
{
	HOLDERS({"Three farmers were killed. The Zorin Liberation Front claimed responsibility.",
			"killed by Zorin Liberation Front of Zorin Liberation Front: claimed"},
		{"Three farmers were killed. The Zorin Liberation Front denied responsibility.",
			"killed by Zorin Liberation Front of Zorin Liberation Front: denied"});
}

TEST(words_of_doubt_make_an_accusation)
{
	HOLDERS({"Suspected Zarqa guerrillas killed three farmers.",
			"killed by Suspected Zarqa guerrillas of Zarqa: accused"},
		{"Three farmers were killed. The attack was attributed to the Zorin Liberation Front.",
			"killed by Zorin Liberation Front of Zorin Liberation Front: accused"},
		{"Three farmers were killed. Police accused the Zorin Liberation Front.",
			"killed by Zorin Liberation Front of Zorin Liberation Front: accused by authorities"},
		{"Three farmers were killed. The Zorin Liberation Front is blamed for the attack.",
			"killed by Zorin Liberation Front of Zorin Liberation Front: accused"});
}

TEST(persons_have_the_role_before_or_behind_their_name)
{
	MENTIONS({"The lawyer Anna Berg spoke.", "person Anna Berg (lawyer)"},
		{"MAYOR PETR SOLAN WAS KILLED.", "person PETR SOLAN (MAYOR)"},
		{"Anna Berg, head of the Zorin Party, spoke.",
			"person Anna Berg (head of the Zorin Party); org Zorin Party"},
		{"Petr Solan, a spokesman for the army, spoke.",
			"person Petr Solan (spokesman for the army); org army"});
}

TEST(actors_are_told_with_their_deeds)
{
	ACTORS({"Zarqa guerrillas bombed a bank.", "armed Zarqa bombed: fact"},
		{"The Zorin Liberation Front met the minister.", "armed Zorin Liberation Front: unsaid"},
		{"The army met the minister.", "state army: unsaid"},
		{"The Zorin Liberation Front claimed responsibility.",
			"armed Zorin Liberation Front: unsaid; armed Zorin Liberation Front claimed "
			"responsibility: claimed as stated"},
		{"Police said suspected Zarqa guerrillas bombed a bank.",
			"state Police: unsaid, hedge 2, by official; armed Zarqa bombed: accused by "
			"authorities, hedge 2, by official"});
}

TEST(an_army_of_liberation_is_no_state_s)
{
	ACTORS({"The Army of National Liberation met the minister.",
		       "armed Army of National Liberation: unsaid"},
		{"The National Army met the minister.", "state National Army: unsaid"});
}

TEST(names_of_the_tables_need_nothing_beside_them)
{
	ACTORS({"THE TUPAMAROS MET THE MINISTER.", "armed TUPAMAROS: unsaid"},
		{"TUPAMAROS GUERRILLAS BOMBED A BANK.", "armed TUPAMAROS BOMBED: fact"});
}

TEST(attacks_on_things_are_told_without_casualties)
{
	ATTACKS({"Zarqa guerrillas bombed a bank.", "bombed bank: finance"},
		{"Two electric towers were dynamited in the north.", "dynamited electric towers: energy"},
		{"A bomb exploded. The explosion damaged the embassy.", "explosion embassy: diplomatic"},
		{"Gunmen attacked an army convoy.", "attacked convoy: military"},
		{"They attacked the police station.", "attacked police station: military"},
		{"They attacked; a bus passed.", ""}, {"The bank opened a new building.", ""});
}

TEST(a_doer_that_is_not_read_is_not_taken_from_another_sentence)
{
	HOLDERS({"Soldiers shot a man. Some blorps had attacked a guard.",
			"injured by Soldiers: fact; attacked: unsaid"},
		{"Soldiers shot a man. Then \"thirsty blorps\" attacked a guard.",
			"injured by Soldiers: fact; attacked: unsaid"},
		{"Soldiers shot a man. Then they attacked a guard.",
			"injured by Soldiers: fact; attacked by Soldiers: fact"});
}
