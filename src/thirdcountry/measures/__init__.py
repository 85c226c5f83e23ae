"""Frame in, frame or numbers out. Nothing here reads a file or draws."""

#: Values a chapter names in its text: name -> (value, unit); see ``Chapter.publish_values``.
Named = dict[str, tuple[object, str]]
