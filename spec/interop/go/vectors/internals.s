// An assembly file, empty, so that the compiler takes functions without a body (internals.go).
