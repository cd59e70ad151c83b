package peer

import (
	"fmt"

	"mdctx.test/interop/latin1"
)

// clientStep does the steps that only the client of a stream has.
func (f *frame) clientStep(s Step) error {
	switch s.Do {
	case "header":
		md, err := f.client.Header()
		f.notes.keep(s, map[string]any{"md": latin1.FromMD(md), "err": text(err)})
		for k := range md {
			md[k] = []string{"changed by the reader"}
		}
	case "trailer":
		f.notes.keep(s, latin1.FromMD(f.client.Trailer()))
	case "closeSend":
		f.notes.keep(s, text(f.client.CloseSend()))
	case "sendUntilEOF":
		err := f.io.send(s.Text)
		for err == nil {
			err = f.io.send(s.Text)
		}
		f.notes.keep(s, text(err))
	default:
		return fmt.Errorf("peer: no such step: %s", s.Do)
	}
	return nil
}
