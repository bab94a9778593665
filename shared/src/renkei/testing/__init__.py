"""Run any service in a test: on a real socket or in process, with a clock that is moved by hand."""
