"""What a person does about a problem, by its code: every code that the reader can give has a line here."""

_EXTRACT_AGAIN = "compare the lines with the original; extract its text again with another tool, or file the original's table"
_LOOK = "look at the lines in the original; the value was read as the text has it"

REMEDIES = {
    # of the file as a whole
    "unknown_encoding": "save the file as UTF-8 or GB18030",
    "empty_file": "put the published text in its place, or remove the file",
    "binary_file": "extract the text of the document and file that",
    "no_form": "remove the file if the report holds no form; file the pages with the forms if it does",
    "title_without_form": "check that the pages behind the title were extracted too; a table of contents may be left alone",
    "table_without_form": "look at the table's title: a table of another kind may be left alone, a project's form is missing in the record",
    # the form is presumed misread
    "amount_blank": _EXTRACT_AGAIN,
    "claimed_twice": _EXTRACT_AGAIN,
    "date_unreadable": _EXTRACT_AGAIN,
    "funding_unreadable": _EXTRACT_AGAIN,
    "goals_ambiguous": _EXTRACT_AGAIN,
    "head_incomplete": _EXTRACT_AGAIN,
    "label_fragment": _EXTRACT_AGAIN,
    "layout_not_whole": "an error of the reader's layout: report it with the file",
    "label_missing": "the form is cut off or its text is out of order; " + _EXTRACT_AGAIN,
    "levels_missing": _EXTRACT_AGAIN,
    "lexemes_lost": _EXTRACT_AGAIN,
    "no_indicators": "the form is cut off; " + _EXTRACT_AGAIN,
    "pairing_failed": _EXTRACT_AGAIN,
    "points_unreadable": _EXTRACT_AGAIN,
    "residue": _EXTRACT_AGAIN,
    "row_unreadable": _EXTRACT_AGAIN,
    "text_out_of_place": _EXTRACT_AGAIN,
    "total_missing": "the form is cut off before 总分; " + _EXTRACT_AGAIN,
    "total_unreadable": _EXTRACT_AGAIN,
    "unknown_template": "add the template's labels to orchestration/reader/template.py",
    "value_implausible": _EXTRACT_AGAIN,
    "year_missing": _EXTRACT_AGAIN,
    # a person should look
    "cells_open": _LOOK,
    "cells_parted": _LOOK,
    "goal_blank": _LOOK,
    "goals_parted": _LOOK,
    "label_glued": _LOOK,
    "level2_ambiguous": _LOOK,
    "level2_missing": _LOOK,
    "pairing_ambiguous": _LOOK,
    "row_may_be_missing": "compare the rows of the table with the original",
    "weights_unlike_total": "compare the rows of the table with the original",
    "row_outside_grid": _LOOK,
    "row_over_page": _LOOK,
    "row_unlike_level": _LOOK,
    "table_may_be_cut": "check the end of the form in the original",
    "target_unreadable": _LOOK,
}
