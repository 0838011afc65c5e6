"""The only place that knows everything: wiring, the HTTP edge, the live push, workers and the command line."""
