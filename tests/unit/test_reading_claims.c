/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The cascade, sentence by sentence. Proposals are written as
 *
 *     killed 3 (soldiers)     3+ at least   3- at most   6..8   ~3 about   some: a word without a number
 *     sentenced 6 years      the unit, when it is not people
 *     /part /again /update /alleged /reported /denied /threatened /hypothetical /background
 *
 * Every sentence here is invented.
 */
#include "base/buf.h"
#include "reading/reading.h"
#include "test.h"

#include <math.h>

static const char *const modality_words[] = {"", "/reported", "/alleged", "/denied", "/threatened",
	"/hypothetical", "/future", "/estimate", "/opinion"};
static const char *const relation_words[] = {"", "/total", "/part", "/again", "/update", "/contrast"};

static struct reading_tables *tables_in(struct arena *a)
{
	const struct reading_table *rows;
	size_t count = reading_builtin(a, &rows);
	struct reading_tables *tables = NULL;
	struct err e = {0};
	if (reading_load(rows, count, a, &tables, &e) != 0) {
		test_note("%s", e.text);
	}
	return tables;
}

static void write_number(const struct proposal *p, struct buf *out)
{
	const char *about = isnan(p->point) ? "" : "~";
	if (isnan(p->low) && isnan(p->high)) {
		buf_add_text(out, strcmp(p->qualifier, "exact") == 0 ? "-" : p->qualifier);
	} else if (isnan(p->high)) {
		buf_printf(out, "%g+", p->low);
	} else if (isnan(p->low)) {
		buf_printf(out, "%g-", p->high);
	} else if (p->low == p->high) {
		buf_printf(out, "%s%g", about, p->low);
	} else {
		buf_printf(out, "%g..%g", p->low, p->high);
	}
}

static void write_proposals(const struct reading *r, struct buf *out)
{
	for (size_t i = 0; i < r->proposal_count; i++) {
		const struct proposal *p = &r->proposals[i];
		buf_printf(out, "%s%s ", i > 0 ? "; " : "", p->measure);
		write_number(p, out);
		if (strcmp(p->unit, "people") != 0) {
			buf_printf(out, " %s", p->unit);
		}
		if (p->victim_class) {
			buf_printf(out, " (%s)", p->victim_class);
		}
		buf_add_text(out, relation_words[p->relation]);
		buf_add_text(out, modality_words[p->modality]);
		buf_add_text(out, p->is_background ? "/background" : "");
	}
}

static void check_rows(const char *const (*rows)[2], size_t count)
{
	struct arena a = {0};
	struct reading_tables *tables = tables_in(&a);
	CHECK(tables != NULL);
	for (size_t i = 0; i < count; i++) {
		struct arena own = {0};
		struct buf out = {0};
		struct reading r;
		struct reading_document d = {.text = bytes_of(rows[i][0]), .language = "en"};
		reading_read(tables, NULL, &d, &own, &r);
		write_proposals(&r, &out);
		bool is_right = bytes_equal(out.s ? buf_bytes(&out) : BYTES(""), bytes_of(rows[i][1]));
		if (!is_right) {
			test_note("%s", rows[i][0]);
		}
		CHECK_TEXT(out.s ? buf_bytes(&out) : BYTES(""), bytes_of(rows[i][1]));
		buf_done(&out);
		arena_done(&own);
	}
	arena_done(&a);
}

#define ROWS(...) \
	static const char *const rows[][2] = {__VA_ARGS__}; \
	check_rows(rows, ARRAY_COUNT(rows))

TEST(numbers_are_read_with_their_qualifiers)
{
	ROWS({"Three men were killed.", "killed 3"}, {"At least 3 men were killed.", "killed 3+"},
		{"Over 100 people were injured.", "injured 101+"},
		{"Fewer than 10 people died.", "killed 9-"}, {"Up to 70 people were killed.", "killed 70-"},
		{"About 50 villagers were abducted.", "abducted ~50"},
		{"Between 6 and 8 rebels were killed.", "killed 6..8 (militants)"},
		{"6-8 rebels were killed.", "killed 6..8 (militants)"},
		{"6 to 8 rebels were killed.", "killed 6..8 (militants)"},
		{"Twenty-two people were killed.", "killed 22"},
		{"One hundred and five people died.", "killed 105"},
		{"Two thousand five hundred people were displaced.", "displaced 2500"},
		{"1,200 people were arrested.", "arrested 1200"},
		{"1.5 million people were displaced.", "displaced 1.5e+06"},
		{"More than a dozen people died.", "killed 13+"},
		{"Dozens of people were killed.", "killed some"},
		{"Several people were hurt.", "injured some"}, {"Fifteen or more people died.", "killed 15+"},
		{"Both men were killed.", "killed 2"}, {"All four men were killed.", "killed 4"},
		{"No one was killed.", "killed 0"}, {"٣ people were killed.", "killed 3"});
}

TEST(other_numbers_are_never_people)
{
	ROWS({"A 32-year-old man was killed.", "killed 1"}, {"The driver, 32, was killed.", "killed 1"},
		{"Gunmen killed 20 cows.", ""},
		{"Police arrested a man with 5 kg of explosives.", "arrested 1"},
		{"They used an AK-47 and a 9 mm pistol, killing a guard.", "killed 1 (security)"},
		{"He was killed on 5 March 2019 at 10:30.", "killed 1"},
		{"Soldiers destroyed 12 vehicles and killed 2 rebels.", "killed 2 (militants)"},
		{"A man was arrested after paying $500.", "arrested 1"},
		{"On Route 66, a man was killed.", "killed 1"}, {"1. A man was killed.", "killed 1"},
		{"They walked 20 km and were arrested.", ""},
		{"40 percent of the wounded were children.", ""});
}

TEST(voices_of_the_verb)
{
	ROWS({"A bomb killed four soldiers.", "killed 4 (soldiers)"},
		{"Four soldiers were killed by a bomb.", "killed 4 (soldiers)"},
		{"Four soldiers have been killed.", "killed 4 (soldiers)"},
		{"Four soldiers killed in ambush", "killed 4 (soldiers)"},
		{"An attack on a convoy, killing four soldiers, took place.", "killed 4 (soldiers)"},
		{"Four soldiers died.", "killed 4 (soldiers)"},
		{"The crash left two women dead and 3 injured.", "killed 2; injured 3"},
		{"Two women are dead.", "killed 2"}, {"17 dead, 30 wounded", "killed 17; injured 30"},
		{"The fire claimed the lives of two children.", "killed 2 (children)"},
		{"Twelve deaths were reported.", "killed 12"},
		{"The raid led to the deaths of two nuns.", "killed 2 (clergy)"},
		{"The death toll rose to 17.", "killed 17"}, {"Police shot a man dead.", "killed 1"},
		{"A man was shot in the leg.", "injured 1"}, {"The mayor's death was confirmed.", ""},
		{"A policeman was reportedly also killed.", "killed 1 (police)/reported"});
}

TEST(whom_an_act_is_about_may_stand_apart)
{
	ROWS({"The murder on 26 February of Mayor Ann Orrin shocked them.", "killed 1 (officials)"},
		{"The murder on the evening of 27 February of six farmers shocked them.",
			"killed 6 (civilians)"},
		{"They lifted the strike after Judge Ann Orrin's murder.", "killed 1 (officials)"},
		{"They will attend the funeral of the three nuns who were killed.", "killed 3 (clergy)"},
		{"He carried the flag of Ann Orrin, who was killed.", "killed 1"},
		{"It was learned that a farmer, who is believed to have been the watchman at the mill, was "
		 "killed.",
			"killed 1 (civilians)"});
}

TEST(people_in_lists)
{
	ROWS({"Two soldiers, a nurse and a boy were killed.",
		     "killed 2 (soldiers); killed 1 (health_workers); killed 1 (children)"},
		{"They killed two soldiers, a nurse and a boy, and wounded 5 people.",
			"killed 2 (soldiers); killed 1 (health_workers); killed 1 (children); injured 5"},
		{"8 Orrins and 2 civilians were killed.", "killed 8; killed 2 (civilians)"},
		{"The bomb killed 3 and wounded 5.", "killed 3; injured 5"},
		{"Gunmen shot a teacher and his wife dead.", "killed 1 (teachers); killed 1"},
		{"The couple and their two sons were murdered.", "killed 2; killed 2"},
		{"Nine people, including two children, were killed.", "killed 9; killed 2 (children)/part"},
		{"The blast killed nine people, including two children and a nurse.",
			"killed 9; killed 2 (children)/part; killed 1 (health_workers)/part"},
		{"Ann Orrin and Bo Tarr were arrested.", "arrested 2"},
		{"Ann Orrin and Bo Tarr, members of the council, were arrested.", "arrested 2"},
		{"They condemned the kidnapping of Ann Orrin (a nurse) and Bo Tarr (her brother).",
			"abducted 2/reported"},
		{"She was tried alongside Bo Tarr and Cy Dell.", "tried 3"},
		{"One man was killed and another wounded.", "killed 1; injured 1"},
		{"Two of the five hostages were killed.", "killed 2 (civilians)/part"},
		{"Three people were arrested, charged and released.", "arrested 3; charged 3; released 3"});
}

TEST(the_name_behind_a_role_may_end_the_text)
{
	ROWS({"Gunmen killed a magistrate, Ann Orrin.", "killed 1 (officials)"},
		{"Gunmen killed a magistrate, Ann Orrin", "killed 1 (officials)"});
}

TEST(courts_and_work)
{
	ROWS({"The court sentenced two activists to six years in prison.",
		     "sentenced 2 (activists); sentenced 6 years"},
		{"He was sentenced to 7 and 1/2 years.", "sentenced 1; sentenced 7.5 years"},
		{"The court sentenced them to six years in prison.", "sentenced 6 years"},
		{"The firm fired about 400 workers.", "fired ~400 (civilians)"},
		{"The president fired two mayors.", "dismissed_from_office 2 (officials)"},
		{"Two women were acquitted.", "acquitted 2"},
		{"Three men were put on probation.", "probation 3"},
		{"Police detained four protesters.", "detained 4 (protesters)"},
		{"The arrests of four officers followed.", "arrested 4 (police)"},
		{"Workers held three separate labor strikes.", "strikes 3 events"},
		{"Police found the bodies of five men.", "bodies 5"},
		{"Over 85 percent of patients had bullet wounds.", "injured_share 85+ percent"});
}

TEST(what_did_not_happen_and_what_is_only_said)
{
	ROWS({"Three men were charged with killing two guards.", "charged 3; killed 2 (security)/alleged"},
		{"He threatened to kill five hostages.", "killed 5 (civilians)/threatened"},
		{"They planned to kill the mayor.", ""}, {"The guards were not killed.", ""},
		{"The army denied that 15 people had been killed.", "killed 15/denied"},
		{"The rebels claimed to have killed 15 soldiers.", "killed 15 (soldiers)/alleged"},
		{"Police said two men were killed.", "killed 2/reported"},
		{"According to residents, two men were killed.", "killed 2/reported"},
		{"Five men will be tried.", "tried 5/future"},
		{"They marked the anniversary of the day when 40 people were killed.",
			"killed 40/background"},
		{"So far this year 90 people have been killed.", "killed 90/background"},
		{"No casualties were reported.", "casualties 0"});
}

TEST(the_same_people_told_again)
{
	ROWS({"Five people were killed. Police said the five people were killed by a mob.",
		     "killed 5; killed 5/again/reported"},
		{"A man was shot in the chest. He later died.", "injured 1; killed 1/update"},
		{"Two people died. The death toll rose to 4.", "killed 2; killed 4/update"});
}

TEST(each_of_several)
{
	ROWS({"One soldier was killed on each side.", "killed 2 (soldiers)"},
		{"Four people were killed in each of two attacks.", "killed 8"},
		{"They killed one man from each of the eight families.", "killed 8"},
		{"Two families quarrelled over a well, killing one from each family.", "killed 2"},
		{"Gunmen raided the village, killing one from each family.", "killed 1+"},
		{"Two officers shot each other dead.", "killed 2 (police)"},
		{"Two soldiers shot each other at a base.", "injured 2 (soldiers)"});
}

TEST(who_the_dead_were)
{
	ROWS({"The dead: nine men, two boys.", "killed 9; killed 2 (children)"},
		{"Eleven people died. The dead were nine men and two boys.",
			"killed 11/total; killed 9/part; killed 2 (children)/part"},
		{"The dead were identified as Ann Orrin and Bo Tarr.", "killed 2"},
		{"The dead were buried by two men.", ""},
		{"The wounded: two nurses and a guard.", "injured 2 (health_workers); injured 1 (security)"},
		{"A bus with four people fell into the river. All four survived.", ""},
		{"Of the 36 people aboard only one survived.", ""});
}

TEST(words_between_commas_say_who_they_are)
{
	ROWS({"Nineteen villagers, most of them women and children, were killed by soldiers.", "killed 19"},
		{"Nineteen villagers, none of them armed, were killed.", "killed 19"},
		{"Nineteen villagers, almost all women, were killed.", "killed 19"},
		{"Twelve people were injured, some badly, and two were killed.", "injured 12; killed 2"},
		{"Three sisters aged 4, 7 and 10 died.", "killed 3"},
		{"A girl aged 4 and 3 soldiers were killed.", "killed 3 (soldiers)"},
		{"The three climbers' murder shocked the country.", "killed 3"},
		{"Fourteen men were executed in the last days of the civil war.", "killed 14"},
		{"Ten years of civil war have killed 900 people.", "killed 900/background"});
}

TEST(shot_is_killed_where_a_killing_is_told)
{
	ROWS({"The firing squad shot the 13 officers at dawn.", "killed 13 (police)"},
		{"Fighters lined up the men of the hamlet and shot ten of them.", "killed 10/part"},
		{"Gunmen shot 13 officers.", "injured 13 (police)"},
		{"The blast caused injuries to another 17.", "injured 17"},
		{"The raid cost 24 detainees their lives.", "killed 24 (civilians)"},
		{"22 others were treated in hospital for their injuries.", "injured 22"});
}

TEST(those_who_were_taken_are_found_dead)
{
	ROWS({"Six men were abducted. All were found dead a week later.", "abducted 6; killed 6"},
		{"Five girls went missing in May. Their bodies were found in June.",
			"missing 5 (children); bodies 5 (children)"},
		{"Six men were abducted. All were released.", "abducted 6; released all"},
		{"Two policemen died. Their bodies were found.", "killed 2 (police); bodies some"});
	struct arena a = {0};
	struct reading r;
	struct bytes text = BYTES("Six men were abducted. All were found dead.");
	struct reading_document d = {.text = text, .language = "en"};
	reading_read(tables_in(&a), NULL, &d, &a, &r);
	CHECK(r.proposal_count == 2 && r.proposals[1].quote.start == 0);
	arena_done(&a);
}

TEST(a_later_count_takes_the_place_of_the_first)
{
	ROWS({"First reports said eight people had died; later 15.",
		     "killed 8/reported; killed 15/update/reported"},
		{"Eight people died. Later reports said 15.", "killed 8; killed 15/update"},
		{"Five were injured. The number was later corrected to seven.",
			"injured 5; injured 7/update"},
		{"Eight people died. Later 15 people were arrested.", "killed 8; arrested 15"},
		{"Two men were arrested. Two hours later 15 shops were burned.", "arrested 2"});
}

TEST(capitals_tell_nothing)
{
	ROWS({"THE TERRORISTS KILLED TWO POLICEMEN AND WOUNDED FIVE SOLDIERS, INCLUDING A LIEUTENANT.",
		     "killed 2 (police); injured 5 (soldiers); injured 1 (soldiers)/part"},
		{"THEY CONDEMNED THE MURDER OF ANA ORRIN AND CHILEAN BO TARR.", "killed 2/reported"},
		{"gunmen killed two policemen in the north of the country yesterday", "killed 2 (police)"});
}

TEST(an_ordinary_word_in_capitals_is_no_place)
{
	struct arena a = {0};
	struct reading_tables *tables = tables_in(&a);
	struct bytes text = BYTES("Two men died in PARNEL in the BATTLE.");
	struct reading_document d = {.text = text, .language = "en"};
	struct reading r;
	reading_read(tables, NULL, &d, &a, &r);
	CHECK_INT((int64_t)r.proposal_count, 1);
	const struct span place = r.proposals[0].place;
	CHECK_TEXT(((struct bytes){text.s + place.start, place.end - place.start}), BYTES("PARNEL"));
	arena_done(&a);
}

TEST(a_speaker_begins_behind_a_date)
{
	struct arena a = {0};
	struct reading_tables *tables = tables_in(&a);
	struct bytes text = BYTES("Как сообщила 16 декабря прокуратура, погибли 10 человек.");
	struct reading_document d = {.text = text, .language = "ru"};
	struct reading r;
	reading_read(tables, NULL, &d, &a, &r);
	CHECK(r.proposal_count == 1 && r.proposals[0].attribution_count == 1);
	const struct span who = r.proposals[0].attributions[0].who;
	CHECK_TEXT(((struct bytes){text.s + who.start, who.end - who.start}), BYTES("прокуратура"));
	arena_done(&a);
}

TEST(quotes_are_bytes_of_the_document)
{
	GUARANTEE("reading.h: reading_quotes_are_exact: every span lies in the document, on character "
		  "boundaries.");
	GUARANTEE(
		"reading.h: reading_is_deterministic: the same document and tables give the same proposals.");
	struct arena a = {0};
	struct reading_tables *tables = tables_in(&a);
	struct bytes text = BYTES(
		"“Álvaro Ñu”, 32, and 5 others were killed in Ñandú — 3 were hurt. Over 20 people died.");
	struct reading_document d = {.text = text, .language = "en"};
	struct reading one;
	struct reading two;
	reading_read(tables, NULL, &d, &a, &one);
	reading_read(tables, NULL, &d, &a, &two);
	CHECK(one.proposal_count > 2);
	CHECK_INT((int64_t)one.proposal_count, (int64_t)two.proposal_count);
	for (size_t i = 0; i < one.proposal_count; i++) {
		const struct proposal *p = &one.proposals[i];
		const struct span spans[] = {p->quote, p->as_stated, p->victims, p->by, p->cause, p->place};
		for (size_t k = 0; k < ARRAY_COUNT(spans); k++) {
			CHECK(spans[k].start <= spans[k].end && spans[k].end <= text.len);
			CHECK((text.s[spans[k].start] & 0xc0) != 0x80);
			CHECK(spans[k].end == text.len || (text.s[spans[k].end] & 0xc0) != 0x80);
		}
		CHECK(p->quote.start < p->quote.end);
		CHECK(p->quote.start == two.proposals[i].quote.start &&
			strcmp(p->rule, two.proposals[i].rule) == 0);
	}
	arena_done(&a);
}

TEST(any_text_takes_bounded_work)
{
	GUARANTEE("reading.h: reading_is_linear: time and memory grow with the length, whatever the text.");
	static const char *const parts[] = {"a", ".", " ", "1 dead. ", "killed ", "killed, and ", "(",
		"including a man and ", "人", "X", "of the ", "5-", "17 killed ", "X said ",
		"told the radio X that 3 died, ", "the X Front killed 3 men. "};
	struct arena a = {0};
	struct reading_tables *tables = tables_in(&a);
	for (size_t i = 0; i < ARRAY_COUNT(parts); i++) {
		struct arena own = {0};
		struct buf b = {0};
		struct reading r;
		while (b.len < 1 << 20) {
			buf_add_text(&b, parts[i]);
		}
		struct reading_document d = {.text = buf_bytes(&b), .language = "en"};
		reading_read(tables, NULL, &d, &own, &r);
		CHECK(own.used_bytes < (64 << 20) + 8 * b.len);
		buf_done(&b);
		arena_done(&own);
	}
	arena_done(&a);
}

TEST(texts_that_cannot_be_read_say_why)
{
	struct arena a = {0};
	struct reading_tables *tables = tables_in(&a);
	struct reading r;
	struct reading_document d = {.text = BYTES("... 12 ... !!")};
	reading_read(tables, NULL, &d, &a, &r);
	CHECK_TEXT(bytes_of(r.trouble), BYTES("The text has no words."));
	CHECK_INT((int64_t)r.proposal_count, 0);
	arena_done(&a);
}

/* Reports of courts, hospitals and lawyers count in their own ways. */
TEST(accounts_are_read_as_their_writers_count)
{
	ROWS({"Lawyers counted 88 arrests, of whom 23 were minors.", "arrested 88/reported"},
		{"A doctor said that 17 bodies had been brought to the morgue.", "bodies 17/reported"},
		{"43 people were admitted with gunshot wounds.", "injured 43"},
		{"Nine dead, including two police officers.", "killed 9; killed 2 (police)/part"},
		{"Nine killed, including two police officers.", "killed 9; killed 2 (police)/part"},
		{"40 people died, of whom 12 were children.", "killed 40; killed 12/part"},
		{"The toll was nine dead.", "killed 9"}, {"The court dismissed her complaint.", ""},
		{"A court sentenced three strike organisers to four years in prison.",
			"sentenced 3 (protesters); sentenced 4 years"},
		{"Soldiers opened fire on striking miners.", "attacked some (protesters)"},
		{"The company paid $2,000 to each of the families of the dead.", ""},
		{"The court found two of the five officers guilty.", "convicted 2 (police)/part"});
}
