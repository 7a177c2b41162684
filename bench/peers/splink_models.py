# SPDX-License-Identifier: AGPL-3.0-or-later
"""What Splink is told of each set: the settings that its makers publish for the public sets, and the rules and comparisons
of our benchmark. A model names its input, its truth, its settings, and trains a linker."""
import splink.comparison_library as cl
from splink import SettingsCreator, block_on

SWAPPED_NAMES = 'l.given_name = r.surname and l.surname = r.given_name'


class Historical:
    """Persons of history with errors, 50,000 records (Splink's example of deduplicating 50,000 synthetic records)."""
    files = ['splink/historical_figures_with_errors_50k.csv']
    select = "*, first_name || ' ' || surname as whole_name"
    identifier, truth, link = 'unique_id', 'cluster', 'dedupe_only'
    rules = [
        block_on('substr(first_name,1,3)', 'substr(surname,1,4)'),
        block_on('surname', 'dob'),
        block_on('first_name', 'dob'),
        block_on('postcode_fake', 'first_name'),
        block_on('postcode_fake', 'surname'),
        block_on('dob', 'birth_place'),
        block_on('substr(postcode_fake,1,3)', 'dob'),
        block_on('substr(postcode_fake,1,3)', 'first_name'),
        block_on('substr(postcode_fake,1,3)', 'surname'),
        block_on('substr(first_name,1,2)', 'substr(surname,1,2)', 'substr(dob,1,4)'),
    ]
    comparisons = [
        cl.ForenameSurnameComparison('first_name', 'surname', forename_surname_concat_col_name='whole_name'),
        cl.DateOfBirthComparison('dob', input_is_string=True),
        cl.PostcodeComparison('postcode_fake'),
        cl.ExactMatch('birth_place').configure(term_frequency_adjustments=True),
        cl.ExactMatch('occupation').configure(term_frequency_adjustments=True),
    ]
    sure = [
        block_on('first_name', 'surname', 'dob'),
        block_on('substr(first_name,1,2)', 'surname', 'substr(postcode_fake,1,2)'),
        block_on('dob', 'postcode_fake'),
    ]
    recall, u_pairs = 0.6, 1e7
    trained_on = [block_on('first_name', 'surname'), block_on('dob')]
    without_frequencies = True


class Fake:
    """1,000 invented records (Splink's example of evaluation with a column of labels)."""
    files = ['splink/fake_1000.csv']
    select = '*'
    identifier, truth, link = 'unique_id', 'cluster', 'dedupe_only'
    rules = [block_on('first_name'), block_on('surname'), block_on('dob'), block_on('email')]
    comparisons = [
        cl.ForenameSurnameComparison('first_name', 'surname'),
        cl.DateOfBirthComparison('dob', input_is_string=True),
        cl.ExactMatch('city').configure(term_frequency_adjustments=True),
        cl.EmailComparison('email'),
    ]
    sure = [
        'l.first_name = r.first_name and levenshtein(r.dob, l.dob) <= 1',
        'l.surname = r.surname and levenshtein(r.dob, l.dob) <= 1',
        'l.first_name = r.first_name and levenshtein(r.surname, l.surname) <= 2',
        'l.email = r.email',
    ]
    recall, u_pairs = 0.7, 1e6
    trained_on = [block_on('dob'), block_on('email'), block_on('first_name', 'surname')]
    without_frequencies = True


class Febrl3:
    """5,000 records with up to five duplicates (Splink's example of FEBRL 3)."""
    files = ['febrl/dataset3.csv']
    select = r"*, regexp_extract(rec_id, '^([^-]+-[^-]+)', 1) as cluster"
    identifier, truth, link = 'rec_id', 'cluster', 'dedupe_only'
    rules = [block_on(column) for column in ('soc_sec_id', 'given_name', 'surname', 'date_of_birth', 'postcode')]
    comparisons = [
        cl.NameComparison('given_name'),
        cl.NameComparison('surname'),
        cl.DateOfBirthComparison('date_of_birth', input_is_string=True, datetime_format='%Y%m%d'),
        cl.DamerauLevenshteinAtThresholds('soc_sec_id', [2]),
        cl.ExactMatch('street_number').configure(term_frequency_adjustments=True),
        cl.ExactMatch('postcode').configure(term_frequency_adjustments=True),
    ]
    sure = [
        block_on('soc_sec_id'),
        block_on('given_name', 'surname', 'date_of_birth'),
        SWAPPED_NAMES + ' and l.date_of_birth = r.date_of_birth',
    ]
    recall, u_pairs = 0.9, 1e6
    trained_on = [block_on('date_of_birth'), block_on('postcode')]
    without_frequencies = False


class Febrl4:
    """Two lists of the same 5,000 persons (the detailed model of Splink's example of FEBRL 4)."""
    files = ['febrl/dataset4a.csv', 'febrl/dataset4b.csv']
    select = Febrl3.select
    identifier, truth, link = 'rec_id', 'cluster', 'link_only'
    rules = [
        block_on('given_name', 'surname'),
        SWAPPED_NAMES,
        block_on('date_of_birth'),
        block_on('soc_sec_id'),
        block_on('state', 'address_1'),
        block_on('street_number', 'address_1'),
        block_on('postcode'),
    ]
    comparisons = [
        cl.NameComparison('given_name').configure(term_frequency_adjustments=True),
        cl.NameComparison('surname').configure(term_frequency_adjustments=True),
        cl.DateOfBirthComparison('date_of_birth', input_is_string=True, datetime_format='%Y%m%d',
                                 invalid_dates_as_null=True),
        cl.DamerauLevenshteinAtThresholds('soc_sec_id', [1, 2]),
        cl.ExactMatch('street_number').configure(term_frequency_adjustments=True),
        cl.DamerauLevenshteinAtThresholds('postcode', [1, 2]).configure(term_frequency_adjustments=True),
    ]
    sure = Febrl3.sure[:2]
    recall, u_pairs = 0.8, 1e6
    trained_on = Febrl3.trained_on
    without_frequencies = True


def column_of(part):
    """SQL of one part of a rule (bench/matching/benchmark.rules says which there are)."""
    field, _, form = part.strip().partition(':')
    if form == 'year':
        return f'substr({field},1,4)'
    if form == 'month_day':
        return f'substr({field},6,5)'
    return f'substr({field},1,{int(form)})' if form else field


def rules_of(path):
    with open(path, encoding='utf-8') as file:
        lines = [line.strip() for line in file]
    return [block_on(*map(column_of, line.split('+'))) for line in lines if line and not line.startswith('#')]


class Benchmark:
    """The synthetic set of bench/matching/generate --benchmark, by the rules of a file."""
    select = '*'
    identifier, truth, link = 'id', 'person', 'dedupe_only'
    comparisons = [
        cl.JaroWinklerAtThresholds('given', [0.92, 0.8]).configure(term_frequency_adjustments=True),
        cl.JaroWinklerAtThresholds('family', [0.92, 0.8]).configure(term_frequency_adjustments=True),
        cl.DateOfBirthComparison('birth_date', input_is_string=True),
        cl.ExactMatch('place').configure(term_frequency_adjustments=True),
        cl.ExactMatch('sex'),
        cl.ExactMatch('occupation').configure(term_frequency_adjustments=True),
    ]
    sure = [block_on('given', 'family', 'birth_date')]
    recall, u_pairs = 0.5, 1e7
    trained_on = [block_on('given', 'family'), block_on('birth_date')]
    without_frequencies = True

    def __init__(self, path, rules):
        self.files = [path]
        self.rules = rules_of(rules)


def day(column):
    """SQL of a date that lists write with the day or with the year first, as YYYY-MM-DD."""
    turned = f"regexp_replace({column}, '^(..)/(..)/(....)$', '\\3-\\2-\\1')"
    return f"case when {column} like '%/%' then {turned} else {column} end"


class Ministry:
    """Three editions of a ministry's list of bench/matching/generate --casualty arabic: each holds nobody twice."""
    files = ['ministry.csv', 'ministry_2.csv', 'ministry_3.csv']
    select = (f'"رقم" id, "الاسم" given, "اسم الأب" father, "اسم الجد" grandfather, "العائلة" family, "الجنس" sex, '
              f'{day(chr(34) + "تاريخ الميلاد" + chr(34))} birth, {day(chr(34) + "تاريخ الوفاة" + chr(34))} death, '
              f'"المكان" place, person')
    identifier, truth, link = 'id', 'person', 'link_only'
    rules = [
        block_on('given', 'father', 'family'),
        block_on('given', 'father', 'grandfather'),
        block_on('given', 'family', 'death'),
        block_on('father', 'family', 'death'),
        block_on('given', 'birth'),
        block_on('family', 'birth'),
    ]
    comparisons = [
        *(cl.JaroWinklerAtThresholds(name, [0.92, 0.8]).configure(term_frequency_adjustments=True)
          for name in ('given', 'father', 'grandfather', 'family')),
        cl.DateOfBirthComparison('birth', input_is_string=True),
        cl.ExactMatch('death'),
        cl.ExactMatch('place').configure(term_frequency_adjustments=True),
        cl.ExactMatch('sex'),
    ]
    sure = [block_on('given', 'father', 'family', 'birth')]
    recall, u_pairs = 0.5, 1e7
    trained_on = [block_on('given', 'family'), block_on('birth')]
    without_frequencies = True


SETS = {'historical_50k': Historical, 'fake_1000': Fake, 'febrl3': Febrl3, 'febrl4': Febrl4, 'ministry': Ministry}


def settings(model):
    return SettingsCreator(
        link_type=model.link, unique_id_column_name=model.identifier, comparisons=model.comparisons,
        blocking_rules_to_generate_predictions=model.rules, additional_columns_to_retain=[model.truth])


def train(model, linker, seed):
    linker.training.estimate_probability_two_random_records_match(model.sure, recall=model.recall)
    linker.training.estimate_u_using_random_sampling(max_pairs=model.u_pairs, seed=seed)
    for rule in model.trained_on:
        linker.training.estimate_parameters_using_expectation_maximisation(
            rule, estimate_without_term_frequencies=model.without_frequencies)
