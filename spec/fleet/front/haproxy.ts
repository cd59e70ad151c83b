import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathOf } from '../tools';
import { proxyFront } from './proxy';

/** HAProxy, which asks by connecting whether a server is there. */
export const haproxy = proxyFront({
  name: 'HAProxy',
  notServingFor: 0,
  sendsAgain: true,
  command(folder, port, services, { own = false }) {
    const file = join(folder, 'haproxy.cfg');
    const servers = services.map(
      ({ port }, i) => `  server s${i} 127.0.0.1:${port} proto h2 check inter 200ms fall 1 rise 1`,
    );
    writeFileSync(
      file,
      `global
  nbthread 1
${own ? '' : '  tune.bufsize 262144\n  tune.http.maxhdr 256\n'}defaults
  mode http
  timeout connect 30s
  timeout check 30s
  timeout client 60s
  timeout server 60s
  retries 3
  option redispatch
  retry-on conn-failure empty-response response-timeout
frontend in
  bind 127.0.0.1:${port} proto h2
  default_backend fleet
backend fleet
  balance leastconn
${servers.join('\n')}
`,
    );
    return [pathOf('haproxy'), ['-f', file, '-db']];
  },
});
