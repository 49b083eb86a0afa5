"""What panels are made of: fields, buttons, rows, pictures, colours, keys."""
