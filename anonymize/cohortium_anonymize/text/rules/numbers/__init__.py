"""Numbers and addresses of people: identifiers, codes, telephones, what is on line."""
