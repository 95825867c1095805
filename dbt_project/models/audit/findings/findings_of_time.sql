-- What the rules of time and nature (T) say.
{{ all_of([
    ref('t01_dates_within_year'),
    ref('t02_stale_text'),
    ref('t03_nature_contradicts_recurrence'),
]) }}
