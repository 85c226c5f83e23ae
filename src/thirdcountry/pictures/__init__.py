"""One function per figure: frame in, matplotlib figure out. No statistics here."""
