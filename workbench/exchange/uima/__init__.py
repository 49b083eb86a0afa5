"""UIMA CAS as XMI and as JSON, with its type system."""
