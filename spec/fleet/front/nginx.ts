import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathOf } from '../tools';
import { proxyFront } from './proxy';

const limits = `underscores_in_headers on; ignore_invalid_headers off;
    client_header_buffer_size 128k; large_client_header_buffers 4 128k;`;
const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

/** nginx. A bare 502 is not tried again by clients, for its page counts as a header: `@unavailable` makes a status of it. */
export const nginx = proxyFront({
  name: 'nginx',
  notServingFor: 0,
  losesUnheard: true, // a call that it has begun to send it never sends again, though GOAWAY says that it was not read
  command(folder, port, services, { own = false }) {
    const file = join(folder, 'nginx.conf');
    const servers = services.map(({ port }) => `server 127.0.0.1:${port} max_fails=0;`).join(' ');
    writeFileSync(
      file,
      `daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log;
events { worker_connections 1024; }
http {
  access_log off;
  ${places.map((place) => `${place}_temp_path ${folder}/${place};`).join(' ')}
  upstream fleet { least_conn; ${servers} keepalive 32; }
  server {
    listen 127.0.0.1:${port} http2;
    keepalive_requests 1000000; grpc_read_timeout 60s;
    ${own ? '' : limits}
    location / {
      grpc_pass grpc://fleet; ${own ? '' : 'grpc_buffer_size 128k;'}
      grpc_next_upstream error timeout http_502 http_503 http_504 non_idempotent; grpc_next_upstream_tries 3;
    }
    error_page 502 503 504 = @unavailable;
    location @unavailable {
      internal; default_type application/grpc;
      add_header grpc-status 14 always; add_header grpc-message unavailable always;
      return 204;
    }
  }
}
`,
    );
    return [pathOf('nginx'), ['-p', folder, '-c', file]];
  },
});
