"""Source Sans 3, the sans-serif of figures, tables and headings (SIL Open Font License).

The three files are the unmodified static instances of Google Fonts: the licence reserves the
name "Source", so a subset would have to be renamed. See OFL.txt.
"""

from pathlib import Path

FONT_DIR = Path(__file__).parent
FAMILY = "Source Sans 3"
