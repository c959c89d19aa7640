"""The text of agendas, packs, reports and printed minutes, understood."""
