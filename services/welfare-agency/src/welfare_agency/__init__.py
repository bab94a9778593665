"""The welfare agency: it decides applications on facts that other agencies hold."""
