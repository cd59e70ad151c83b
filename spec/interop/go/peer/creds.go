package peer

import (
	"context"
	"errors"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/status"

	"mdctx.test/interop/latin1"
)

// Creds are per-RPC credentials that a script spells.
type Creds struct {
	Values map[string]latin1.String `json:"values"`
	Secure bool                     `json:"secure"`
	Fail   string                   `json:"fail"`
	Code   codes.Code               `json:"code"`
	Echo   bool                     `json:"echo"`
}

// GetRequestMetadata gives the values, or the failure, that the script spells. With echo, it adds
// what it was told: the audience and the method.
func (c *Creds) GetRequestMetadata(ctx context.Context, uri ...string) (map[string]string, error) {
	if c.Code != codes.OK {
		return nil, status.Error(c.Code, c.Fail)
	}
	if c.Fail != "" {
		return nil, errors.New(c.Fail)
	}
	out := map[string]string{}
	for k, v := range c.Values {
		out[k] = string(v)
	}
	if c.Echo {
		info, _ := credentials.RequestInfoFromContext(ctx)
		out["audience"] = uri[0]
		out["method"] = info.Method
	}
	return out, nil
}

// RequireTransportSecurity is as the script says.
func (c *Creds) RequireTransportSecurity() bool { return c.Secure }
