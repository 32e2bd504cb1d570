"""The verbs of the command line, by who types them; thin: parse, call, print."""
