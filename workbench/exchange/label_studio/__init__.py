"""Label Studio: tasks as JSON, and the labelling configuration."""
