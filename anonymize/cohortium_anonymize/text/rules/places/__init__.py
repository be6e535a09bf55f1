"""Where people live and are cared for: addresses, towns, postcodes, facilities."""
