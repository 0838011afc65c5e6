"""The only place that knows everything: wiring, HTTP edge, live push, workers, command line."""
