-- The same project in two years is certain: unit and normalised name agree. That a project goes on under another name is proposed here,
-- from the likeness of names and of goals, and decided by a person (seed project_lineage_decision), never by the program.
with appearances as (
    select
        project_key,
        unit_key,
        fiscal_year,
        {{ normalised_name('max(coalesce(annual_goal_text, planned_goal_text, project_goal_text))') }} as goal
    from {{ ref('dim_form') }}
    where project_key <> {{ unknown_key() }} and fiscal_year is not null
    group by project_key, unit_key, fiscal_year
),

following as (
    select
        project_key,
        unit_key,
        fiscal_year as earlier_year,
        lead(fiscal_year) over (partition by project_key order by fiscal_year) as later_year
    from appearances
),

-- A project that ended before another one of the unit began.
pairs as (
    select
        earlier.project_key as earlier_project_key,
        later.project_key as later_project_key,
        earlier.unit_key,
        earlier.last_fiscal_year as earlier_year,
        later.first_fiscal_year as later_year
    from {{ ref('dim_project') }} as earlier
    inner join {{ ref('dim_project') }} as later
        on earlier.unit_key = later.unit_key and earlier.last_fiscal_year < later.first_fiscal_year
    where earlier.project_key <> {{ unknown_key() }}
),

candidates as (
    select
        earlier_project_key as project_key,
        earlier_year as fiscal_year
    from pairs
    union
    select
        later_project_key as project_key,
        later_year as fiscal_year
    from pairs
),

texts as (
    select
        candidates.project_key,
        projects.normalised_project_name as name,
        appearances.goal
    from candidates
    inner join {{ ref('dim_project') }} as projects on candidates.project_key = projects.project_key
    inner join appearances on candidates.project_key = appearances.project_key and candidates.fiscal_year = appearances.fiscal_year
),

name_runs as (
    {{ character_runs('texts', 'project_key', 'name') }}
),

goal_runs as (
    {{ character_runs('texts', 'project_key', 'goal', 4, 3) }}
),

name_sizes as (
    select
        project_key,
        count(*) as run_count
    from name_runs
    group by project_key
),

goal_sizes as (
    select
        project_key,
        count(*) as run_count
    from goal_runs
    group by project_key
),

shared_names as (
    select
        pairs.earlier_project_key,
        pairs.later_project_key,
        count(*) as run_count
    from pairs
    inner join name_runs as earlier on pairs.earlier_project_key = earlier.project_key
    inner join name_runs as later on pairs.later_project_key = later.project_key and earlier.run = later.run
    group by pairs.earlier_project_key, pairs.later_project_key
),

shared_goals as (
    select
        pairs.earlier_project_key,
        pairs.later_project_key,
        count(*) as run_count
    from pairs
    inner join goal_runs as earlier on pairs.earlier_project_key = earlier.project_key
    inner join goal_runs as later on pairs.later_project_key = later.project_key and earlier.run = later.run
    group by pairs.earlier_project_key, pairs.later_project_key
),

scored as (
    select
        pairs.*,
        coalesce({{ ratio('2 * shared_names.run_count', 'earlier_names.run_count + later_names.run_count') }}, 0) as name_similarity,
        coalesce(
            {{ ratio(
                'shared_goals.run_count',
                'case when earlier_goals.run_count < later_goals.run_count then earlier_goals.run_count else later_goals.run_count end'
            ) }}, 0
        ) as goal_similarity
    from pairs
    left join shared_names
        on pairs.earlier_project_key = shared_names.earlier_project_key and pairs.later_project_key = shared_names.later_project_key
    left join shared_goals
        on pairs.earlier_project_key = shared_goals.earlier_project_key and pairs.later_project_key = shared_goals.later_project_key
    left join name_sizes as earlier_names on pairs.earlier_project_key = earlier_names.project_key
    left join name_sizes as later_names on pairs.later_project_key = later_names.project_key
    left join goal_sizes as earlier_goals on pairs.earlier_project_key = earlier_goals.project_key
    left join goal_sizes as later_goals on pairs.later_project_key = later_goals.project_key
),

decisions as (
    select
        {{ project_key('implementing_unit', 'earlier_project_name') }} as earlier_project_key,
        {{ project_key('implementing_unit', 'later_project_name') }} as later_project_key,
        max(relation) as relation,
        max(decided_by) as decided_by,
        max(note) as note
    from {{ ref('project_lineage_decision') }}
    group by
        {{ project_key('implementing_unit', 'earlier_project_name') }},
        {{ project_key('implementing_unit', 'later_project_name') }}
),

limits as (
    select parameter_value as proposal_floor
    from {{ ref('lineage_parameter') }}
    where parameter_name = 'proposal_floor'
),

proposed as (
    select
        scored.*,
        decisions.relation as decided_relation,
        decisions.decided_by,
        decisions.note,
        case when scored.name_similarity > scored.goal_similarity then scored.name_similarity else scored.goal_similarity end as similarity,
        count(*) over (partition by scored.earlier_project_key) as successor_count,
        count(*) over (partition by scored.later_project_key) as predecessor_count
    from scored
    left join decisions
        on scored.earlier_project_key = decisions.earlier_project_key and scored.later_project_key = decisions.later_project_key
    cross join limits
    where
        scored.name_similarity >= limits.proposal_floor
        or scored.goal_similarity >= limits.proposal_floor
        or decisions.relation is not null
)

select
    {{ surrogate_key(['project_key', 'project_key', 'earlier_year', 'later_year']) }} as lineage_key,
    project_key as earlier_project_key,
    project_key as later_project_key,
    unit_key,
    earlier_year,
    later_year,
    'same' as relation,
    'certain' as status,
    cast(1 as double) as confidence,
    cast(1 as double) as name_similarity,
    cast(null as double) as goal_similarity,
    'unit and normalised name agree' as evidence,
    cast(null as string) as decided_by
from following
where later_year is not null
union all
select
    {{ surrogate_key(['earlier_project_key', 'later_project_key', 'earlier_year', 'later_year']) }} as lineage_key,
    earlier_project_key,
    later_project_key,
    unit_key,
    earlier_year,
    later_year,
    coalesce(
        decided_relation,
        case when successor_count > 1 then 'split' when predecessor_count > 1 then 'merged' else 'renamed' end
    ) as relation,
    case when decided_relation is null then 'proposed' when decided_relation = 'unrelated' then 'rejected' else 'confirmed' end as status,
    case when decided_relation is null then similarity when decided_relation = 'unrelated' then 0 else 1 end as confidence,
    name_similarity,
    goal_similarity,
    coalesce(
        'decided by ' || decided_by || coalesce(': ' || note, ''),
        'names alike by ' || cast(cast(name_similarity as decimal(3, 2)) as string)
        || ', goals by ' || cast(cast(goal_similarity as decimal(3, 2)) as string)
    ) as evidence,
    decided_by
from proposed
