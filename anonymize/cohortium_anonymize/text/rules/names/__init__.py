"""Names of people: by title, label, kin, form, place in a row, and by what no dictionary has."""
