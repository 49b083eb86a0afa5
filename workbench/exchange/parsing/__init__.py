"""What readers share: bytes into lines and values, doubtful values into spans or Problems."""
