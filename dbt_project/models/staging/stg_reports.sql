with source as (
    select * from {{ source('records', 'reports') }}
),

aliases as (
    select
        {{ normalised_name('alias_name') }} as alias_name,
        max(unit_name) as unit_name
    from {{ ref('unit_alias') }}
    group by {{ normalised_name('alias_name') }}
)

select
    -- keys
    {{ surrogate_key(['report_file']) }} as report_key,
    {{ unit_key('coalesce(aliases.unit_name, source.report_unit)') }} as unit_key,

    -- texts
    report_file,
    report_sha256,
    report_unit,
    report_title,
    encoding,
    reader_version,
    refusal_reason,

    -- numbers
    report_year,
    byte_count,
    line_count,
    title_line_count,
    form_count,

    -- marks
    is_refused
from source
left join aliases on {{ normalised_name('source.report_unit') }} = aliases.alias_name
