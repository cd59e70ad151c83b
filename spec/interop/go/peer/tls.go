package peer

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"time"

	"google.golang.org/grpc/credentials"
)

// Certificate is a certificate for 127.0.0.1 and its key, in PEM.
type Certificate struct {
	Cert string `json:"cert"`
	Key  string `json:"key"`
}

// newCertificate makes a certificate that signs itself.
func newCertificate() (*Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	block := func(kind string, bytes []byte) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: bytes}))
	}
	return &Certificate{Cert: block("CERTIFICATE", der), Key: block("PRIVATE KEY", secret)}, nil
}

func (c *Certificate) server() (credentials.TransportCredentials, error) {
	pair, err := tls.X509KeyPair([]byte(c.Cert), []byte(c.Key))
	if err != nil {
		return nil, err
	}
	return credentials.NewServerTLSFromCert(&pair), nil
}

func (c *Certificate) client() credentials.TransportCredentials {
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM([]byte(c.Cert))
	return credentials.NewClientTLSFromCert(pool, "")
}
