"""The one base of every error a user can mend; the command line prints it without a traceback."""


class UserError(Exception):
    """Bad input: the message names the place and the remedy."""
