-- What became of each indicator of a project from one year's form to the next one's. Rows are paired by equal names first, then, among
-- what is left, by likeness where each is the other's best: most of the name, or the same concept. Within a name, the row of the same
-- level goes first. The account of a year (self-evaluation) stands for it where there is one, else its declaration.
with rows_of_forms as (
    select
        form_key,
        indicator_no,
        indicator_name,
        level2,
        operator,
        target_text,
        target_value,
        target_base_value,
        unit_family,
        cast(null as decimal(38, 6)) as actual_base_value
    from {{ ref('fct_indicator_target') }}
    union all
    select
        form_key,
        indicator_no,
        indicator_name,
        level2,
        operator,
        target_text,
        target_value,
        target_base_value,
        unit_family,
        actual_base_value
    from {{ ref('fct_indicator_result') }}
),

stages as (
    select
        project_key,
        fiscal_year,
        coalesce(self_evaluation_form_key, declaration_form_key) as earlier_form_key,
        coalesce(declaration_form_key, self_evaluation_form_key) as later_form_key
    from {{ ref('fct_project_lifecycle') }}
),

links as (
    select
        lineage.lineage_key,
        lineage.status as lineage_status,
        earlier.earlier_form_key,
        later.later_form_key
    from {{ ref('bridge_project_lineage') }} as lineage
    inner join stages as earlier
        on lineage.earlier_project_key = earlier.project_key and lineage.earlier_year = earlier.fiscal_year
    inner join stages as later on lineage.later_project_key = later.project_key and lineage.later_year = later.fiscal_year
    where lineage.status <> 'rejected'
),

indicators as (
    select
        rows_of_forms.*,
        {{ normalised_name('rows_of_forms.indicator_name') }} as name,
        concepts.indicator_concept_key,
        concepts.topic,
        concepts.match_method
    from rows_of_forms
    inner join {{ ref('bridge_indicator_occurrence') }} as concepts
        on rows_of_forms.form_key = concepts.form_key and rows_of_forms.indicator_no = concepts.indicator_no
),

earlier_rows as (
    select
        links.lineage_key,
        links.later_form_key,
        indicators.*
    from links
    inner join indicators on links.earlier_form_key = indicators.form_key
),

later_rows as (
    select
        links.lineage_key,
        links.earlier_form_key,
        indicators.*
    from links
    inner join indicators on links.later_form_key = indicators.form_key
),

names as (
    select distinct name from earlier_rows
    union
    select distinct name from later_rows
),

runs as (
    {{ character_runs('names', 'name', 'name') }}
),

sizes as (
    select
        name,
        count(*) as run_count
    from runs
    group by name
),

shared as (
    select
        earlier.name as earlier_name,
        later.name as later_name,
        count(*) as run_count
    from runs as earlier
    inner join runs as later on earlier.run = later.run
    group by earlier.name, later.name
),

pairs as (
    select
        earlier.lineage_key,
        earlier.form_key as earlier_form_key,
        earlier.indicator_no as earlier_no,
        later.form_key as later_form_key,
        later.indicator_no as later_no,
        earlier.name = later.name as is_same_name,
        coalesce(earlier.level2 = later.level2, false) as is_same_level,
        earlier.indicator_concept_key = later.indicator_concept_key and earlier.match_method = 'topic_and_measure' as is_same_concept,
        coalesce({{ ratio('2 * shared.run_count', 'earlier_sizes.run_count + later_sizes.run_count') }}, 0) as likeness
    from earlier_rows as earlier
    inner join later_rows as later on earlier.lineage_key = later.lineage_key
    left join shared on earlier.name = shared.earlier_name and later.name = shared.later_name
    left join sizes as earlier_sizes on earlier.name = earlier_sizes.name
    left join sizes as later_sizes on later.name = later_sizes.name
),

ranked_names as (
    select
        *,
        row_number() over (partition by lineage_key, earlier_no order by is_same_level desc nulls last, later_no asc) as place_of_later,
        row_number() over (partition by lineage_key, later_no order by is_same_level desc nulls last, earlier_no asc) as place_of_earlier
    from pairs
    where is_same_name
),

same_names as (
    select * from ranked_names
    where place_of_later = 1 and place_of_earlier = 1
),

limits as (
    select parameter_value as rename_floor
    from {{ ref('lineage_parameter') }}
    where parameter_name = 'rename_floor'
),

alike as (
    select pairs.*
    from pairs
    cross join limits
    left join same_names as of_earlier on pairs.lineage_key = of_earlier.lineage_key and pairs.earlier_no = of_earlier.earlier_no
    left join same_names as of_later on pairs.lineage_key = of_later.lineage_key and pairs.later_no = of_later.later_no
    where
        of_earlier.lineage_key is null
        and of_later.lineage_key is null
        and (pairs.likeness >= limits.rename_floor or pairs.is_same_concept)
),

ranked_alike as (
    select
        *,
        row_number() over (
            partition by lineage_key, earlier_no
            order by is_same_concept desc nulls last, likeness desc nulls last, is_same_level desc nulls last, later_no asc
        ) as place_of_later,
        row_number() over (
            partition by lineage_key, later_no
            order by is_same_concept desc nulls last, likeness desc nulls last, is_same_level desc nulls last, earlier_no asc
        ) as place_of_earlier
    from alike
),

matched as (
    select
        lineage_key,
        earlier_no,
        later_no,
        'name' as match_method,
        cast(1 as double) as likeness
    from same_names
    union all
    select
        lineage_key,
        earlier_no,
        later_no,
        case when is_same_concept then 'concept' else 'likeness' end as match_method,
        likeness
    from ranked_alike
    where place_of_later = 1 and place_of_earlier = 1
),

all_rows as (
    select
        links.lineage_key,
        earlier.form_key as earlier_form_key,
        earlier.indicator_no as earlier_indicator_no,
        matched.later_no
    from links
    inner join earlier_rows as earlier on links.lineage_key = earlier.lineage_key
    left join matched on earlier.lineage_key = matched.lineage_key and earlier.indicator_no = matched.earlier_no
    union all
    select
        links.lineage_key,
        null as earlier_form_key,
        null as earlier_indicator_no,
        later.indicator_no as later_no
    from links
    inner join later_rows as later on links.lineage_key = later.lineage_key
    left join matched on later.lineage_key = matched.lineage_key and later.indicator_no = matched.later_no
    where matched.lineage_key is null
),

told as (
    select
        all_rows.lineage_key,
        links.lineage_status,
        links.earlier_form_key,
        all_rows.earlier_indicator_no,
        links.later_form_key,
        all_rows.later_no as later_indicator_no,
        earlier.indicator_name as earlier_indicator_name,
        later.indicator_name as later_indicator_name,
        earlier.level2 as earlier_level2,
        later.level2 as later_level2,
        earlier.target_text as earlier_target_text,
        later.target_text as later_target_text,
        earlier.target_base_value as earlier_target_base_value,
        later.target_base_value as later_target_base_value,
        earlier.actual_base_value as earlier_actual_base_value,
        earlier.unit_family as earlier_unit_family,
        later.unit_family as later_unit_family,
        matched.match_method,
        matched.likeness,
        earlier.operator as earlier_operator,
        later.operator as later_operator,
        case
            when all_rows.later_no is null then 'dropped'
            when all_rows.earlier_indicator_no is null then 'added'
            when matched.match_method = 'name' then 'kept'
            else 'renamed'
        end as change
    from all_rows
    inner join links on all_rows.lineage_key = links.lineage_key
    left join matched
        on all_rows.lineage_key = matched.lineage_key and all_rows.earlier_indicator_no = matched.earlier_no
    left join earlier_rows as earlier
        on all_rows.lineage_key = earlier.lineage_key and all_rows.earlier_indicator_no = earlier.indicator_no
    left join later_rows as later on all_rows.lineage_key = later.lineage_key and all_rows.later_no = later.indicator_no
)

select
    {{ surrogate_key(['lineage_key', 'earlier_indicator_no', 'later_indicator_no']) }} as indicator_lineage_key,
    lineage_key,
    lineage_status,
    earlier_form_key,
    earlier_indicator_no,
    later_form_key,
    later_indicator_no,
    earlier_indicator_name,
    later_indicator_name,
    change,
    match_method,
    likeness,
    coalesce(earlier_level2 <> later_level2, false) as is_moved,
    change in ('kept', 'renamed') and coalesce(earlier_operator, '') <> coalesce(later_operator, '') as is_operator_changed,
    change in ('kept', 'renamed')
    and coalesce(
        earlier_target_base_value <> later_target_base_value,
        {{ normalised_name('earlier_target_text') }} <> {{ normalised_name('later_target_text') }}
    ) as is_target_changed,
    earlier_level2,
    later_level2,
    earlier_target_text,
    later_target_text,
    case when earlier_unit_family = later_unit_family then earlier_target_base_value end as earlier_target_base_value,
    earlier_actual_base_value,
    case when earlier_unit_family = later_unit_family then later_target_base_value end as later_target_base_value
from told
