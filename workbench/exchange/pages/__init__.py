"""One article to be looked at: HTML and DOCX with the marks as in the window."""
