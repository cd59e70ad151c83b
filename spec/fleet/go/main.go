// Command fleet is what the fleet tests start of Go: `fleet control` is a control plane of xDS, `fleet serve` a service,
// `fleet call` a client. Each tells what it has to tell as JSON on its standard output, one thing a line.
package main

import (
	"fmt"
	"os"

	"mdctx.test/fleet/caller"
	"mdctx.test/fleet/control"
	"mdctx.test/fleet/service"
)

var commands = map[string]func(args []string) error{
	"control": control.Run,
	"serve":   service.Run,
	"call":    caller.Run,
}

func main() {
	if len(os.Args) < 2 || commands[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: fleet control|serve|call ...")
		os.Exit(2)
	}
	if err := commands[os.Args[1]](os.Args[2:]); err != nil {
		fmt.Fprintf(os.Stderr, "fleet: %s: %v\n", os.Args[1], err)
		os.Exit(1)
	}
}
