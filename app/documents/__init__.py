"""Papers: a plain description of a document, made into a PDF or a Word file in a limited child."""
