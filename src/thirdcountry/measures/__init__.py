"""Frame in, frame or numbers out. Nothing here reads a file or draws."""
