/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The table of operations. One row is one thing that a user can do; see ops/op.h. */
#include "ops/handlers.h"
#include "ops/lists.h"
#include "ops/match.h"

#define EXAMPLES(...) \
	(const char *const[]) \
	{ \
		__VA_ARGS__, NULL \
	}
#define ARGS(...) \
	(const struct op_arg[]) \
	{ \
		__VA_ARGS__, \
		{ \
			0 \
		} \
	}
#define RESEARCHER \
	{ \
		"researcher", "ID", 0, "who records it" \
	}

#define RECORD_ADDED "{type: text, id: text, entry: int}"
#define CITATION \
	"{source: text, evidence: text, text?: text, text_path?: text, exact?: text, byte_start?: int, " \
	"byte_end?: int}"
#define FINDINGS "[{kind: text, text: text}]"
#define BASIS "{n: int, claims: [text], decision?: text}"
#define ITEM \
	"{claim: text, entry: int, outcome: text, cause?: text, reason: text, flags?: text, relation: text," \
	" relation_decision?: text, originator?: text, named_originator?: text, class: text, qualifier: " \
	"text, low?: int," \
	" high?: int, point?: int, as_of?: text, as_stated?: text, citations: [" CITATION "]}"
#define FIGURE \
	"{incident: text, measure: text, rule: text, codebook_version: text, low?: " BASIS ", best?: " BASIS \
	", high?: " BASIS \
	", state: text, words: text, witnesses: [text], named?: int, candidates: int, used: int," \
	" classes: [{class: text, low?: int, best?: int, high?: int}], notes: " FINDINGS \
	", checks: " FINDINGS "," \
	" same_originators: [{name: text, members: [text]}], supersessions: [{older: text, newer: text}], " \
	"items?: [" ITEM "]}"

#define PROPOSAL \
	"{measure: text, low: number | null, high: number | null, qualifier: text | null, as_stated: text " \
	"| null, " \
	"unit: text | null, victim_class: text | null, by: text | null, place: text | null, from: text | " \
	"null, " \
	"to: text | null, date_precision: int | null, attribution: [{who: text | null, class: text | null, " \
	"verb: text | null, hedge: int}], modality: text, background: bool, relation: text | null, quote: " \
	"text, " \
	"byte_start: int, byte_end: int, rule: text | null, reason?: text, related?: int, persons?: " \
	"[text], " \
	"point?: number, denominator?: number, victims?: text, by_organisation?: text, responsibility?: " \
	"text, cause?: text, place_id?: int, place_name?: " \
	"text, " \
	"country?: text, place_ambiguous?: bool, place_precision?: int, year_inferred?: bool, as_of?: " \
	"text, " \
	"state?: text, record?: text, why_rejected?: text}"
#define DECISIONS "{decisions: [{number?: int, decision: text, id: text, of?: text, entry: int}]}"
#define ESTIMATE_BOUNDS "{total?: number, low: number, high: number}"
#define ESTIMATE_REFUSALS "[{code: text, reason: text, help: text}]"
#define ESTIMATE_PROBE \
	"[{list: text, other?: text, change?: int, known?: int, total?: number, low?: number, high?: " \
	"number}]"
#define ESTIMATE_RUN \
	"{documented: int, digest?: text, may_be_said: bool, answer?: {method: text, total?: number, low: " \
	"number," \
	" high: number, assumption: text}, refusals: " ESTIMATE_REFUSALS \
	", facts?: {patterns: int, patterns_possible: number, on_one_list: int, pairs: int," \
	" pairs_without_overlap: int, parts: int, overlapping_triples: int}, lists?: [{name: text, people: " \
	"int," \
	" overlaps: [int]}], patterns?: [{on: text, people: int}], methods: [{method: text, state: text," \
	" total?: number, low?: number, high?: number, dots?: [number], model?: text, assumption?: text," \
	" rhat?: number, tail_ess?: number, cap_share?: number, complete_graph_share?: number," \
	" modes?: [{at: number, share: number}], refusals: " ESTIMATE_REFUSALS \
	"}], spread?: number, by_published_rule?: " ESTIMATE_BOUNDS \
	", line: [{xi: number, total: number}], pairs: " ESTIMATE_PROBE ", without: " ESTIMATE_PROBE \
	", within: " ESTIMATE_PROBE "}"
#define ESTIMATE_COMBINED \
	"estimate?: " ESTIMATE_BOUNDS ", by_verdata_rule?: " ESTIMATE_BOUNDS ", pooled?: " ESTIMATE_BOUNDS
#define ESTIMATE_REPORT \
	{ \
		"report", "FILE", 0, "also write a self-contained page with drawings" \
	}
#define ESTIMATE_SETTINGS \
	"files: [text], columns: [text], level: number, seed: int, rows: int, repeated: int, left_out: " \
	"int, settings: text, linkage?: {partitions: int, words: text}"
#define ESTIMATE_STRATA "[{values: [text], runs: [" ESTIMATE_RUN "], combined?: {" ESTIMATE_COMBINED "}}]"
#define ESTIMATE_TOTAL \
	"{documented: int, strata: int, estimated_strata: int, documented_only: int, " ESTIMATE_COMBINED \
	", sum_of_bounds?: " ESTIMATE_BOUNDS ", by_published_rule: " ESTIMATE_BOUNDS "}"
#define DOCUMENT \
	{ \
		"document", "DOC", OP_POSITIONAL | OP_REQUIRED, \
			"a preserved document: file name, SHA-256 or source" \
	}
#define ABOUT \
	{ \
		"about", "INCIDENT", 0, \
			"what the claims are about (default: the only incident of the vault)" \
	}
#define READ_OPTIONS \
	{"source", "ID", 0, "source that the document is (default: the only one that claims cite with it)"}, \
		{"date", "DATE", 0, "when it was published: what \"yesterday\" counts from"}, \
		{"language", "LANG", 0, "en, ru, …; otherwise guessed"}, \
		{"country", "LETTERS", 0, "country that it is about, to tell places of one name apart"}, \
		{"tables", "DIR", 0, "tables of words of your own, LANGUAGE/NAME.txt"}, \
		{"gazetteer", "FILE", 0, \
			"places of your own, before the built-in ones (docs/formats/gazetteer.md)"}, \
		{"no-gazetteer", NULL, OP_SWITCH, "without the built-in places"}, \
	{ \
		"model", "FILE", 0, "also ask a language model: its settings (docs/formats/model.md)" \
	}
#define MATCH_OPTIONS \
	{"list", "LIST", OP_POSITIONAL | OP_REQUIRED | OP_MANY, "a file, or a list of the vault"}, \
		{"map", "FILE", 0, "column map (docs/formats/column-map.md)"}, \
		{"output", "FOLDER", OP_LETTER, "where the results go; made if it is not there"}, \
		{"rules", "FILE", 0, "rules of blocking, one a line (default: made for these lists)"}, \
		{"model", "FILE", 0, \
			"weights of an earlier match, its model.json (default: learned from these lists)"}, \
		{"only", "LIST", 0, "compare only pairs with a row of this list, one that was added"}, \
		{"verdicts", "FILE", 0, "what persons said of pairs (docs/formats/verdicts.md)"}, \
		{"truth", "COLUMN", 0, "column of who each row is, to measure against"}, \
		{"replicates", "N", 0, "draw N overlap tables from what is uncertain, for estimate --from"}, \
		{"strata", "ROLE", 0, \
			"divide overlap tables by what most rows of a person say: sex, death_place, " \
			"death_date:year, age:15"}, \
		{"audit", NULL, OP_SWITCH, \
			"look in a slice of the rows for likely pairs that the rules miss, and say how " \
			"many"}, \
		{"show-names", NULL, OP_SWITCH, \
			"show what stands in the lists for the examples in report.html"}, \
		{"death-days", "N", 0, \
			"known days of death further apart are two persons (default: 31; -1: no such " \
			"rule)"}, \
		{"seed", "N", 0, "of random numbers (default: 1)"}, \
	{ \
		"threads", "N", 0, "threads (default: one a processor); the result is the same" \
	}

const struct op op_table[] = {
	{
		.name = "init",
		.summary = "Make a new vault.",
		.about = "A vault is one folder that holds the journal, the register, the preserved files "
			 "and the keys. It is "
			 "copied by copying the folder when nothing is writing, or with backup.",
		.args = ARGS({"vault", "DIR", OP_POSITIONAL, "the new folder; also --vault DIR"},
			{"quick-key", NULL, OP_SWITCH,
				"stretch the passphrase only briefly: for tests and demonstrations"}),
		.flags = OP_NO_VAULT,
		.run = op_init,
		.print = op_init_print,
		.shape = "{vault: text, origin: text, verifier: text}",
		.examples = EXAMPLES("recount init zhanaozen.vault"),
	},
	{
		.name = "add",
		.summary = "Preserve files as evidence, and freeze their text for quoting.",
		.about = "The bytes are kept as they are under their SHA-256, with their type, an entry of "
			 "custody, and the text "
			 "that quotes will point into. Adding the same bytes again changes nothing and says "
			 "so.",
		.args = ARGS({"file", "FILE", OP_POSITIONAL | OP_REQUIRED | OP_MANY, "files to preserve"},
			{"role", "ROLE", 0,
				"evidentiary (default), working, redacted, translation, transcript"},
			{"collector", "NAME", 0, "who collected it"},
			{"from", "ADDRESS", 0, "address or place it is from"},
			{"collected-at", "TIME", 0, "when it was collected, as 2011-12-16T08:30:00Z"},
			{"received-from", "NAME", 0, "who handed it over"},
			{"of", "SHA256", 0, "evidence that it was made from"},
			{"risk-note", "TEXT", 0, "danger in handling it"},
			{"visibility", "LEVEL", 0,
				"public (default), restricted or sealed: whether a report and export "
				"--public "
				"may show it; it encrypts nothing, see --seal"},
			{"seal", "GROUP", OP_MANY,
				"encrypt these fields to the key of the vault: said (file name, collector, "
				"giver), where (address), when, cited, coding (risk note) or made; may be "
				"repeated"},
			RESEARCHER),
		.flags = OP_WRITES,
		.run = op_add,
		.print = op_add_print,
		.shape = "{files: [{file: text, evidence: text, is_new: bool, size: int, entry: int, "
			 "media_type?: text, "
			 "text?: text, characters?: int, notice?: text}], is_complete: bool}",
		.examples = EXAMPLES("recount add article.html", "recount add --role working notes/*.txt",
			"recount add --collector \"A. Name\" --seal said --visibility restricted letter.pdf"),
	},
	{
		.name = "show",
		.summary = "Show one record, evidence file or journal entry.",
		.args = ARGS(
			{"what", "ID", OP_POSITIONAL | OP_REQUIRED,
				"id of a record, SHA-256 or file name of evidence, or number of an entry"},
			{"unseal", NULL, OP_SWITCH, "open sealed parts with the passphrase"}),
		.run = op_show,
		.print = op_show_print,
		.shape = "{entry: int, leaf_hash: text, sealed_groups: int, record: any, replaced_by?: text, "
			 "path?: text, "
			 "text_path?: text, custody?: [{action?: text, at?: text, from?: text, to?: text, "
			 "result?: text, "
			 "entry: int}]}",
		.examples = EXAMPLES(
			"recount show zhn-hrw2013-killed-total", "recount show 03-hrw.txt", "recount show 0"),
	},
	{
		.name = "list",
		.summary = "List the records of one type.",
		.args = ARGS(
			{"type", "TYPE", OP_POSITIONAL | OP_REQUIRED, "claim, source, evidence, incident, …"},
			{"limit", "N", 0, "at most so many (1000)"}),
		.run = op_list,
		.print = op_list_print,
		.shape = "{type: text, total: int, records: [{entry: int, id: text, label?: text, "
			 "is_replaced: "
			 "bool}]}",
		.examples = EXAMPLES("recount list claim", "recount list evidence"),
	},
	{
		.name = "log",
		.summary = "Show the newest entries of the journal.",
		.args = ARGS({"limit", "N", 0, "at most so many (20)"}),
		.run = op_log,
		.print = op_log_print,
		.shape = "{entries: int, signed_entries: int, log: [{entry: int, type: text, id: text, "
			 "is_signed: bool}]}",
		.examples = EXAMPLES("recount log --limit 50"),
	},
	{
		.name = "record add",
		.summary = "Add one record by hand.",
		.about = "Fields are given as name=value; fields of fields with a dot, lists of ids with "
			 "commas, other lists as "
			 "JSON. \"recount fields TYPE\" lists them.",
		.args = ARGS({"type", "TYPE", OP_POSITIONAL | OP_REQUIRED,
				     "publication, source, place, incident, decision, …"},
			{"field=value", "FIELD=VALUE", OP_POSITIONAL | OP_MANY, "the fields"}, RESEARCHER),
		.flags = OP_WRITES,
		.run = op_record_add,
		.print = op_record_add_print,
		.shape = RECORD_ADDED,
		.examples =
			EXAMPLES("recount record add publication id=hrw name=\"Human Rights Watch\" kind=ngo",
				"recount record add decision kind=exclude about=shetpe claims=c1 "
				"reason=\"counts another town\""),
	},
	{
		.name = "claim add",
		.summary = "Add one claim by hand, with the words on which it rests.",
		.about = "--source, --evidence and --quote make the citation: the words must stand in the "
			 "frozen text of the "
			 "evidence, once, or at --bytes.",
		.args = ARGS(
			{"field=value", "FIELD=VALUE", OP_POSITIONAL | OP_MANY | OP_REQUIRED, "the fields"},
			{"source", "ID", 0, "source of the quote"},
			{"evidence", "FILE", 0, "evidence: SHA-256, the beginning of it, or file name"},
			{"quote", "WORDS", 0, "the exact words"},
			{"bytes", "START:END", 0, "where they stand, when they stand more than once"},
			RESEARCHER),
		.flags = OP_WRITES,
		.run = op_claim_add,
		.print = op_claim_add_print,
		.shape = RECORD_ADDED,
		.examples = EXAMPLES("recount claim add about=mangistau property=count measure=killed "
				     "quantity.qualifier=at_least quantity.low=17 --source gs --evidence "
				     "globalsecurity.txt "
				     "--bytes 219:302"),
	},
	{
		.name = "cite",
		.summary = "Find where words stand in a preserved text.",
		.args = ARGS({"evidence", "FILE", OP_POSITIONAL | OP_REQUIRED,
				     "evidence: SHA-256, beginning of it, or file name"},
			{"quote", "WORDS", 0, "the exact words"},
			{"bytes", "START:END", 0, "or the bytes, to see the words"}),
		.run = op_cite,
		.print = op_cite_print,
		.shape = "{evidence: text, text: text, exact: text, prefix?: text, suffix?: text, "
			 "byte_start: int, "
			 "byte_end: int, char_start: int, char_end: int}",
		.examples = EXAMPLES("recount cite globalsecurity.txt --quote \"at least 17 people dead [\""),
	},
	{
		.name = "read",
		.summary = "Propose the claims that documents make; a person decides on each.",
		.about = "Lists who was killed, injured, arrested, tried and so on: how many, when, where, "
			 "by whom, "
			 "who says so, with the exact words and why they were found. Nothing is recorded "
			 "until somebody accepts "
			 "a proposal: see read accept, read reject and --review. Of files no vault is "
			 "needed. Offsets are bytes "
			 "of the text: of the file itself, or of what was taken out of a web page or PDF. "
			 "With --jsonl "
			 "documents come on standard input, one {\"id\", \"text\", \"date\", \"lang\"} a "
			 "line, and each "
			 "is answered by one line.",
		.args = ARGS({"document", "DOC", OP_POSITIONAL | OP_MANY,
				     "files (- is standard input), or preserved documents by file name, "
				     "SHA-256 or source"},
			{"jsonl", NULL, OP_SWITCH, "documents on standard input, one JSON object a line"},
			{"totals", NULL, OP_SWITCH,
				"also the document's own answer for each measure, or null"},
			{"review", NULL, OP_SWITCH | OP_NEEDS_WRITER,
				"decide on the proposals of one preserved document, one a screen, by single "
				"keys"},
			{"watch", "FOLDER", 0,
				"read new and changed files of a folder as they come, until ^C"},
			{"threads", "N", 0, "threads for --jsonl (default: one a processor)"},
			{"about", "INCIDENT", 0, "with --review: what the claims are about"}, RESEARCHER,
			READ_OPTIONS),
		.flags = OP_VAULT_IF_ANY,
		.run = op_read,
		.print = op_read_print,
		.shape = "{documents?: [{id: text, evidence?: text, text?: text, source?: text, "
			 "is_extracted?: bool, "
			 "language?: text, trouble?: text, model?: {name: text, reported?: text, digest?: "
			 "text, prompt?: text, "
			 "reply?: text, is_kept: bool, proposals: int, trouble?: text, refused: [{row: int, "
			 "reason: text}]}, "
			 "proposals?: [" PROPOSAL "], totals?: any, error?: text, "
			 "reason?: text}], review?: {accepted: int, rejected: int, open: int}}",
		.examples = EXAMPLES("recount read article.html",
			"recount read --json --totals --date 2011-12-17 *.txt",
			"recount read --jsonl --totals < documents.jsonl > proposals.jsonl",
			"recount read --review article.html", "recount read --watch incoming"),
	},
	{
		.name = "read accept",
		.summary = "Make claims of proposals of a preserved document.",
		.about = "The numbers are those of \"recount read DOC\". The claim cites the exact bytes, "
			 "and says what was "
			 "inferred. Places are taken over where the vault has one of that name.",
		.args = ARGS(DOCUMENT,
			{"number", "N", OP_POSITIONAL | OP_REQUIRED | OP_MANY, "numbers of proposals"}, ABOUT,
			RESEARCHER, READ_OPTIONS),
		.flags = OP_WRITES,
		.run = op_read_accept,
		.print = op_read_accept_print,
		.shape = DECISIONS,
		.examples = EXAMPLES("recount read accept article.html 1 3 --about zhanaozen-2011"),
	},
	{
		.name = "read edit",
		.summary = "Make a claim of a proposal, with fields changed by hand.",
		.about = "Fields are those of a claim (\"recount fields claim\"), as name=value; an empty "
			 "value leaves the "
			 "field out. What was changed is kept with the claim.",
		.args = ARGS(DOCUMENT, {"number", "N", OP_POSITIONAL | OP_REQUIRED, "number of the proposal"},
			{"field=value", "FIELD=VALUE", OP_POSITIONAL | OP_REQUIRED | OP_MANY, "the fields"},
			ABOUT, RESEARCHER, READ_OPTIONS),
		.flags = OP_WRITES,
		.run = op_read_edit,
		.print = op_read_edit_print,
		.shape = DECISIONS,
		.examples = EXAMPLES("recount read edit article.html 2 by=police places=zhanaozen"),
	},
	{
		.name = "read reject",
		.summary = "Reject proposals of a preserved document, so that they do not return.",
		.args = ARGS(DOCUMENT,
			{"number", "N", OP_POSITIONAL | OP_REQUIRED | OP_MANY, "numbers of proposals"},
			{"why", "TEXT", 0, "the reason; needed"}, RESEARCHER, READ_OPTIONS),
		.flags = OP_WRITES,
		.run = op_read_reject,
		.print = op_read_reject_print,
		.shape = DECISIONS,
		.examples = EXAMPLES("recount read reject article.html 2 --why \"another strike, in 1989\""),
	},
	{
		.name = "read undo",
		.summary = "Take back the last decision on a proposal, or those that are named.",
		.about = "The journal keeps both: a claim is retracted by one that replaces it, a rejection "
			 "is revoked.",
		.args = ARGS({"document", "DOC", OP_POSITIONAL, "a preserved document"},
			{"number", "N", OP_POSITIONAL | OP_MANY, "numbers of its proposals"},
			{"why", "TEXT", 0, "the reason"}, RESEARCHER, READ_OPTIONS),
		.flags = OP_WRITES,
		.run = op_read_undo,
		.print = op_read_undo_print,
		.shape = DECISIONS,
		.examples = EXAMPLES("recount read undo", "recount read undo article.html 2"),
	},
	{
		.name = "import",
		.summary = "Import records from JSON Lines or CSV.",
		.about = "Every row is checked: fields, words, numbers, dates, references, and that every "
			 "quote stands at its "
			 "bytes. One bad row takes the whole file back, unless --partial says to take the "
			 "good ones. Rows that are "
			 "there already are left alone.",
		.args = ARGS(
			{"file", "FILE", OP_POSITIONAL | OP_REQUIRED | OP_MANY, "files; - is standard input"},
			{"format", "FORMAT", 0, "jsonl or csv (default: by the ending)"},
			{"partial", NULL, OP_SWITCH, "take the good rows, report the rest"},
			{"dry-run", NULL, OP_SWITCH, "check only, keep nothing"},
			{"threads", "N", 0, "threads for checking (default: one a processor)"}, RESEARCHER),
		.flags = OP_WRITES,
		.run = op_import,
		.print = op_import_print,
		.shape = "{files: [{file: text, rows: int, added: int, unchanged: int, skipped: int, "
			 "refused: int, "
			 "is_taken: bool, problems: [{line: int, text: text}]}], is_complete: bool}",
		.examples = EXAMPLES(
			"recount import sources.jsonl claims.jsonl", "recount import --dry-run claims.csv"),
	},
	{
		.name = "export",
		.summary = "Export records as JSON Lines or CSV.",
		.about = "What is exported can be imported again and changes nothing. Sealed parts are not "
			 "exported. What is restricted is, unless --public leaves out every record that is "
			 "not public, or that rests on or names one that is not.",
		.args = ARGS({"type", "TYPE", 0, "only this type (needed for CSV)"},
			{"output", "FILE", OP_LETTER, "write here (default: standard output)"},
			{"format", "FORMAT", 0, "jsonl or csv (default: by the ending)"},
			{"public", NULL, OP_SWITCH, "only what a report may show"},
			{"bom", NULL, OP_SWITCH, "begin CSV with a byte order mark, for Excel"}),
		.flags = OP_TO_STDOUT,
		.run = op_export,
		.print = op_export_print,
		.shape = "{file?: text, records: int, not_public?: int, left_out?: int}",
		.examples = EXAMPLES("recount export > vault.jsonl",
			"recount export --public --output public.jsonl",
			"recount export --type claim --output claims.csv"),
	},
	{
		.name = "figure",
		.summary = "Compute low, best and high for an incident, with every reason.",
		.about = "A figure is always computed from claims by a named rule; nothing is invented. "
			 "--explain walks each "
			 "number to the words of its source.",
		.args = ARGS({"incident", "INCIDENT", OP_POSITIONAL | OP_REQUIRED, "id of the incident"},
			{"measure", "MEASURE", 0, "killed (default), injured, arrested, …"},
			{"rule", "RULE", 0, "default: the codebook's; see \"recount rules\""},
			{"all-rules", NULL, OP_SWITCH, "every rule, side by side"},
			{"explain", NULL, OP_SWITCH,
				"every claim: used or set aside, why, and where its words stand"}),
		.run = op_figure,
		.print = op_figure_print,
		.shape = "{figures: [" FIGURE "]}",
		.examples =
			EXAMPLES("recount figure zhanaozen-2011", "recount figure zhanaozen-2011 --all-rules",
				"recount figure zhanaozen-2011 --measure injured --rule ucdp --explain"),
	},
	{
		.name = "estimate",
		.summary = "Estimate how many people no list has, from how lists overlap.",
		.about =
			"Says first what is documented, what is estimated and on which assumption, or why "
			"nothing can be said; then all methods side by side, how far they differ, and what "
			"one person more or one list less would change. TABLE has a column of 0 and 1 for "
			"each "
			"list and a column \"count\", or one row a person. Replicates of the table, from "
			"filled-in fields or draws of who is the same person, are put together by Rubin's "
			"rules. Strata are added up draw by draw; those that are refused count as documented "
			"only. An estimate is never added to a documented figure. More is in "
			"docs/methods/estimation.md.",
		.args = ARGS({"table", "TABLE", OP_POSITIONAL, "a CSV file; - is standard input"},
			{"from", "FOLDER", 0,
				"instead of TABLE the overlaps that match wrote, with its drawn partitions "
				"as "
				"replicates"},
			{"strata", "COLUMNS", 0, "columns that divide the people, separated by commas"},
			{"lists", "COLUMNS", 0, "columns that are lists (default: all others)"},
			{"count", "COLUMN", 0, "column of counts (default: \"count\", if there is one)"},
			{"replicate", "FILE", OP_MANY,
				"another completed copy of the table; may be repeated"},
			{"method", "METHOD", 0,
				"stand by the assumption of this method, whatever the others say: dga, "
				"latent, "
				"bic, stepwise, nhoi, two-lists, aic, chao (default: the first that is not "
				"refused)"},
			{"odds-ratio", "LOW:HIGH", 0,
				"range for the dependence of two lists, without which two lists say nothing"},
			{"interactions", "N", 0,
				"lists in the largest interaction of log-linear models (default: all to five "
				"lists, 2 beyond)"},
			{"fast", NULL, OP_SWITCH,
				"leave out latent, which takes seconds, of hard tables minutes"},
			{"level", "PERCENT", 0, "of intervals (default: 95)"},
			{"seed", "N", 0, "of random numbers (default: 1)"}, ESTIMATE_REPORT,
			{"threads", "N", 0, "threads (default: one a processor); the result is the same"},
			{"record", NULL, OP_SWITCH | OP_NEEDS_WRITER,
				"keep it in the vault, with its tables, for estimate replay"},
			{"shard", "I/N", 0,
				"work the I-th of N parts, for estimate merge; auto takes I and N from Open "
				"MPI, "
				"Slurm or an indexed job"}),
		.flags = OP_NO_VAULT,
		.run = op_estimate,
		.print = op_estimate_print,
		.shape = "{" ESTIMATE_SETTINGS ", strata?: " ESTIMATE_STRATA ", total?: " ESTIMATE_TOTAL
			 ", shard?: {index: int, of: int}, values?: [text], stratum_count?: int, units?: "
			 "[{unit: "
			 "int, documented: int, may_be_said: bool, total?: number, low?: number, high?: "
			 "number, "
			 "draws?: [number], run: " ESTIMATE_RUN "}], recorded_as?: text, entry?: int}",
		.examples = EXAMPLES("recount estimate kosovo.csv",
			"recount estimate deaths.csv --strata region,year --json",
			"recount estimate copy1.csv --replicate copy2.csv --replicate copy3.csv",
			"recount estimate --from matched --strata stratum",
			"recount estimate two-lists.csv --odds-ratio 1:3",
			"recount estimate deaths.csv --strata region --shard 1/2 --json > 1.json",
			"recount estimate kosovo.csv --record"),
	},
	{
		.name = "estimate merge",
		.summary = "Put the parts of a divided estimate together.",
		.about = "The parts are the replies of estimate --shard I/N --json, one for each I. What "
			 "comes "
			 "out is what estimate would have said without dividing the work, to the last byte.",
		.args = ARGS(
			{"part", "FILE", OP_POSITIONAL | OP_REQUIRED | OP_MANY, "all parts, in any order"},
			ESTIMATE_REPORT),
		.flags = OP_NO_VAULT,
		.run = op_estimate_merge,
		.print = op_estimate_print,
		.shape = "{" ESTIMATE_SETTINGS ", strata: " ESTIMATE_STRATA ", total?: " ESTIMATE_TOTAL "}",
		.examples = EXAMPLES("recount estimate merge 1.json 2.json"),
	},
	{
		.name = "estimate replay",
		.summary = "Work a recorded estimate again, and compare every number.",
		.about = "Tables, options and seed are those of the entry. Says whether everything is the "
			 "same "
			 "to the last digit, or which numbers differ and by how much.",
		.args = ARGS({"entry", "ENTRY", OP_POSITIONAL | OP_REQUIRED, "its id or number"},
			{"threads", "N", 0, "threads (default: one a processor); the result is the same"}),
		.run = op_estimate_replay,
		.print = op_estimate_replay_print,
		.shape = "{id: text, entry: int, recorded_at?: text, recorded_by: text, replayed_by: text, "
			 "results: int, differences: [{of: text, stratum?: text, replicate?: int, field: "
			 "text, "
			 "recorded: any, replayed: any}], is_same: bool}",
		.examples = EXAMPLES("recount estimate replay 12"),
	},
	{
		.name = "report",
		.summary = "Write a self-contained page about an incident.",
		.about = "The page needs no network and no script. Records that are not public, and "
			 "what rests on or names one, are left out of it and of its numbers; their entries "
			 "are named as withheld. Of an incident that is not public there is no report.",
		.args = ARGS({"incident", "INCIDENT", OP_POSITIONAL | OP_REQUIRED, "id of the incident"},
			{"output", "FILE", OP_LETTER, "the page (default: INCIDENT.html)"},
			{"measure", "MEASURE", 0, "only this measure"}),
		.run = op_report,
		.print = op_report_print,
		.shape = "{file: text, bytes: int, measures: int, claims: int, withheld: int}",
		.examples = EXAMPLES("recount report zhanaozen-2011 --output zhanaozen.html"),
	},
	{
		.name = "match",
		.summary = "Find who is on more than one list.",
		.about = "Reads lists of people (CSV, XLSX, JSON; or lists of the vault by name), finds "
			 "which rows are the same "
			 "person, and writes into a folder clusters.csv (which rows are one person), "
			 "pairs.csv (pairs with weight, "
			 "probability and the level of each field), overlap.csv (for recount estimate) and "
			 "report.html (how it was found, and how sure that is). "
			 "The column map says which "
			 "column is what and which lists hold each person once; without one, columns are "
			 "known by their headers. "
			 "What is compared is found by rules of blocking; what they leave out is said. "
			 "Nothing is merged or deleted: "
			 "lists stay as they are. More is in docs/methods/matching.md.",
		.args = ARGS(MATCH_OPTIONS,
			{"record", NULL, OP_SWITCH | OP_NEEDS_WRITER,
				"keep the run as an entry of the journal; its lists are of the vault"},
			{"shard", "I/N", 0,
				"compare the I-th of N parts of the pairs, for match merge; auto takes I and "
				"N from Open MPI, Slurm or an indexed job"}),
		.flags = OP_VAULT_IF_ANY,
		.run = op_match,
		.print = op_match_print,
		.shape = MATCH_REPLY_SHAPE,
		.examples = EXAMPLES("recount match ministry.csv morgue.xlsx --map lists.map -o matched",
			"recount match persons.csv -o matched --truth person",
			"recount match ministry.csv morgue.xlsx -o matched --shard 1/2",
			"recount match ministry.csv june.csv --model may/model.json -o june",
			"recount match ministry.csv may.csv --only may.csv --verdicts said.csv -o matched",
			"recount match ministry press -o matched --record",
			"recount match ministry.csv press.csv -o matched --replicates 20 --strata sex",
			"recount estimate --from matched --strata stratum"),
	},
	{
		.name = "match merge",
		.summary = "Put the parts of a divided match together.",
		.about =
			"The parts are the files that match --shard I/N wrote into the folder, one for each "
			"I. "
			"Lists and options are those that the shards had. What comes out is what match would "
			"have written without dividing the work, to the last byte; the parts stay.",
		.args = ARGS(MATCH_OPTIONS),
		.flags = OP_VAULT_IF_ANY,
		.run = op_match_merge,
		.print = op_match_print,
		.shape = MATCH_REPLY_SHAPE,
		.examples = EXAMPLES("recount match merge ministry.csv morgue.xlsx -o matched"),
	},
	{
		.name = "match explain",
		.summary = "Say why two rows are one person, or are not.",
		.about = "Reads the folder that recount match wrote and says weight by weight what speaks "
			 "for the two rows "
			 "being one person and what against it, how likely they are that, kin or neither, "
			 "and why they are "
			 "in one cluster or are not. Rows are written LIST:ROW, the row being its own id or "
			 "else its number, "
			 "as in clusters.csv. With --show-names the lists are read again, from where they "
			 "were. More is in "
			 "docs/methods/matching.md.",
		.args = ARGS({"folder", "FOLDER", OP_POSITIONAL | OP_REQUIRED, "what recount match wrote"},
			{"a", "LIST:ROW", OP_POSITIONAL | OP_REQUIRED, "one row"},
			{"b", "LIST:ROW", OP_POSITIONAL | OP_REQUIRED, "the other row"},
			{"show-names", NULL, OP_SWITCH,
				"read the lists again and show what stands in them; compare pairs that were "
				"not kept, too"}),
		.flags = OP_VAULT_IF_ANY,
		.run = op_match_explain,
		.print = op_match_explain_print,
		.shape = "{folder: text, a: " MATCH_EXPLAINED_ROW_SHAPE ", b: " MATCH_EXPLAINED_ROW_SHAPE
			 ", is_kept: bool, rules?: [text], account?: " MATCH_ACCOUNT_SHAPE
			 ", said?: text, is_together: bool, reasons: [text]}",
		.examples = EXAMPLES("recount match explain matched ministry:17 morgue:4",
			"recount match explain matched ministry:17 morgue:4 --show-names"),
	},
	{
		.name = "match replay",
		.summary = "Work a recorded match again, and compare what comes out.",
		.about = "Lists, verdicts, rules and options are those of the entry. Says whether files, "
			 "counts and model are the "
			 "same to the last byte, or which differ. With --output the files are kept: that is "
			 "how to have them "
			 "again.",
		.args = ARGS({"entry", "ENTRY", OP_POSITIONAL | OP_REQUIRED, "its id or number"},
			{"output", "FOLDER", OP_LETTER, "keep the files there"},
			{"threads", "N", 0, "threads (default: one a processor); the result is the same"}),
		.run = op_match_replay,
		.print = op_match_replay_print,
		.shape = "{id: text, entry: int, recorded_at?: text, recorded_by: text, replayed_by: text, "
			 "folder?: text, differences: [text], is_same: bool}",
		.examples = EXAMPLES("recount match replay 12", "recount match replay 12 -o matched"),
	},
	{
		.name = "match review",
		.summary = "Judge pairs of rows, one a screen, by single keys.",
		.about = "Works the run of a folder or entry again and shows pairs with their fields side by "
			 "side, "
			 "those first whose answer would change most. What the model thinks of a pair is "
			 "told only "
			 "after it was judged. A verdict outranks the model in the next run: same joins two "
			 "rows, "
			 "different and kin keep them apart. In a vault verdicts are entries of the journal; "
			 "else "
			 "--verdicts FILE keeps them. Keys: s same, d different, k kin, ? unsure, u undo, b "
			 "back, q quit.",
		.args = ARGS({"run", "RUN", OP_POSITIONAL | OP_REQUIRED,
				     "folder that match wrote, or entry of a recorded run"},
			{"verdicts", "FILE", 0,
				"write them here (docs/formats/verdicts.md), made if it is not there"},
			{"sample", "FILE", 0,
				"ask about the pairs of this table (match sample), in its order"},
			{"overlaps", NULL, OP_SWITCH,
				"ask first what would change the table of overlaps most"},
			{"count", "N", 0, "ask about at most N pairs (default: 100)"},
			{"researcher", "ID", 0, "who judges"},
			{"threads", "N", 0, "threads (default: one a processor)"}),
		.flags = OP_VAULT_IF_ANY | OP_WRITES,
		.run = op_match_review,
		.print = op_match_review_print,
		.shape = "{written_to: text, asked: int, same: int, different: int, kin: int, unsure: int, "
			 "open: int}",
		.examples = EXAMPLES("recount match review matched --verdicts said.csv",
			"recount match review match-b4k2q9x7c1m3d --researcher aya"),
	},
	{
		.name = "match undo",
		.summary = "Take back a verdict on two rows.",
		.about = "The last one, or the decision that is named. Nothing is deleted: that it was taken "
			 "back is told "
			 "beside it.",
		.args = ARGS({"decision", "DECISION", OP_POSITIONAL,
				     "id of a decision (default: the last on two rows)"},
			{"verdicts", "FILE", 0, "take back the last verdict of this table instead"},
			{"researcher", "ID", 0, "who takes it back"}),
		.flags = OP_VAULT_IF_ANY | OP_WRITES,
		.run = op_match_undo,
		.print = op_match_undo_print,
		.shape = "{decision?: text, list_a?: text, row_a?: text, list_b?: text, row_b?: text}",
		.examples = EXAMPLES("recount match undo", "recount match undo --verdicts said.csv"),
	},
	{
		.name = "match sample",
		.summary = "Draw pairs at random, to be judged.",
		.about = "Works the run of a folder or entry again and writes a table of pairs with what "
			 "both rows say, "
			 "more of them where the model is less sure. From the verdicts match calibrate tells "
			 "how good the "
			 "run is. The table does not tell what the model thinks.",
		.args = ARGS({"run", "RUN", OP_POSITIONAL | OP_REQUIRED,
				     "folder that match wrote, or entry of a recorded run"},
			{"output", "FILE", OP_LETTER, "where the table goes"},
			{"count", "N", 0, "about so many pairs (default: 200)"},
			{"seed", "N", 0, "of random numbers (default: 1)"},
			{"threads", "N", 0, "threads (default: one a processor)"}),
		.flags = OP_VAULT_IF_ANY,
		.run = op_match_sample,
		.print = op_match_sample_print,
		.shape = "{file: text, pairs: int, of: int}",
		.examples = EXAMPLES("recount match sample matched -o sample.csv --count 200"),
	},
	{
		.name = "match calibrate",
		.summary = "Estimate precision and recall of a match from judged pairs.",
		.about = "Draws the pairs of match sample again and looks what persons said of them, in a "
			 "table or the "
			 "journal. Only pairs that were drawn count: those that a review chose by their "
			 "effect would mislead. "
			 "Recall is that among the pairs that were compared. The method is in "
			 "docs/methods/matching-clusters.md.",
		.args = ARGS({"run", "RUN", OP_POSITIONAL | OP_REQUIRED,
				     "folder that match wrote, or entry of a recorded run"},
			{"verdicts", "FILE", 0, "the sample, judged (docs/formats/verdicts.md)"},
			{"count", "N", 0, "as for match sample (default: 200)"},
			{"seed", "N", 0, "as for match sample (default: 1)"},
			{"threads", "N", 0, "threads (default: one a processor)"}),
		.flags = OP_VAULT_IF_ANY,
		.run = op_match_calibrate,
		.print = op_match_calibrate_print,
		.shape = "{drawn: int, judged: int, unsure: int, beside: int, own: " MATCH_THRESHOLD_SHAPE
			 "}, "
			 "precise?: " MATCH_THRESHOLD_SHAPE "}, "
			 "thresholds: [" MATCH_THRESHOLD_SHAPE ", pairs: int, judged: int, same: int}], "
			 "steps: [{probability: number, chance: number, low: number, high: number}]}",
		.examples = EXAMPLES("recount match calibrate matched --verdicts sample.csv"),
	},
	{
		.name = "names",
		.summary = "Say how well two full names agree, line by line.",
		.about = "Reads lines of two columns, each a person's full name in any script, on standard "
			 "input, and "
			 "writes them with a "
			 "score from 0 to 1: from 0.5 on they are rather one person's. Order, initials, "
			 "missing middle "
			 "names, "
			 "titles, particles, split and joined words, short forms and ways of romanising are "
			 "allowed for. "
			 "With --json each "
			 "line is answered by one object with the parts of the score: which words were "
			 "paired, how, and "
			 "the evidence "
			 "of each in nats. Further columns are kept. A line without two columns ends the "
			 "work. More is in "
			 "docs/methods/matching-full-names.md.",
		.args = ARGS({"score", NULL, OP_SWITCH, "score each pair"},
			{"format", "FORMAT", 0, "tsv (default) or csv"},
			{"threshold", "P", 0, "only pairs that score at least this, from 0 to 1"}),
		.flags = OP_NO_VAULT,
		.run = op_names,
		.print = op_names_print,
		.shape = "{line: int, a: text, b: text, score: number, base: number, alone: number, order: "
			 "number, "
			 "generation: number, parts: [{a: text, b: text, how: text, weight: number}]}",
		.examples = EXAMPLES("recount names --score < pairs.tsv > scored.tsv",
			"recount names --score --format csv --threshold 0.5 < pairs.csv",
			"recount names --score --json < pairs.tsv"),
	},
	{
		.name = "codebook set",
		.summary = "Put a codebook in force.",
		.args = ARGS({"file", "FILE", OP_POSITIONAL | OP_REQUIRED, "an INI file"},
			{"reason", "TEXT", 0, "why it was changed"}),
		.flags = OP_WRITES,
		.run = op_codebook_set,
		.print = op_codebook_set_print,
		.shape = "{version: text, entry: int, is_new: bool}",
		.examples =
			EXAMPLES("recount codebook set codebook.ini --reason \"two witnesses, not three\""),
	},
	{
		.name = "codebook show",
		.summary = "Show the codebook in force.",
		.args = ARGS({0}),
		.run = op_codebook_show,
		.print = op_codebook_show_print,
		.shape = "{is_built_in: bool, entry?: int, text: text}",
		.examples = EXAMPLES("recount codebook show > codebook.ini"),
	},
	{
		.name = "rules",
		.summary = "Say what each rule does.",
		.args = ARGS({0}),
		.flags = OP_NO_VAULT,
		.run = op_rules,
		.print = op_rules_print,
		.shape = "{rules: [{rule: text, text: text}]}",
		.examples = EXAMPLES("recount rules"),
	},
	{
		.name = "fields",
		.summary = "List the types of records, or the fields of one.",
		.args = ARGS({"type", "TYPE", OP_POSITIONAL, "claim, source, …"}),
		.flags = OP_NO_VAULT,
		.run = op_fields,
		.print = op_fields_print,
		.shape = "{types: [{type: text, help: text, fields?: [{name: text, kind: text, is_required: "
			 "bool, help: text, "
			 "words?: text}]}]}",
		.examples = EXAMPLES("recount fields claim"),
	},
	{
		.name = "list add",
		.summary = "Add a list of victims, or its next edition.",
		.about = "The file (CSV and its kin, JSON, JSON Lines, a workbook .xlsx) is preserved as "
			 "evidence, and an entry says "
			 "how its rows are read: by a column map (docs/formats/column-map.md), or without "
			 "one by the usual headers. "
			 "The map is remembered for the next edition. A victim who was on the edition before "
			 "and is not on this one is "
			 "news: every removed row is shown. Adding the same bytes again changes nothing; "
			 "adding them with another map "
			 "corrects how they are read.",
		.args = ARGS({"file", "FILE", OP_POSITIONAL | OP_REQUIRED, "the list"},
			{"map", "FILE", 0,
				"column map (default: that of the edition before; else the headers are "
				"guessed)"},
			{"name", "NAME", 0,
				"what the list is called (default: that of the edition before, or of the "
				"file)"},
			{"edition-of", "LIST", 0, "the edition before, by its id or name"},
			{"date", "DATE", 0, "of this edition"},
			{"sheet", "NAME", 0, "sheet of a workbook with several"},
			{"visibility", "LEVEL", 0, "public (default), restricted or sealed"}, RESEARCHER),
		.flags = OP_WRITES,
		.run = op_list_add,
		.print = op_list_add_print,
		.shape = "{file: text, list: text, name: text, is_new: bool, entry: int, evidence: text, "
			 "format: text, rows: int, "
			 "notes: [text], edition?: {of: text, is_by_id: bool, added: int, changed: int, "
			 "removed: int, "
			 "removed_rows: [" LISTS_ROW_SHAPE "]}}",
		.examples = EXAMPLES("recount list add morgue.csv --map morgue.ini --name morgue",
			"recount list add morgue-march.csv --edition-of morgue --date 2026-03-01"),
	},
	{
		.name = "list ls",
		.summary = "List the lists of victims.",
		.args = ARGS({0}),
		.run = op_list_ls,
		.print = op_list_ls_print,
		.shape = "{lists: [{entry: int, list: text, name?: text, date?: text, rows: int, "
			 "edition_of?: text, removed?: int}]}",
		.examples = EXAMPLES("recount list ls"),
	},
	{
		.name = "list show",
		.summary = "Show how a list of victims is read.",
		.args = ARGS({"list", "LIST", OP_POSITIONAL | OP_REQUIRED,
			"id of a list, or a name: its newest edition"}),
		.run = op_list_show,
		.print = op_list_show_print,
		.shape = "{entry: int, list: text, name: text, date?: text, evidence: text, format: text, "
			 "rows: int, rows_digest: "
			 "text, is_unique: bool, edition_of?: text, columns: [{role: text, header: text}], "
			 "map: text}",
		.examples = EXAMPLES("recount list show morgue"),
	},
	{
		.name = "list rows",
		.summary = "Show rows of a list of victims, read again from the preserved file.",
		.args = ARGS({"list", "LIST", OP_POSITIONAL | OP_REQUIRED,
				     "id of a list, or a name: its newest edition"},
			{"row", "N", 0, "only this one"}, {"limit", "N", 0, "at most so many (20)"}),
		.run = op_list_rows,
		.print = op_list_rows_print,
		.shape = "{list: text, total: int, rows: [" LISTS_ROW_SHAPE "]}",
		.examples =
			EXAMPLES("recount list rows morgue --limit 100", "recount list rows morgue --row 17"),
	},
	{
		.name = "list diff",
		.summary = "Say what was added, changed and removed between two lists of victims.",
		.about = "Rows are known by their own id where both lists have one, else by what stands in "
			 "the columns that both "
			 "have; then no row is changed, only removed and added.",
		.args = ARGS({"before", "LIST", OP_POSITIONAL | OP_REQUIRED, "the earlier one"},
			{"after", "LIST", OP_POSITIONAL | OP_REQUIRED, "the later one"},
			{"limit", "N", 0,
				"at most so many rows of each kind (1000); the numbers are always those of "
				"all"}),
		.run = op_list_diff,
		.print = op_list_diff_print,
		.shape = "{before: text, after: text, is_by_id: bool, added: int, changed: int, removed: "
			 "int, removed_rows: "
			 "[" LISTS_ROW_SHAPE
			 "], changed_rows: [{before: int, after: int}], added_rows: [" LISTS_ROW_SHAPE "]}",
		.examples = EXAMPLES("recount list diff list-0z3k8q7vt2m4x list-5bj2m9c0w6h1r"),
	},
	{
		.name = "checkpoint",
		.summary = "Sign the head of the journal.",
		.about = "Give the checkpoint to others: with it they can tell later whether anything before "
			 "it was changed or "
			 "removed. It names nothing of the content.",
		.args = ARGS({"output", "FILE", OP_LETTER, "also write it here"}),
		.flags = OP_WRITES,
		.run = op_checkpoint,
		.print = op_checkpoint_print,
		.shape = "{entries: int, checkpoint: text, file?: text}",
		.examples = EXAMPLES("recount checkpoint --output head.note"),
	},
	{
		.name = "prove",
		.summary = "Write a proof that an entry is under the signed head.",
		.about = "Three files are written: the proof (C2SP tlog-proof), the leaf and the verifier "
			 "key. They can be checked "
			 "offline with verify, with Go's sumdb/tlog, and with openssl.",
		.args = ARGS({"entry", "ENTRY", OP_POSITIONAL | OP_REQUIRED,
				     "number of the entry, or id of its record"},
			{"output", "FILE", OP_LETTER, "the proof (default: entry-N.tlog-proof)"}),
		.run = op_prove,
		.print = op_prove_print,
		.shape = "{entry: int, signed_entries: int, proof: text, leaf: text, verifier: text}",
		.examples = EXAMPLES("recount prove 137",
			"recount prove zhn-hrw2013-killed-total --output hrw.tlog-proof"),
	},
	{
		.name = "verify",
		.summary = "Verify a proof; needs no vault.",
		.args = ARGS({"proof", "FILE", OP_POSITIONAL | OP_REQUIRED, "the proof"},
			{"leaf", "FILE", 0, "the leaf (default: FILE.leaf)"},
			{"verifier", "FILE", 0,
				"the verifier key (default: FILE.vkey); take it from where you trust it"}),
		.flags = OP_NO_VAULT,
		.run = op_verify,
		.print = op_verify_print,
		.shape = "{is_included: bool, entry: int, signed_entries: int, origin: text}",
		.examples = EXAMPLES("recount verify entry-137.tlog-proof --verifier their.vkey"),
	},
	{
		.name = "check",
		.summary = "Verify everything in the vault.",
		.about = "The journal (every disclosure in its leaf, every root as signed), the register "
			 "(byte-identical to what the "
			 "journal gives), the evidence (every SHA-256), the quotes (every one at its bytes "
			 "and "
			 "characters, between its prefix and suffix), and that vault.db holds nothing else.",
		.args = ARGS({"only", "PART", 0, "journal, register or evidence"},
			{"unseal", NULL, OP_SWITCH, "open sealed disclosures too, with the passphrase"},
			{"verifier", "FILE", 0, "the log's verifier key, from where you trust it"},
			{"head", "FILE", 0,
				"a checkpoint that you were given earlier: the journal must continue it"}),
		.run = op_check,
		.print = op_check_print,
		.shape = "{journal?: {entries: int, disclosures: int, sealed: int, heads: int, "
			 "signed_entries: int, "
			 "unsigned_entries: int, trusted_entries?: int, root: text}, is_register_equal?: "
			 "bool, evidence?: {files: "
			 "int, texts: int, "
			 "bytes: int, bytes_per_second: int, quotes: int}}",
		.examples = EXAMPLES(
			"recount check", "recount check --verifier their.vkey --head their-head.note"),
	},
	{
		.name = "rebuild",
		.summary = "Make the register again from the journal.",
		.args = ARGS({"digest", NULL, OP_SWITCH, "also hash every row, to compare two registers"}),
		.flags = OP_WRITES | OP_REBUILDS,
		.run = op_rebuild,
		.print = op_rebuild_print,
		.shape = "{entries: int, register_digest?: text}",
		.examples = EXAMPLES("recount rebuild", "recount rebuild --digest"),
	},
	{
		.name = "backup",
		.summary = "Copy the vault to a new folder, and read the copy back.",
		.args = ARGS({"folder", "DIR", OP_POSITIONAL | OP_REQUIRED, "the new folder"}),
		.run = op_backup,
		.print = op_backup_print,
		.shape = "{backup: text, entries: int, signed_entries: int, files: int}",
		.examples = EXAMPLES("recount backup /media/stick/2026-11-22.vault"),
	},
	{
		.name = "restore",
		.summary = "Make a vault from a backup.",
		.about = "A backup may be older than the newest head that was given away; signing on from it "
			 "could contradict that "
			 "head. So the log goes on under a new key, unless --head shows a checkpoint that "
			 "somebody else kept and "
			 "the backup covers it.",
		.args = ARGS({"backup", "DIR", OP_POSITIONAL | OP_REQUIRED, "the backup"},
			{"head", "FILE", 0, "newest checkpoint, from somebody else: go on under the old key"},
			{"quick-key", NULL, OP_SWITCH,
				"stretch the passphrase only briefly: for tests and demonstrations"}),
		.flags = OP_NO_VAULT,
		.run = op_restore,
		.print = op_restore_print,
		.shape = "{vault: text, entries: int, files: int, is_new_log: bool, origin: text}",
		.examples = EXAMPLES("recount --vault new.vault restore /media/stick/2026-11-22.vault"),
	},
	{0},
};
