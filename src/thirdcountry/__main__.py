"""``python -m thirdcountry`` is the command ``thirdcountry``."""

from thirdcountry.cli import main

if __name__ == "__main__":
    main(prog_name="thirdcountry")
