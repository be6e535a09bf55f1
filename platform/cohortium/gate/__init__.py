"""From a researcher's question to what may leave."""
