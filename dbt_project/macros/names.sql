{#-
  How two printed names are held to be the same name, and how keys are made from names.

  normalised_name(column): the text without white space, in lower case, with full-width letters, digits and punctuation, curly
  quotation marks and the middle dots replaced by their plain forms, and with CJK radicals (which PDF fonts print for characters:
  ⽬ for 目, ⻔ for 门) replaced by the characters. Null where nothing is left. It decides identity only; the name as printed stands
  beside it. Renames are not its business: they are decided by a person.

  It is translate() and lower(), since these two are the same on every engine and regular expressions are not.
  translate() drops the characters of its second argument that have no partner in the third: the white space at its end. It takes
  in its 400 characters anew for each row (26 µs, of which the radicals 20, and a hundred times what the rest costs), so that only
  texts that have one of them get to it.
-#}
{% macro normalised_name(column) -%}
    {%- set wide = '０１２３４５６７８９'
        ~ 'ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ'
        ~ 'ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ'
        ~ '（）［］｛｝：；，．！？％＋－／＆＝＜＞～“”„‟＂•‧・∙' -%}
    {%- set plain = '0123456789'
        ~ 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
        ~ 'abcdefghijklmnopqrstuvwxyz'
        ~ '()[]{}:;,.!?%+-/&=<>~"""""····' -%}
    {%- set white_space = ' \t\r\n\u00a0\u2002\u2003\u2009\u200b\u3000\ufeff' -%}
    nullif(
        lower(case
            when {{ holds_one_of(column, cjk_radicals()) }}
                then translate({{ column }}, '{{ wide }}{{ cjk_radicals() }}{{ white_space }}', '{{ plain }}{{ cjk_characters() }}')
            when {{ holds_one_of(column, wide ~ white_space) }} then translate({{ column }}, '{{ wide }}{{ white_space }}', '{{ plain }}')
            else {{ column }}
        end), ''
    )
{%- endmacro %}

{#- Whether a text has one of these characters, none of which may mean something in a regular expression; Spark: rlike. -#}
{% macro holds_one_of(text, characters) -%}
    regexp_matches({{ text }}, '[{{ characters }}]')
{%- endmacro %}

{#- The Kangxi radicals U+2F00..U+2FD5, then those of the CJK supplement (NFKC leaves these alone): pairs with cjk_characters(). -#}
{% macro cjk_radicals() -%}
⼀⼁⼂⼃⼄⼅⼆⼇⼈⼉⼊⼋⼌⼍⼎⼏⼐⼑⼒⼓⼔⼕⼖⼗⼘⼙⼚⼛⼜⼝⼞⼟⼠⼡⼢⼣⼤⼥⼦⼧⼨⼩⼪⼫⼬⼭⼮⼯⼰⼱⼲⼳⼴⼵⼶⼷⼸⼹⼺⼻⼼⼽⼾⼿⽀⽁⽂⽃⽄⽅⽆⽇⽈⽉⽊⽋⽌⽍⽎⽏⽐⽑⽒⽓⽔⽕⽖⽗⽘⽙⽚⽛⽜⽝⽞⽟⽠⽡⽢⽣⽤⽥⽦⽧⽨⽩⽪⽫⽬⽭⽮⽯⽰⽱⽲⽳⽴⽵⽶⽷⽸⽹⽺⽻⽼⽽⽾⽿⾀⾁⾂⾃⾄⾅⾆⾇⾈⾉⾊⾋⾌⾍⾎⾏⾐⾑⾒⾓⾔⾕⾖⾗⾘⾙⾚⾛⾜⾝⾞⾟⾠⾡⾢⾣⾤⾥⾦⾧⾨⾩⾪⾫⾬⾭⾮⾯⾰⾱⾲⾳⾴⾵⾶⾷⾸⾹⾺⾻⾼⾽⾾⾿⿀⿁⿂⿃⿄⿅⿆⿇⿈⿉⿊⿋⿌⿍⿎⿏⿐⿑⿒⿓⿔⿕⺠⺟⺅⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳⻲⻑⻒⻗⻖⻌⺫⺮⺼⺝⺌⺍⺋⺗⺘⺡⺣⺩⺪⺬⺭⺯⺰⻂⻊⻈⻐⻟⻠
{%- endmacro %}

{% macro cjk_characters() -%}
一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐彡彳心戈戶手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾穴立竹米糸缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨靑非面革韋韭音頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠民母亻虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟亀長镸雨阝辶目竹月月小小㔾心手水火王疋示礻糸纟衤足讠钅飠饣
{%- endmacro %}

{#-
  A key over columns: md5 of their texts. A null has a mark of its own, so that it neither voids the key nor equals an empty text;
  the separator does not occur in names, so that ('a', 'bc') and ('ab', 'c') differ.
-#}
{% macro surrogate_key(columns) -%}
    md5(
        {%- for column in columns %}
        coalesce(cast({{ column }} as string), '␀'){% if not loop.last %} || '␟' ||{% endif %}
        {%- endfor %}
    )
{%- endmacro %}

{#- The key of a dimension's unknown member: that of a missing natural key. -#}
{% macro unknown_key() -%}
    {{ surrogate_key(['null']) }}
{%- endmacro %}

{% macro unit_key(unit_name) -%}
    {{ surrogate_key([normalised_name(unit_name)]) }}
{%- endmacro %}

{#- A project is (implementing unit, normalised name), never the name alone; with either missing, which project it is is unknown. -#}
{% macro project_key(implementing_unit, project_name) -%}
    case
        when {{ normalised_name(implementing_unit) }} is null or {{ normalised_name(project_name) }} is null then {{ unknown_key() }}
        else {{ surrogate_key([normalised_name(implementing_unit), normalised_name(project_name)]) }}
    end
{%- endmacro %}
