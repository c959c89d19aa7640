"""The nouns: frozen records and enumerations, in the words of docs/words.md. Does no I/O and imports only errors."""
