// Package line writes JSON to the standard output, one value a line.
package line

import (
	"encoding/json"
	"os"
	"sync"
)

var mu sync.Mutex

// Write writes v, from any goroutine.
func Write(v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	mu.Lock()
	defer mu.Unlock()
	_, err = os.Stdout.Write(append(text, '\n'))
	return err
}
