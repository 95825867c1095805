-- Q08: a row stands once, its name is not printed into itself, and its target says more than the name. Rows of one name that count
-- different things (期 and 人) are two. In a goal no word is printed twice in a row (企业企业).
with places as (
    select
        *,
        {{ surrogate_key(['level2', 'normalised_indicator_name', 'normalised_target']) }} as row_key,
        {{ doubled_phrase('normalised_indicator_name', parameter('Q08', 'closing_length')) }} as doubled_phrase,
        target_value is null and length(normalised_indicator_name) >= {{ parameter('Q08', 'restated_length') }}
        and left(normalised_target, length(normalised_indicator_name)) = normalised_indicator_name as is_restated
    from {{ ref('audit_indicator') }}
),

firsts as (
    select
        form_key,
        row_key,
        min(indicator_no) as first_no,
        {{ merged_lines('lines') }} as all_lines
    from places
    group by form_key, row_key
),

measured as (
    select
        places.report_key,
        places.form_key,
        places.subject,
        places.indicator_no,
        places.indicator_name as subject_name,
        places.target_text as actual_text,
        places.doubled_phrase,
        coalesce(places.is_restated, false) as is_restated,
        places.indicator_no > firsts.first_no as is_repeated,
        firsts.first_no,
        case when places.indicator_no > firsts.first_no then firsts.all_lines else places.lines end as lines
    from places
    inner join firsts on places.form_key = firsts.form_key and places.row_key = firsts.row_key
),

goals as (
    select
        forms.report_key,
        goals.form_key,
        goals.goal_kind,
        goals.goal_text,
        goals.lines
    from {{ ref('stg_goals') }} as goals
    inner join {{ ref('dim_form') }} as forms on goals.form_key = forms.form_key
),

positions as (
    {{ numbers(4) }}
),

doubled_words as (
    select
        goals.form_key,
        goals.goal_kind,
        min(substr(goals.goal_text, cast(positions.n + 1 as integer), 2)) as doubled_word
    from goals
    inner join positions on positions.n + 3 < length(goals.goal_text)
    where
        substr(goals.goal_text, cast(positions.n + 1 as integer), 2) = substr(goals.goal_text, cast(positions.n + 3 as integer), 2)
        and {{ is_chinese('substr(goals.goal_text, cast(positions.n + 1 as integer), 1)') }}
        and {{ is_chinese('substr(goals.goal_text, cast(positions.n + 2 as integer), 1)') }}
    group by goals.form_key, goals.goal_kind
),

told as (
    select
        *,
        case when is_repeated then '与第 ' || cast(first_no as string) || ' 项指标重复；' else '' end
        || case when doubled_phrase is not null then '名称内重复“' || doubled_phrase || '”；' else '' end
        || case when is_restated then '指标值照抄名称；' else '' end as told_zh,
        case when is_repeated then 'the same as indicator ' || cast(first_no as string) || '; ' else '' end
        || case when doubled_phrase is not null then doubled_phrase || ' is printed twice in the name; ' else '' end
        || case when is_restated then 'the target restates the name; ' else '' end as told_en,
        {{ judged('is_repeated or doubled_phrase is not null or is_restated') }} as outcome
    from measured
),

judged as (
    select
        report_key,
        form_key,
        subject,
        indicator_no,
        subject_name,
        actual_text,
        outcome,
        lines,
        left(told_zh, length(told_zh) - 1) as detail_zh,
        left(told_en, length(told_en) - 2) as detail_en
    from told
    union all
    select
        goals.report_key,
        goals.form_key,
        'goal ' || goals.goal_kind as subject,
        null as indicator_no,
        null as subject_name,
        null as actual_text,
        {{ judged('doubled_words.form_key is not null') }} as outcome,
        goals.lines,
        '“' || doubled_words.doubled_word || '”重复' as detail_zh,
        doubled_words.doubled_word || ' is printed twice in a row' as detail_en
    from goals
    left join doubled_words on goals.form_key = doubled_words.form_key and goals.goal_kind = doubled_words.goal_kind
)

{{ findings('Q08', 'judged', ['subject_name', 'indicator_no', 'actual_text', 'detail_zh', 'detail_en']) }}
